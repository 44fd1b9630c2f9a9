// Checks and conversions of what callers pass in, before it goes to the worker. What the C++ core
// checks (settings, models, pictures of 784 pixels) is not checked twice.

import { EngineError } from './errors.js';

/** @typedef {import('./messages.js').Settings} Settings */

/** What a run takes for settings that are left out. @type {Readonly<Required<Settings>>} */
export const DEFAULT_SETTINGS = Object.freeze({
  epochs: 3,
  batchSize: 32,
  learningRate: 0.001,
  trainingImages: 10_000,
  seed: 1,
  optimizer: 'adam',
  momentum: 0.9,
  beta2: 0.999,
  weightDecay: 0.004,
  labelSmoothing: 0,
  schedule: 'constant',
  augmentation: 'none',
  patience: 0,
  flip: false,
  shift: false,
  erase: false,
});

/** The largest model or checkpoint that is read; the reference CNN's has 1 MB. */
const MOST_FILE_BYTES = 256 << 20;

/**
 * @param {Settings} settings
 * @returns {string} JSON for the core, which checks it
 */
export function settingsJson(settings) {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return JSON.stringify({ ...DEFAULT_SETTINGS, ...Object.fromEntries(given) });
}

/** @param {unknown} split */
export function checkSplit(split) {
  if (split === 'train' || split === 'test') return;
  throw new EngineError('bad-settings', 'The set of images must be “train” or “test”.');
}

/**
 * @param {string} what
 * @param {number} value
 * @param {number} least
 */
export function checkWhole(what, value, least) {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new EngineError('bad-settings', `${what} must be a whole number from ${least}.`);
}

/**
 * @param {Blob | ArrayBuffer | Uint8Array} file
 * @param {string} code for a file that cannot be read
 * @returns {Promise<Uint8Array<ArrayBuffer>>} a copy
 */
export async function readBytes(file, code) {
  const size = file instanceof Blob ? file.size : file.byteLength;
  if (size > MOST_FILE_BYTES) {
    const megabytes = Math.round(size / 2 ** 20);
    throw new EngineError(
      code,
      `The file has ${megabytes} MB, more than a network that runs here can have. Choose another.`,
    );
  }
  if (file instanceof Uint8Array) return Uint8Array.from(file);
  if (file instanceof ArrayBuffer) return new Uint8Array(file.slice(0));
  const buffer = await file.arrayBuffer().catch((cause) => {
    throw new EngineError(code, 'The file cannot be read. Choose it again.', { cause });
  });
  return new Uint8Array(buffer);
}

/** @param {Uint8Array} bytes */
export function asFile(bytes) {
  return new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (bytes)], {
    type: 'application/octet-stream',
  });
}
