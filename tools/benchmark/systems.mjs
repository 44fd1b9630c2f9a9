// What is measured: our builds and the peers, each with one and two threads where it can.

import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} System
 * @property {string} name
 * @property {number} threads
 * @property {'ours' | 'tensorflow' | 'onnxruntime' | 'jax' | 'pytorch'} family
 * @property {string} [module] runs in a page; otherwise `command` is a process
 * @property {string[]} [command]
 * @property {object} [options] for the module
 * @property {'relaxed' | 'simd'} [ceiling] which of the ceilings its speed is a share of
 */

/** @typedef {{ key: string, kind: 'train' | 'infer', batch: number, unit: 'images/s' | 'ms' }} Mode */

/** @type {Mode[]} */
export const MODES = [
  { key: 'train32', kind: 'train', batch: 32, unit: 'images/s' },
  { key: 'train128', kind: 'train', batch: 128, unit: 'images/s' },
  { key: 'infer1', kind: 'infer', batch: 1, unit: 'ms' },
  { key: 'infer256', kind: 'infer', batch: 256, unit: 'images/s' },
];

/** @type {System[]} Through the engine's worker, so that the page never waits. */
const ENGINES = [
  ['relaxed SIMD, 1 thread', 'relaxed-threads', 1],
  ['relaxed SIMD, 2 threads', 'relaxed-threads', 2],
  ['SIMD128, 1 thread', 'simd-threads', 1],
  ['SIMD128, 2 threads', 'simd-threads', 2],
  ['SIMD128 without threads', 'simd', 1],
].map(([name, variant, threads]) => ({
  name,
  threads,
  family: 'ours',
  module: '/peers/engine.js',
  options: { variant },
  ceiling: variant.startsWith('relaxed') ? 'relaxed' : 'simd',
}));

/** @type {System[]} In the thread that asks. */
const PREDICTORS = [
  ['relaxed SIMD, predictor', 'relaxed-threads'],
  ['SIMD128 without threads, predictor', 'simd'],
].map(([name, variant]) => ({
  name,
  threads: 1,
  family: 'ours',
  module: '/peers/predictor.js',
  options: { variant },
}));

export const OURS = [...ENGINES, ...PREDICTORS];

const python = ['/usr/bin/python3', fileURLToPath(new URL('peers/pytorch.py', import.meta.url))];

/** @type {System[]} */
export const PEERS = [1, 2].flatMap((threads) => {
  const named = (name) => `${name}, ${threads} thread${threads === 1 ? '' : 's'}`;
  const page = (name, family, options = {}) => ({
    name: named(name),
    threads,
    family,
    module: `/peers/${family}.js`,
    options,
  });
  return [
    { name: named('PyTorch, native'), threads, family: 'pytorch', command: python },
    page('TensorFlow.js WASM', 'tensorflow'),
    page('ONNX Runtime Web', 'onnxruntime'),
    // One thread of jax-js would only take longer.
    ...(threads === 1
      ? []
      : [
          page('jax-js, im2col', 'jax', { convolution: 'im2col' }),
          page('jax-js, its convolution', 'jax', { convolution: 'own' }),
        ]),
  ];
});
