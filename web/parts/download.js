import { size } from './format.js';

/**
 * Tells of a download in a bar and a sentence.
 * @param {HTMLProgressElement} bar
 * @param {string} what is fetched, such as "test images"
 * @param {(sentence: string) => void} say
 * @returns {(progress: import('../engine/engine.js').DownloadProgress) => void} for engine.loadImages()
 */
export const downloadShown =
  (bar, what, say) =>
  ({ loaded, total }) => {
    bar.value = total ? loaded / total : 0;
    say(`Fetching the ${what}: ${size(loaded)} of ${size(total)}`);
  };
