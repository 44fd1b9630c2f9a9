// What the network in use says of labelled pictures.

import { verdictOf } from '../parts/verdict.js';

/** @typedef {import('./picture-file.js').Labelled} Labelled */

/**
 * What a network says of a picture.
 * @typedef {object} Answer
 * @property {number} top the class that is named, -1 for “Not sure”
 * @property {number} probability of the likeliest class
 * @property {boolean} right whether what is named is what the picture shows
 */

/**
 * All of them are asked about together, so that no step of a run comes in between.
 * @param {Pick<import('../engine/engine.js').Engine, 'predict'>} engine
 * @param {readonly string[]} names of its classes
 * @param {readonly Labelled[]} pictures
 * @returns {Promise<Answer[]>}
 */
export function answersTo(engine, names, pictures) {
  return Promise.all(
    pictures.map(async ({ name, kind, pixels }) => {
      const { probabilities, unlike } = await engine.predict(pixels, { kind });
      const { top } = verdictOf(names, probabilities, { unlike });
      return { top, probability: Math.max(...probabilities), right: names[top] === name };
    }),
  );
}
