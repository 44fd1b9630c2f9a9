// Checks and conversions of what callers pass in, before it goes to the worker. What the C++ core
// checks (settings, models, pictures of 784 pixels) is not checked twice.

import { EngineError } from './errors.js';
import { SETTINGS } from './settings-table.js';

/** @typedef {import('./messages.js').Drawing} Drawing */
/** @typedef {import('./messages.js').Settings} Settings */

/** What a run takes for settings that are left out. */
export const DEFAULT_SETTINGS = /** @type {Readonly<Required<Settings>>} */ (
  Object.freeze(Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default])))
);

/** The largest model or checkpoint that is read; the reference CNN's has 1 MB. */
const MOST_FILE_BYTES = 256 << 20;

/**
 * @param {Settings} settings
 * @returns {string} JSON for the core, which checks it
 */
export function settingsJson(settings) {
  const given = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
  return JSON.stringify({ ...DEFAULT_SETTINGS, ...Object.fromEntries(given) });
}

/**
 * Refuses a setting that does not exist: left alone, a slip of the pen would train with the default.
 * @param {string} json as settingsJson() gives it
 */
export function checkSettingNames(json) {
  const unknown = Object.keys(JSON.parse(json)).find((name) => !Object.hasOwn(SETTINGS, name));
  if (unknown === undefined) return;
  const names = Object.keys(SETTINGS).join(', ');
  throw new EngineError('bad-settings', `There is no setting “${unknown}”. There are: ${names}.`);
}

/**
 * @param {object} description of a network
 * @returns {string} JSON for the core, which checks it
 */
export function descriptionJson(description) {
  if (description !== null && typeof description === 'object') return JSON.stringify(description);
  throw new EngineError('bad-description', 'A network is described by an object, as in model/reference.json.');
}

/**
 * The core counts pixels; their values it cannot check, since a byte holds no others.
 * @param {ArrayLike<number>} pixels
 * @returns {Uint8Array} a copy
 * @throws {EngineError} `bad-image` for other numbers, such as those from 0 to 1: as bytes they are black
 */
export function copyPixels(pixels) {
  const bytes = Uint8Array.from(pixels ?? []);
  const bytesAlready = pixels instanceof Uint8Array || pixels instanceof Uint8ClampedArray;
  const isArray = pixels !== null && typeof pixels === 'object';
  if (!isArray || !(bytesAlready || bytes.every((byte, i) => byte === pixels[i]))) {
    throw new EngineError('bad-image', 'Pixels must be whole numbers from 0 to 255, in an array.');
  }
  return bytes;
}

/**
 * The core checks that there are as many of both, and that there are such classes.
 * @param {import('./messages.js').Examples | undefined} examples none for undefined
 * @returns {import('./messages.js').PackedExamples} a copy
 * @throws {EngineError} `bad-image`
 */
export function packExamples(examples) {
  if (examples === undefined) return { pixels: new Uint8Array(), labels: new Uint8Array() };
  const { pixels, labels } = examples ?? {};
  const bytes = Uint8Array.from(labels ?? []);
  if (!(labels?.length > 0) || !bytes.every((byte, i) => byte === labels[i])) {
    throw new EngineError('bad-image', 'Examples have pixels, and labels that are whole numbers from 0.');
  }
  return { pixels: copyPixels(pixels), labels: bytes };
}

/**
 * The core checks the numbers; that there are some for each mark it could not tell.
 * @param {Drawing} drawing
 * @returns {import('./messages.js').PackedDrawing} a copy
 * @throws {EngineError} `bad-image`
 */
export function packDrawing(drawing) {
  const { marks, base } = drawing ?? {};
  const numbers = Array.isArray(marks) ? marks.flatMap(packMark) : [NaN];
  if (numbers.some(Number.isNaN)) {
    throw new EngineError(
      'bad-image',
      'A drawing has a list of marks: strokes and fills, each with its grey and its points.',
    );
  }
  return { base: base ? copyPixels(base) : null, marks: Float32Array.from(numbers) };
}

/** @param {import('./messages.js').Mark} mark @returns {number[]} with a NaN for what is no mark */
function packMark(mark) {
  const { kind, grey, points } = mark ?? {};
  const numbers = Array.from(points ?? [NaN], Number);
  const count = numbers.length % 3 ? NaN : numbers.length / 3;
  return [['stroke', 'fill'].indexOf(kind), Number(grey), count, ...numbers];
}

/**
 * @param {string} what
 * @param {unknown} value
 * @param {readonly string[]} known
 */
export function checkOneOf(what, value, known) {
  if (known.includes(/** @type {string} */ (value))) return;
  throw new EngineError('bad-settings', `${what} must be one of: ${known.join(', ')}.`);
}

/** @param {unknown} kind of picture */
export const checkKind = (kind) => checkOneOf('The kind of picture', kind, ['photo', 'drawing']);

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
  const isBytes = file instanceof ArrayBuffer || file instanceof Uint8Array;
  if (!isBytes && typeof file?.arrayBuffer !== 'function') {
    throw new EngineError(code, 'This is no file. Give a Blob, an ArrayBuffer or a Uint8Array.');
  }
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
