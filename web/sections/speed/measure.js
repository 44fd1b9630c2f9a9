// Measures how fast this machine is, with engines of its own beside the one in use. Loaded when it is asked for.

import { createEngine } from '../../engine/engine.js';
import { withoutZeros } from './words.js';

/** @typedef {import('./words.js').Measured} Measured */
/** @typedef {import('./words.js').Setup} Setup */

/** One shard of the data set: those to train on, with the 2,000 to validate with. */
const IMAGES = 5000;
const TRAINING_IMAGES = 3000;
/** Classified at once. */
const BATCH = 256;
/** How long each is measured. At first the browser is still compiling: the engine's own pace forgets that. */
const TRAINING_MS = 2000;
const INFERENCE_MS = 500;

/**
 * Images a second, as the engine tells of a run: without its validation.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {AbortSignal} signal
 */
async function trainingRate(engine, signal) {
  let rate = 0;
  let begun = 0;
  const run = engine.fit({
    settings: { epochs: 100, trainingImages: TRAINING_IMAGES, seed: 1 },
    signal,
    onProgress({ imagesPerSecond }) {
      begun ||= performance.now();
      rate = imagesPerSecond ?? rate;
      if (rate > 0 && performance.now() - begun > TRAINING_MS) void run.stop();
    },
  });
  const { message } = await run.done;
  if (rate === 0) throw new Error(message ?? 'This network trains too briefly to be measured.');
  return rate;
}

/** Images a second. @param {import('../../engine/engine.js').Engine} engine @param {AbortSignal} signal */
async function inferenceRate(engine, signal) {
  const { pixels } = await engine.images({ split: 'train', count: BATCH });
  await engine.predictBatch(pixels); // does not count
  const begin = performance.now();
  let ms = 0;
  let count = 0;
  while (ms < INFERENCE_MS) {
    signal.throwIfAborted();
    await engine.predictBatch(pixels);
    count += BATCH;
    ms = performance.now() - begin;
  }
  return (1000 * count) / ms;
}

/**
 * @param {Setup} setup
 * @param {import('../../engine/engine.js').NetworkDescription} network
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(progress: import('../../engine/engine.js').DownloadProgress) => void} options.onDownload
 * @param {() => void} options.onMeasure all is there
 * @returns {Promise<Measured>}
 */
export async function measure(setup, network, { signal, onDownload, onMeasure }) {
  const engine = await createEngine(setup);
  try {
    signal.throwIfAborted();
    await engine.newModel(setup.but === 'no zeros' ? withoutZeros(network) : network);
    await engine.loadImages({ split: 'train', count: IMAGES, signal, onProgress: onDownload });
    onMeasure();
    const ceiling = await engine.operationsPerSecond();
    const inference = await inferenceRate(engine, signal);
    const times = setup.but === 'in use' ? await engine.layerTimes() : [];
    return { setup, ceiling, inference, times, training: await trainingRate(engine, signal) };
  } finally {
    engine.close();
  }
}
