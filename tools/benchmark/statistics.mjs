// What a handful of samples says.

import { MOST_OTHERS } from './load.mjs';

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @param {number[]} values at least one
 * @returns {{ mean: number, deviation: number }} deviation: the sample's standard deviation, 0 for one value
 */
export function meanAndDeviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}

/**
 * The median of the ratios of samples from the same round. A machine's speed may drift by more from round to
 * round than what is compared differs; within a round it has had little time to.
 * @param {import('./compare.mjs').Sample[]} samples
 * @param {import('./compare.mjs').Sample[]} others what they are divided by
 * @returns {number} NaN if they have no round in common
 */
export function ratio(samples, others) {
  const ratios = samples.flatMap(({ round, value }) => {
    const other = others.find((sample) => sample.round === round);
    return other ? [value / other.value] : [];
  });
  return ratios.length ? median(ratios) : NaN;
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
