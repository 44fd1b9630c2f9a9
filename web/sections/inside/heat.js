// A heat map over a picture of 28 × 28, as colours and in words.

import { IMAGE_SIDE } from '../../engine/engine.js';

/** What speaks for a class, and what against it. */
const WARM = [255, 138, 0];
const COOL = [0, 132, 255];
/** How much of the colour lies over the hottest pixel. */
const STRONGEST = 0.8;

/**
 * The picture with its heat over it: warm colours above 0, cool ones below.
 * @param {Uint8Array} pixels 784
 * @param {Float32Array} heat 784, in any unit
 */
export function heatToImage(pixels, heat) {
  const most = heat.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const image = new ImageData(IMAGE_SIDE, IMAGE_SIDE);
  pixels.forEach((grey, i) => {
    const share = most > 0 ? (STRONGEST * Math.abs(heat[i])) / most : 0;
    const colour = heat[i] >= 0 ? WARM : COOL;
    colour.forEach((value, channel) => {
      image.data[4 * i + channel] = grey + (value - grey) * share;
    });
    image.data[4 * i + 3] = 255;
  });
  return image;
}

const ROWS = ['top', 'middle', 'bottom'];
const COLUMNS = ['left', 'middle', 'right'];

/**
 * Which ninth of the picture is the warmest, in words: “top left”, “middle”.
 * @param {Float32Array} heat 784
 * @returns {string | null} null where nothing is warm
 */
export function warmestPlace(heat) {
  const sums = Array(9).fill(0);
  const sizes = Array(9).fill(0);
  heat.forEach((value, i) => {
    const ninth = 3 * third(Math.floor(i / IMAGE_SIDE)) + third(i % IMAGE_SIDE);
    sums[ninth] += Math.max(0, value);
    sizes[ninth] += 1;
  });
  const means = sums.map((sum, i) => sum / sizes[i]);
  const best = Math.max(...means);
  if (best <= 0) return null;
  const at = means.indexOf(best);
  const [row, column] = [ROWS[Math.floor(at / 3)], COLUMNS[at % 3]];
  if (row === column) return row; // the middle
  if (column === 'middle') return row;
  return row === 'middle' ? column : `${row} ${column}`;
}

/** @param {number} at row or column */
const third = (at) => Math.floor((3 * at) / IMAGE_SIDE);
