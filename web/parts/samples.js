import { IMAGE_PIXELS, fetchFile } from '../engine/engine.js';

/**
 * Ten images of the test set, one of each class: numbers 35, 2, 20, 13, 57, 82, 7, 9, 30 and 39, one below the
 * other in one small picture, so that the first visit need not download the data set. It is a PGM file, whose
 * pixels are plain bytes: what a canvas gives back need not be what was drawn on it.
 */
const FILE = './model/samples.pgm';
const HEADER = 'P5\n28 280\n255\n';

/**
 * @typedef {{ pixels: Uint8Array, label: number }} Sample
 */

/**
 * @returns {Promise<Sample[]>} in the order of the classes
 * @throws {Error} with a sentence for the visitor
 */
export async function readSamples() {
  const file = await fetchFile(FILE, { what: 'The sample pictures' });
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (new TextDecoder().decode(bytes.subarray(0, HEADER.length)) !== HEADER)
    throw new Error(`${FILE} holds no sample pictures. Whoever set up the host should copy the site there again.`);
  const pixels = bytes.subarray(HEADER.length);
  return Array.from({ length: pixels.length / IMAGE_PIXELS }, (_, label) => ({
    label,
    pixels: pixels.slice(label * IMAGE_PIXELS, (label + 1) * IMAGE_PIXELS),
  }));
}
