// What the project claims of its speed, as medians of the ratios within the rounds of one run: what came
// out, the least that is good enough, and what is aimed at.

import { ratio, summarise } from './statistics.mjs';

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
  return (ratio(modes.train32.samples, ceiling?.samples ?? []) * MFLOP_TRAIN) / 1000;
}

/**
 * @param {import('./compare.mjs').Comparison} comparison
 * @returns {Claim[]} those for which everything was measured
 */
export function claims(comparison) {
  const { outcomes } = comparison;
  const find = (name) => outcomes.find(({ system }) => system.name === name);
  /** None if some are missing. */
  const samples = (outcome, key) => {
    const mode = outcome?.modes[key];
    return mode && !mode.failed ? mode.samples : [];
  };
  const of = (name, key) => samples(find(name), key);
  /** Of the fastest of a family. @param {1 | -1} sign -1 where less is faster */
  const best = (family, key, sign) =>
    outcomes
      .filter(({ system }) => system.family === family)
      .map((outcome) => samples(outcome, key))
      .filter(({ length }) => length > 0)
      .sort((a, b) => sign * (summarise(b).median - summarise(a).median))[0] ?? [];
  const share = (name) => (find(name) ? shareOfCeiling(comparison, find(name)) : NaN);

  const [one, two] = ['relaxed SIMD, 1 thread', 'relaxed SIMD, 2 threads'];
  const [torchOne, torchTwo] = ['PyTorch, native, 1 thread', 'PyTorch, native, 2 threads'];
  const rows = [
    ['train, batch 32, 1 thread, against PyTorch 1 thread', ratio(of(one, 'train32'), of(torchOne, 'train32')), 1, 1.5],
    [
      'train, batch 32, 2 threads, against PyTorch 2 threads',
      ratio(of(two, 'train32'), of(torchTwo, 'train32')),
      1.6,
      2.8,
    ],
    [
      'train, batch 128, 2 threads, against PyTorch 2 threads',
      ratio(of(two, 'train128'), of(torchTwo, 'train128')),
      1.2,
      1.9,
    ],
    ['2 threads against 1, batch 32', ratio(of(two, 'train32'), of(one, 'train32')), 1.6, 1.85],
    ['useful FLOP/s of the ceiling, batch 32, 1 thread', share(one), 0.4, 0.6, 'share'],
    ['SIMD128 of its own ceiling', share('SIMD128, 1 thread'), 0.4, 0.65, 'share'],
    [
      'infer, batch 1, predictor, time against ONNX Runtime Web’s best',
      ratio(of('relaxed SIMD, predictor', 'infer1'), best('onnxruntime', 'infer1', -1)),
      0.9,
      0.5,
      'less',
    ],
    [
      'infer, batch 1, asked of the worker, 1 thread, time against ONNX Runtime Web’s best',
      ratio(of(one, 'infer1'), best('onnxruntime', 'infer1', -1)),
      0.9,
      0.5,
      'less',
    ],
    [
      'infer, batch 256, 2 threads, images/s against ONNX Runtime Web’s best',
      ratio(of(two, 'infer256'), best('onnxruntime', 'infer256', 1)),
      1.5,
      2.5,
    ],
  ];
  return rows
    .map(([what, result, floor, target, kind]) => ({
      what,
      value: result,
      floor,
      target,
      unit: kind === 'share' ? 'share' : 'times',
      less: kind === 'less',
    }))
    .filter((claim) => claim.value > 0 && Number.isFinite(claim.value));
}
