// A run that is kept, and what is read as one: it may come from another device, in a file that anybody has written.

import { isClassName } from './classes.js';

/** How it ended; interrupted: the tab or the engine did. @typedef {'running' | 'finished' | 'stopped' | 'diverged' | 'interrupted'} RunState */

/**
 * It is never changed in place.
 * @typedef {object} KeptRun
 * @property {string} id
 * @property {string} name
 * @property {string} began as toISOString() has it
 * @property {import('./run.js').Settings} settings
 * @property {import('../engine/engine.js').NetworkDescription} network
 * @property {readonly string[]} [classes] that it tells apart; none in what an older version of the page has kept
 * @property {boolean} fresh from random weights: its settings and seed give it again
 * @property {RunState} state
 * @property {number} seconds of training
 * @property {number} steps of an epoch
 * @property {import('../engine/engine.js').Epoch[]} epochs those that were finished
 * @property {import('../engine/engine.js').BatchPoint[]} curve each of one batch or of several
 * @property {{ accuracy: number, loss: number, confusion: number[] } | null} test
 */

const STATES = ['running', 'finished', 'stopped', 'diverged', 'interrupted'];
/** What a run's name may be at most, in characters. */
export const LONGEST_NAME = 60;

/** @typedef {(value: any) => boolean} Check */

/** @type {Check} */
const isText = (value) => typeof value === 'string';
/** A loss may have become infinite, which JSON has as null. @type {Check} */
const isNumber = (value) => value === null || typeof value === 'number';
/** @type {Check} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
/** @param {Check} check @returns {Check} */
const listOf = (check) => (value) => Array.isArray(value) && value.every(check);
/** @param {...string} fields @returns {Check} */
const numbersIn =
  (...fields) =>
  (value) =>
    isObject(value) && fields.every((field) => isNumber(value[field]));

/** @type {Record<keyof Required<KeptRun>, Check>} */
const FIELDS = {
  id: (value) => isText(value) && /^[a-z0-9]{1,20}$/.test(value),
  name: (value) => isText(value) && value.length <= LONGEST_NAME,
  began: (value) => isText(value) && !Number.isNaN(Date.parse(value)),
  settings: (value) => isObject(value) && Object.values(value).every((one) => typeof one !== 'object'),
  network: (value) => isObject(value) && listOf(isObject)(value.layers) && listOf(isNumber)(value.input),
  classes: (value) => value === undefined || listOf(isClassName)(value),
  fresh: (value) => typeof value === 'boolean',
  state: (value) => STATES.includes(value),
  seconds: isNumber,
  steps: isNumber,
  epochs: listOf(numbersIn('epoch', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy')),
  curve: listOf(numbersIn('step', 'images', 'loss', 'accuracy')),
  test: (value) => value === null || (numbersIn('accuracy', 'loss')(value) && listOf(isNumber)(value.confusion)),
};

/** @param {unknown} value @returns {KeptRun | null} null where it is no run */
export function asKeptRun(value) {
  const run = /** @type {any} */ (value);
  return isObject(run) && Object.entries(FIELDS).every(([field, check]) => check(run[field])) ? run : null;
}
