import { byId } from './dom.js';

/** What is called when an image of the data is to be classified. @typedef {(pixels: Uint8Array, label: number, source: string) => void} OnImage */

/**
 * Puts an image of the data on the stage, and goes there.
 * @param {{ show: (sample: { kind: 'sample', pixels: Uint8Array, label: number, source: string }) => void }} picture
 * @returns {OnImage}
 */
export const lookAt = (picture) => (pixels, label, source) => {
  picture.show({ kind: 'sample', pixels, label, source });
  byId('try', HTMLElement).scrollIntoView();
};
