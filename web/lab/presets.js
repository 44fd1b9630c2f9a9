// Networks to begin with: descriptions in model/, which the command line reads, too.

import { fetchFile } from '../parts/fetch-file.js';

/** In the order in which they are offered. @type {{ file: string, about: string }[]} */
export const PRESETS = [
  { file: 'reference', about: 'The network of the Keras tutorial notebooks.' },
  { file: 'ready-made', about: 'The network of the ready-made model, without its weights: with batch normalization.' },
  { file: 'small', about: 'A ninth of the parameters; each image takes a fraction of the time.' },
  {
    file: 'strong',
    about: 'With batch normalization. Train it by the recipe “Slow and strong”: over 93 % of the test set.',
  },
];

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
export const fetchPresets = (engine) => Promise.all(PRESETS.map(({ file }) => fetchPreset(engine, file)));
