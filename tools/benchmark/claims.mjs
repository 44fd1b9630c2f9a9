// What the project claims of its speed, as ratios of medians of one run: what came out, the least that
// is good enough, and what is aimed at.

import { summarise } from './statistics.mjs';

/** Floating-point operations of the reference CNN for one training image, in millions: a multiplication
 * and an addition for each weight and position, forward, for the gradients of the weights, and for those
 * of the inputs, which the first layer does not need. */
export const MFLOP_TRAIN = 19.0;

/**
 * @typedef {object} Claim
 * @property {string} what
 * @property {number} value
 * @property {number} floor
 * @property {number} target
 * @property {'times' | 'share'} unit
 * @property {boolean} [less] whether smaller is better
 */

/**
 * The share of the ceiling that a system's useful operations reach in training.
 * @param {import('./compare.mjs').Comparison} comparison
 * @param {import('./compare.mjs').Outcome} outcome
 * @returns {number} NaN where it was not measured
 */
export function shareOfCeiling({ ceilings }, { system, modes }) {
  const ceiling = ceilings.find(({ level, threads }) => level === system.ceiling && threads === system.threads);
  if (!ceiling?.samples.length || !modes.train32.samples.length) return NaN;
  return (summarise(modes.train32.samples).median * MFLOP_TRAIN) / 1000 / summarise(ceiling.samples).median;
}

/**
 * @param {import('./compare.mjs').Comparison} comparison
 * @returns {Claim[]} those for which everything was measured
 */
export function claims(comparison) {
  const { outcomes } = comparison;
  const find = (name) => outcomes.find(({ system }) => system.name === name);
  const value = (outcome, key) => {
    const mode = outcome?.modes[key];
    return mode?.samples.length && !mode.failed ? summarise(mode.samples).median : NaN;
  };
  const of = (name, key) => value(find(name), key);
  const all = (family, key) => outcomes
    .filter(({ system }) => system.family === family)
    .map((outcome) => value(outcome, key))
    .filter((number) => number > 0);
  const share = (name) => (find(name) ? shareOfCeiling(comparison, find(name)) : NaN);

  const [one, two] = ['relaxed SIMD, 1 thread', 'relaxed SIMD, 2 threads'];
  const [torchOne, torchTwo] = ['PyTorch, native, 1 thread', 'PyTorch, native, 2 threads'];
  const rows = [
    ['train, batch 32, 1 thread, against PyTorch 1 thread', of(one, 'train32') / of(torchOne, 'train32'), 1, 1.5],
    ['train, batch 32, 2 threads, against PyTorch 2 threads', of(two, 'train32') / of(torchTwo, 'train32'), 1.6, 2.8],
    [
      'train, batch 128, 2 threads, against PyTorch 2 threads',
      of(two, 'train128') / of(torchTwo, 'train128'), 1.2, 1.9,
    ],
    ['2 threads against 1, batch 32', of(two, 'train32') / of(one, 'train32'), 1.6, 1.85],
    ['useful FLOP/s of the ceiling, batch 32, 1 thread', share(one), 0.4, 0.6, 'share'],
    ['SIMD128 of its own ceiling', share('SIMD128, 1 thread'), 0.4, 0.65, 'share'],
    [
      'infer, batch 1, predictor, time against ONNX Runtime Web’s best',
      of('relaxed SIMD, predictor', 'infer1') / Math.min(...all('onnxruntime', 'infer1')), 0.9, 0.5, 'less',
    ],
    [
      'infer, batch 1, asked of the worker, 1 thread, time against ONNX Runtime Web’s best',
      of(one, 'infer1') / Math.min(...all('onnxruntime', 'infer1')), 0.9, 0.5, 'less',
    ],
    [
      'infer, batch 256, 2 threads, images/s against ONNX Runtime Web’s best',
      of(two, 'infer256') / Math.max(...all('onnxruntime', 'infer256')), 1.5, 2.5,
    ],
  ];
  return rows
    .map(([what, result, floor, target, kind]) => ({
      what, value: result, floor, target, unit: kind === 'share' ? 'share' : 'times', less: kind === 'less',
    }))
    .filter((claim) => claim.value > 0 && Number.isFinite(claim.value));
}
