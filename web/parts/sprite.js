import { IMAGE_PIXELS, IMAGE_SIDE } from '../engine/engine.js';

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
  const canvas = new OffscreenCanvas(image.naturalWidth, IMAGE_SIDE);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  return Array.from({ length: canvas.width / IMAGE_SIDE }, (_, label) => {
    const { data } = context.getImageData(label * IMAGE_SIDE, 0, IMAGE_SIDE, IMAGE_SIDE);
    return { label, pixels: Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => data[4 * i]) };
  });
}
