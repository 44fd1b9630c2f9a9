// How a system is timed in the page. A call that is too slow to be repeated is timed once.

import { IMAGE_PIXELS } from '/site/engine/engine.js';

/** A first call that takes longer than this share of the sample counts: others would be no faster. */
const WARM_UP_SHARE = 0.5;

/**
 * Calls again and again for so long, after one call that does not count.
 * @param {() => unknown} call
 * @param {number} seconds
 * @returns {Promise<number[]>} milliseconds of each call, at least one
 */
async function times(call, seconds) {
  const list = [];
  const begin = performance.now();
  await call();
  const first = performance.now() - begin;
  if (first > WARM_UP_SHARE * seconds * 1000) list.push(first);
  for (const start = performance.now(); performance.now() - start < seconds * 1000;) {
    const before = performance.now();
    await call();
    list.push(performance.now() - before);
  }
  return list;
}

/**
 * Images a second over all calls.
 * @param {() => unknown} step trains on one batch
 * @param {number} batch
 * @param {number} seconds
 */
export async function imagesPerSecond(step, batch, seconds) {
  const list = await times(step, seconds);
  return (batch * list.length * 1000) / list.reduce((sum, ms) => sum + ms, 0);
}

/**
 * Milliseconds of the median call.
 * @param {() => unknown} call
 * @param {number} seconds
 */
export async function medianMilliseconds(call, seconds) {
  const list = (await times(call, seconds)).sort((a, b) => a - b);
  return list[list.length >> 1];
}

/**
 * Pixels as the network reads them: 0 to 1.
 * @param {Uint8Array} pixels
 */
export function scaled(pixels) {
  return Float32Array.from(pixels, (value) => value / 255);
}

/**
 * Not a copy.
 * @param {Uint8Array} pixels of images, one after the other
 * @param {number} first
 * @param {number} end
 */
export const imagesOf = (pixels, first, end) => pixels.subarray(first * IMAGE_PIXELS, end * IMAGE_PIXELS);

/**
 * Batches to train on in turn, cut from the images.
 * @template Batch
 * @param {import('./driver.js').Task} task
 * @param {number} size
 * @param {(pixels: Float32Array, labels: Uint8Array) => Batch} make
 * @returns {() => Batch} the next one
 */
export function batches({ pixels, labels }, size, make) {
  const all = [];
  for (let end = size; end <= labels.length; end += size) {
    const first = end - size;
    all.push(make(scaled(imagesOf(pixels, first, end)), labels.subarray(first, end)));
  }
  let next = 0;
  return () => all[next++ % all.length];
}
