import { IMAGE_SIDE } from '../../engine/engine.js';
import { readSamples } from '../../parts/samples.js';

/** The garment that is convolved and pooled: the ankle boot, whose edges are plain to see. */
const BOOT = 9;

/** A real image at half its size, so that single pixels can be seen. @returns {Promise<number[][]>} 14 × 14, 0 to 1 */
export async function smallPicture() {
  const { pixels } = (await readSamples())[BOOT];
  const half = Array.from({ length: IMAGE_SIDE / 2 }, (_, i) => 2 * i);
  return half.map((y) =>
    half.map((x) => {
      const at = y * IMAGE_SIDE + x;
      return (pixels[at] + pixels[at + 1] + pixels[at + IMAGE_SIDE] + pixels[at + IMAGE_SIDE + 1]) / 4 / 255;
    }),
  );
}

/** An edge that runs from top to bottom, light on its right. */
export const VERTICAL_EDGE = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
