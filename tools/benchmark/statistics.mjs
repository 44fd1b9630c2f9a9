// What a handful of samples says.

import { MOST_OTHERS } from './load.mjs';

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @param {import('./compare.mjs').Sample[]} samples at least one
 * @returns {{ median: number, spread: number, disturbed: number }} spread: half the distance between the
 *   smallest and the largest, as a share of the median; disturbed: how many samples others disturbed
 */
export function summarise(samples) {
  const values = samples.map(({ value }) => value);
  const middle = median(values);
  return {
    median: middle,
    spread: (Math.max(...values) - Math.min(...values)) / 2 / middle,
    disturbed: samples.filter(({ others = 0 }) => others > MOST_OTHERS).length,
  };
}
