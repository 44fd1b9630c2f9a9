import { IMAGE_SIDE } from '../engine/engine.js';

/**
 * Puts a 28×28 picture, one byte per pixel (0 black to 255 white), onto a canvas of that size.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} pixels 784 bytes
 */
export function paintGrey(canvas, pixels) {
  canvas.width = canvas.height = IMAGE_SIDE;
  const context = canvas.getContext('2d');
  context?.putImageData(greyToImage(pixels), 0, 0);
}

/** @param {ArrayLike<number>} pixels 784 bytes */
export function greyToImage(pixels) {
  const image = new ImageData(IMAGE_SIDE, IMAGE_SIDE);
  for (let i = 0; i < pixels.length; i++) {
    image.data.fill(pixels[i], 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  return image;
}
