// Which of the three builds of the C++ core this browser can run.
//
// A .wasm file that uses one unknown instruction is refused as a whole, so each feature is probed
// with a module of a few bytes around one instruction that only this feature has. Threads also need
// shared memory, which browsers give only to pages that are cross-origin isolated.

import { EngineError, codeOf } from './errors.js';

/** @typedef {'relaxed-threads' | 'simd-threads' | 'simd'} Variant */

/** @type {readonly Variant[]} Fastest first. */
const VARIANTS = ['relaxed-threads', 'simd-threads', 'simd'];

/**
 * More gain nothing on batches of 32, which go in four lanes, and make phones hot; and where not all cores are alike, a
 * step waits for the slowest.
 */
const MOST_DEFAULT_THREADS = 4;

/**
 * A module with one function of type () -> () whose body is `code`.
 * @param {number[]} code instructions, without the final `end`
 * @param {number[]} [memory] a memory section
 */
function moduleAround(code, memory = []) {
  const body = [0 /* local variables */, ...code, 0x0b /* end */];
  return new Uint8Array([
    0x00,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0, // "\0asm", version 1
    1,
    4,
    1,
    0x60,
    0,
    0, // types: () -> ()
    3,
    2,
    1,
    0, // functions: one, of type 0
    ...memory,
    10,
    body.length + 2,
    1,
    body.length,
    ...body, // code
  ]);
}

const DROP = 0x1a;
const I32_ZERO = [0x41, 0];
const V128_ZERO = [0xfd, 0x0c, ...new Array(16).fill(0)];

const PROBES = {
  simd: moduleAround([...V128_ZERO, DROP]),
  // f32x4.relaxed_madd
  relaxedSimd: moduleAround([...V128_ZERO, ...V128_ZERO, ...V128_ZERO, 0xfd, 0x85, 0x02, DROP]),
  // try … catch_all … end: the exceptions that Emscripten's -fwasm-exceptions emits
  exceptions: moduleAround([0x06, 0x40, 0x19, 0x0b]),
  // i32.atomic.load from a shared memory of one page
  threads: moduleAround([...I32_ZERO, 0xfe, 0x10, 2, 0, DROP], [5, 4, 1, 3, 1, 1]),
};

/**
 * @typedef {object} Features
 * @property {boolean} webAssembly
 * @property {boolean} simd SIMD128
 * @property {boolean} relaxedSimd
 * @property {boolean} exceptions
 * @property {boolean} threads shared memory and atomics, and a page that may use them
 */

/**
 * What this browser, on this page, can do.
 * @returns {Features}
 */
export function detectFeatures() {
  const webAssembly = typeof WebAssembly === 'object';
  /** @param {Uint8Array<ArrayBuffer>} probe */
  const can = (probe) => webAssembly && WebAssembly.validate(probe);
  const shared = globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function';
  return {
    webAssembly,
    simd: can(PROBES.simd),
    relaxedSimd: can(PROBES.relaxedSimd),
    exceptions: can(PROBES.exceptions),
    threads: shared && can(PROBES.threads),
  };
}

const ADVICE = 'Update the browser, or open the page in a current Chrome, Edge, Firefox or Safari.';

/** @param {string} missing */
function unsupported(missing) {
  return new EngineError('unsupported', `${missing} ${ADVICE}`);
}

/**
 * The builds that can run here, fastest first; never empty.
 * @param {Features} features
 * @returns {Variant[]}
 * @throws {EngineError} `unsupported`, saying what is missing
 */
function usableVariants(features) {
  if (!features.webAssembly) {
    throw unsupported('This browser has no WebAssembly, or it is switched off, and the network runs on it.');
  }
  if (!features.simd) {
    throw unsupported('This browser’s WebAssembly has no SIMD instructions, which the network needs.');
  }
  if (!features.exceptions) {
    throw unsupported('This browser’s WebAssembly has no exceptions, which the network needs.');
  }
  return VARIANTS.filter((variant) => {
    if (variant === 'simd') return true;
    return features.threads && (variant === 'simd-threads' || features.relaxedSimd);
  });
}

/**
 * The builds to try for a caller's wishes: the wanted one alone, or all that can run.
 * @param {string | undefined} wanted
 * @param {Features} features
 * @returns {Variant[]}
 * @throws {EngineError} `unsupported`
 */
export function chooseVariants(wanted, features) {
  const usable = usableVariants(features);
  if (wanted === undefined) return usable;
  const chosen = usable.filter((variant) => variant === wanted);
  if (chosen.length === 0) {
    throw new EngineError('unsupported', `The build “${wanted}” cannot run here; these can: ${usable.join(', ')}.`);
  }
  return chosen;
}

/**
 * A faster build that was tried and left out, and by which code of an EngineError.
 * @typedef {{ variant: Variant, code: string }} PassedOver
 */

/** Errors that another build may mend: a phone may have no memory for shared threads and yet enough for the plain one. */
const MENDED = ['out-of-memory', 'unsupported', 'unproven', 'no-threads'];

/**
 * Tries builds in turn.
 * @template Started
 * @param {Variant[]} variants at least one
 * @param {(variant: Variant, passedOver: PassedOver[]) => Promise<Started>} start
 * @param {PassedOver[]} [passedOver] so far
 * @returns {Promise<Started>}
 * @throws what the last try threw, or the first that another build would not mend
 */
export async function firstThatStarts([variant, ...others], start, passedOver = []) {
  try {
    return await start(variant, passedOver);
  } catch (error) {
    const code = codeOf(error) ?? '';
    const left = others.filter((other) => MENDED.includes(code) && (code !== 'no-threads' || other === 'simd'));
    if (left.length === 0) throw error;
    return firstThatStarts(left, start, [...passedOver, { variant, code }]);
  }
}

/**
 * How many threads a build gets: as wished, else one for each processor up to four.
 * @param {Variant} variant
 * @param {number | undefined} wanted
 * @returns {number} at least 1; always 1 where there is no shared memory
 * @throws {EngineError} `bad-settings` for a wish that is no whole number from 1 to 64
 */
export function chooseThreads(variant, wanted) {
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= 64)) {
    throw new EngineError('bad-settings', 'The number of threads must be a whole number from 1 to 64.');
  }
  if (variant === 'simd') return 1;
  return wanted ?? Math.max(1, Math.min(navigator.hardwareConcurrency || 1, MOST_DEFAULT_THREADS));
}
