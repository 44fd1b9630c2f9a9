import { CLASS_NAMES } from '../engine/engine.js';
import { SIDE } from './grey-image.js';

/**
 * Ten images of the test set, one of each class: numbers 121, 5, 1, 162, 130, 82, 7, 38, 62 and 39
 * of the original file, side by side in one small picture, so that the first visit need not
 * download the data set.
 */
const SPRITE = './model/samples.png';

/**
 * @typedef {{ pixels: Uint8Array, label: number }} Sample
 */

/** @returns {Promise<Sample[]>} in the order of the classes; rejected if the picture cannot be had */
export async function readSprite() {
  const image = new Image();
  image.src = SPRITE;
  await image.decode();
  const canvas = new OffscreenCanvas(SIDE * CLASS_NAMES.length, SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  return CLASS_NAMES.map((_, label) => {
    const { data } = context.getImageData(label * SIDE, 0, SIDE, SIDE);
    return { label, pixels: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => data[4 * i]) };
  });
}
