// Networks to begin with: descriptions in model/, which the command line reads, too.

import { EngineError, fetchFile } from '../engine/engine.js';

/** Their files, in the order in which they are offered. */
export const PRESETS = Object.freeze(['reference', 'ready-made', 'small', 'strong', 'strongest']);

/**
 * @param {import('../engine/engine.js').Engine} engine
 * @param {string} file of PRESETS
 * @returns {Promise<import('../engine/engine.js').NetworkDescription>} with all fields
 */
export async function fetchPreset(engine, file) {
  const json = await fetchFile(`./model/${file}.json`, { what: 'The network' });
  const description = await new Response(json).json().catch((cause) => {
    const message = `The network could not be read: model/${file}.json is damaged. Whoever put the page there must copy it as it is.`;
    throw new EngineError('bad-description', message, { cause });
  });
  return (await engine.summarise(description)).description;
}

/** All of them, in their order. @param {import('../engine/engine.js').Engine} engine */
export const fetchPresets = (engine) => Promise.all(PRESETS.map((file) => fetchPreset(engine, file)));
