// Ours without the worker: the network answers in the thread that asks, which waits for it.

import { imagesOf, medianMilliseconds } from '../page/sampling.js';

/**
 * @param {import('../page/driver.js').Task} task
 * @returns {Promise<import('../page/driver.js').Peer>}
 */
export async function start({ pixels, options: { variant } }) {
  const { createPredictor } = await import('/site/engine/predictor.js');
  const weights = await (await fetch('/reference.safetensors')).blob();
  const predictor = await createPredictor(weights, { variant });
  return {
    about: { variant: predictor.variant },
    probabilities: async (some) => predictor.predictBatch(some),
    infer(batch, seconds) {
      const images = imagesOf(pixels, 0, batch);
      const call = batch === 1 ? () => predictor.predict(images) : () => predictor.predictBatch(images);
      return medianMilliseconds(call, seconds);
    },
  };
}
