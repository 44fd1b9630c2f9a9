// Networks to begin with: descriptions in model/, which the command line reads, too.

import { fetchFile } from '../parts/fetch-file.js';

/** Their files, in the order in which they are offered. */
export const PRESETS = Object.freeze(['reference', 'ready-made', 'small', 'strong']);

/**
 * @param {import('../engine/engine.js').Engine} engine
 * @param {string} file of PRESETS
 * @returns {Promise<import('../engine/engine.js').NetworkDescription>} with all fields
 */
export async function fetchPreset(engine, file) {
  const response = await fetchFile(`./model/${file}.json`);
  return (await engine.summarise(await response.json())).description;
}

/** All of them, in their order. @param {import('../engine/engine.js').Engine} engine */
export const fetchPresets = (engine) => Promise.all(PRESETS.map((file) => fetchPreset(engine, file)));
