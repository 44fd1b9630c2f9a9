// Ours, through its public module, as any page would use it: from call to answer, with the worker
// and everything else in between.

import { imagesOf, medianMilliseconds } from '../page/sampling.js';

/** So many that a sample seldom meets the end of an epoch. */
const TRAINING_IMAGES = 20_000;

/**
 * Images a second of a run that is stopped when it has been watched for long enough. Progress is
 * reported two or three times a second: the watch lasts from the second report, since other systems
 * warm up as well, to a report of the same epoch.
 * @param {import('../../../web/engine/engine.js').Engine} engine
 * @param {number} batch
 * @param {number} seconds
 */
async function watchTraining(engine, batch, seconds) {
  /** @type {{ time: number, step: number } | null} */
  let first = null;
  let warm = false;
  let images = 0;
  let ms = 0;
  const run = engine.fit({
    settings: { epochs: 1000, batchSize: batch, trainingImages: TRAINING_IMAGES, seed: 1 },
    onProgress({ phase, step }) {
      if (!warm) {
        warm = true;
        return;
      }
      const time = performance.now();
      if (phase !== 'training' || (first && step < first.step)) {
        first = null; // validation does not count as training
        return;
      }
      first ??= { time, step };
      if (step > first.step) {
        images = (step - first.step) * batch;
        ms = time - first.time;
      }
      if (ms > seconds * 1000) void run.stop();
    },
  });
  await run.done;
  return (images * 1000) / ms;
}

/**
 * @param {import('../page/driver.js').Task} task
 * @returns {Promise<import('../page/driver.js').Peer>}
 */
export async function start({ threads, pixels, description, options: { variant } }) {
  const { createEngine } = await import('/site/engine/engine.js');
  const weights = await (await fetch('/reference.safetensors')).blob();
  const engine = await createEngine({ variant, threads });
  await engine.loadModel(weights);
  await engine.loadImages({ split: 'train', count: TRAINING_IMAGES });
  let fresh = false;
  return {
    about: { ...engine.info },
    probabilities: (some) => engine.predictBatch(some),
    async train(batch, seconds) {
      // From fresh weights, as a run begins: how many gradients are zero depends on them.
      if (!fresh) await engine.newModel(description, { seed: 1 });
      fresh = true;
      return watchTraining(engine, batch, seconds);
    },
    infer(batch, seconds) {
      const images = imagesOf(pixels, 0, batch);
      const call = batch === 1 ? () => engine.predict(images) : () => engine.predictBatch(images);
      return medianMilliseconds(call, seconds);
    },
  };
}
