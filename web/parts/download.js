import { size } from './format.js';

/** @typedef {import('../engine/engine.js').DownloadProgress} DownloadProgress */

/** @param {string} what is fetched, such as "test images" @param {DownloadProgress} progress */
export const fetchingInWords = (what, { loaded, total }) => `Fetching the ${what}: ${size(loaded)} of ${size(total)}`;

/** How much has arrived, 0 to 1, for a bar. @param {DownloadProgress} progress */
export const shareFetched = ({ loaded, total }) => (total ? loaded / total : 0);

/**
 * Tells of a download in a bar and a sentence.
 * @param {HTMLProgressElement} bar
 * @param {string} what is fetched, such as "test images"
 * @param {(sentence: string) => void} say
 * @returns {(progress: DownloadProgress) => void} for engine.loadImages()
 */
export const downloadShown = (bar, what, say) => (progress) => {
  bar.value = shareFetched(progress);
  say(fetchingInWords(what, progress));
};
