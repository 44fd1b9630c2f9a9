// Shrinking an image by averaging areas, tile by tile.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaAverage } from '../../web/sections/try/area-average.js';

globalThis.ImageData = /** @type {typeof ImageData} */ (
  /** @type {unknown} */ (
    class {
      /** @param {number} width @param {number} height */
      constructor(width, height) {
        Object.assign(this, { width, height, data: new Uint8ClampedArray(4 * width * height) });
      }
    }
  )
);

/** @typedef {(x: number, y: number) => number[]} Colour red, green, blue, alpha */

/** @param {Colour} colour */
const readerOf =
  (colour) =>
  (
    /** @type {number} */ left,
    /** @type {number} */ top,
    /** @type {number} */ width,
    /** @type {number} */ height,
  ) => {
    const image = new ImageData(width, height);
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) image.data.set(colour(left + x, top + y), 4 * (y * width + x));
    return image;
  };

/** The plain definition, for one new pixel. @param {Colour} colour @param {number[]} size @param {number[]} wanted @param {number} i @param {number} j */
function expected(colour, size, wanted, i, j) {
  const sums = [0, 0, 0, 0];
  const [across, down] = [size[0] / wanted[0], size[1] / wanted[1]];
  const covered = (/** @type {number} */ old, /** @type {number} */ begin, /** @type {number} */ length) =>
    Math.max(0, Math.min(old + 1, begin + length) - Math.max(old, begin));
  for (let y = Math.floor(j * down); y < Math.min(size[1], (j + 1) * down); y++)
    for (let x = Math.floor(i * across); x < Math.min(size[0], (i + 1) * across); x++) {
      const [red, green, blue, alpha] = colour(x, y);
      const weight = covered(x, i * across, across) * covered(y, j * down, down) * alpha;
      [red, green, blue, 1].forEach((value, channel) => (sums[channel] += weight * value));
    }
  return [...sums.slice(0, 3).map((sum) => sum / (sums[3] || 1)), sums[3] / (across * down)];
}

/** @type {[what: string, size: [number, number], wanted: [number, number]][]} */
const CASES = [
  ['by a whole number', [60, 40], [20, 10]],
  ['by a fraction', [37, 53], [11, 16]],
  ['hardly', [13, 7], [12, 6]],
  ['across the seams of tiles', [2500, 1300], [17, 9]],
  ['to one row', [1500, 9], [512, 1]],
];

for (const [what, size, wanted] of CASES) {
  test(`shrunk ${what}, each pixel is the mean of what it covers`, async () => {
    /** @type {Colour} */
    const colour = (x, y) => [(x * 7 + y * 3) % 256, (x * y) % 256, x % 2 ? 255 : 0, (x + y) % 3 ? 255 : (5 * y) % 256];
    const { data } = await areaAverage(readerOf(colour), size, wanted);
    for (let j = 0; j < wanted[1]; j++)
      for (let i = 0; i < wanted[0]; i++) {
        const at = 4 * (j * wanted[0] + i);
        expected(colour, size, wanted, i, j).forEach((value, channel) =>
          assert.ok(Math.abs(value - data[at + channel]) <= 0.51, `${i}, ${j}: ${value}, ${data[at + channel]}`),
        );
      }
  });
}

test('what is transparent all over has no colour', async () => {
  const { data } = await areaAverage(
    readerOf(() => [200, 100, 50, 0]),
    [600, 10],
    [300, 5],
  );
  assert.ok(data.every((value) => value === 0));
});
