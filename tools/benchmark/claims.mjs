// What the project claims of its speed, as medians of the ratios within the rounds of one run: what came
// out, the least that is good enough, and what is aimed at.

import { ratio, summarise } from './statistics.mjs';

/** Floating-point operations of the reference CNN for one training image, in millions: a multiplication
 * and an addition for each weight and position, forward, for the gradients of the weights, and for those
 * of the inputs, which the first layer does not need. A Winograd convolution does it in fewer. */
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

/** The peers that run in a browser, as we do. */
const IN_BROWSERS = ['tensorflow', 'onnxruntime', 'jax'];
const NATIVE = ['pytorch'];

/**
 * What our systems are claimed to be against the best peer that there is: of those with as many threads where more
 * would help us alike, and of these families, else of all.
 * @type {{ what: string, system: string, mode: string, threads?: number, among?: string[], floor: number, target: number,
 *   less?: boolean }[]}
 */
const AGAINST_PEERS = [
  { what: 'train, batch 32', system: 'relaxed SIMD, 1 thread', mode: 'train32', threads: 1, floor: 1.5, target: 2 },
  { what: 'train, batch 32', system: 'relaxed SIMD, 2 threads', mode: 'train32', threads: 2, floor: 2, target: 2.8 },
  { what: 'train, batch 128', system: 'relaxed SIMD, 2 threads', mode: 'train128', threads: 2, floor: 2, target: 3.2 },
  ...[
    { system: 'relaxed SIMD, 1 thread', threads: 1, among: IN_BROWSERS, floor: 2, target: 3.5 },
    { system: 'relaxed SIMD, 2 threads', threads: 2, among: IN_BROWSERS, floor: 2, target: 3 },
    { system: 'relaxed SIMD, 1 thread', threads: 1, among: NATIVE, floor: 0.8, target: 1 },
    { system: 'relaxed SIMD, 2 threads', threads: 2, among: NATIVE, floor: 0.8, target: 1 },
  ].map((claim) => ({ what: 'infer, batch 256', mode: 'infer256', ...claim })),
  { what: 'infer, batch 1', system: 'relaxed SIMD, predictor', mode: 'infer1', floor: 0.9, target: 0.5, less: true },
  {
    what: 'infer, batch 1, asked of the worker',
    system: 'relaxed SIMD, 1 thread',
    mode: 'infer1',
    floor: 1.8,
    target: 1,
    less: true,
  },
];

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
  const share = (name) => (find(name) ? shareOfCeiling(comparison, find(name)) : NaN);

  const againstPeers = AGAINST_PEERS.map(({ what, system, mode, threads, among, floor, target, less = false }) => {
    const sign = less ? 1 : -1;
    const [best] = outcomes
      .filter((outcome) => outcome.system.family !== 'ours' && samples(outcome, mode).length > 0)
      .filter((outcome) => !threads || outcome.system.threads === threads)
      .filter((outcome) => !among || among.includes(outcome.system.family))
      .sort((a, b) => sign * (summarise(samples(a, mode)).median - summarise(samples(b, mode)).median));
    const value = ratio(samples(find(system), mode), samples(best, mode));
    const peer = `${less ? 'time against' : 'against'} ${best?.system.name}`;
    return { what: `${what}, ${system}, ${peer}`, value, floor, target, unit: 'times', less };
  });
  const [one, two] = ['relaxed SIMD, 1 thread', 'relaxed SIMD, 2 threads'].map(find);
  const scaling = ratio(samples(two, 'train32'), samples(one, 'train32'));
  return [
    ...againstPeers,
    { what: '2 threads against 1, batch 32', value: scaling, floor: 1.6, target: 1.85, unit: 'times' },
    {
      what: 'useful FLOP/s of the ceiling, batch 32, 1 thread',
      value: share(one?.system.name),
      floor: 0.4,
      target: 0.6,
      unit: 'share',
    },
    { what: 'SIMD128 of its own ceiling', value: share('SIMD128, 1 thread'), floor: 0.4, target: 0.65, unit: 'share' },
  ].filter(({ value }) => value > 0 && Number.isFinite(value));
}
