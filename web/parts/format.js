// How numbers are written in the page: one place, so that they look alike everywhere.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 12345 as "12,345". @param {number} n */
export const integer = (n) => whole.format(n);

/** "1 image", "2,000 images". @param {number} count @param {string} one */
export const counted = (count, one) => `${integer(count)} ${one}${count === 1 ? '' : 's'}`;

/**
 * A share from 0 to 1 as "83.1 %".
 * @param {number} share
 * @param {number} [digits]
 */
export function percent(share, digits = 1) {
  return Number.isFinite(share) ? `${(share * 100).toFixed(digits)} %` : '–';
}

/**
 * A probability as "99.9 %": rounded down, since "100.0 %" would say that there is no doubt.
 * @param {number} probability 0 to 1
 */
export const chance = (probability) => percent(Math.min(Math.floor(probability * 1000), 999) / 1000);

/** A loss, with three digits after the point. @param {number} value */
export const loss = (value) => (Number.isFinite(value) ? value.toFixed(3) : '–');

/** Bytes as "4.4 MB". @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${integer(Math.ceil(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Seconds as "12 s", "3 min 5 s" or "1 h 20 min". @param {number} seconds */
export function duration(seconds) {
  const s = Math.max(0, Math.ceil(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** What the engine runs on. @param {import('../engine/engine.js').EngineInfo} info */
export const machineInWords = ({ simd, threads }) => `${simd}, ${counted(threads, 'thread')}`;

const FASTER = {
  'relaxed-threads': 'relaxed SIMD and threads',
  'simd-threads': 'SIMD128 and threads',
  simd: 'SIMD128',
};
/** @type {Record<string, string>} By the codes of EngineError. */
const LEFT_OUT = {
  unproven: 'it computes wrongly in this browser',
  'no-threads': 'threads do not work in this browser',
  'out-of-memory': 'there was not enough memory',
  unsupported: 'it does not start in this browser',
};

/** Faster builds of the engine that are not used, and why; empty where there are none. @param {import('../engine/engine.js').EngineInfo} info */
export const leftOutInWords = ({ passedOver }) =>
  passedOver.map(({ variant, code }) => ` The build with ${FASTER[variant]} was left out: ${LEFT_OUT[code]}.`).join('');

const dayAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
});
/** When something was, here. @param {string} iso as toISOString() has it */
export const moment = (iso) => dayAndTime.format(new Date(iso)).replace(' at ', ', ');
