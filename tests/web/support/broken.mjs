// Inputs that are broken at random, and the same ones each time.

/** A generator of numbers (Mulberry32). @param {number} seed */
export function numbersFrom(seed) {
  let state = seed;
  /** Uniform in 0 to below 1. */
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (/** @type {number} */ bound) => Math.floor(next() * bound);
  return { next, below, one: (/** @type {readonly any[]} */ of) => of[below(of.length)] };
}

/** @typedef {ReturnType<typeof numbersFrom>} Numbers */

/** What may stand in JSON where something else should. */
const ODD = [
  null,
  true,
  0,
  -1,
  0.5,
  1e300,
  2 ** 53,
  '',
  'x',
  'http://[',
  '//',
  '\0',
  'ü'.repeat(99),
  [],
  {},
  [[[]]],
  { length: 1 },
];

/**
 * A copy of a JSON value with something in it changed, left out or put in twice.
 * @param {Numbers} numbers @param {any} value @returns {any}
 */
export function brokenJson(numbers, value) {
  const inner = value !== null && typeof value === 'object' ? Object.keys(value) : [];
  if (inner.length === 0 || numbers.below(5) === 0) return numbers.one(ODD);
  const copy = structuredClone(value);
  const key = numbers.one(inner);
  if (numbers.below(6) === 0) {
    if (Array.isArray(copy)) copy.splice(Number(key), 1);
    else delete copy[key];
  } else if (numbers.below(8) === 0 && Array.isArray(copy)) {
    copy.push(copy[Number(key)]);
  } else {
    copy[key] = brokenJson(numbers, value[key]);
  }
  return copy;
}

/**
 * A text with a piece left out, put in twice or changed.
 * @param {Numbers} numbers @param {string} text @param {readonly string[]} pieces to put in
 */
export function brokenText(numbers, text, pieces) {
  const at = numbers.below(text.length + 1);
  const length = numbers.below(numbers.one([2, 12, text.length + 1]));
  const change = numbers.below(4);
  const piece = change === 0 ? '' : change === 1 ? text.slice(at, at + length).repeat(2) : numbers.one(pieces);
  return text.slice(0, at) + piece + text.slice(change === 3 ? at : at + length);
}
