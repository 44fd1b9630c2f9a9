// ONNX Runtime Web on its WASM backend. It can only infer: training was removed from it.

import { IMAGE_PIXELS, IMAGE_SIDE } from '/site/engine/engine.js';
import { imagesOf, medianMilliseconds, scaled } from '../page/sampling.js';
import { onnxModel } from './onnx.js';

const FOLDER = '/npm/onnxruntime-web/dist/';

/**
 * @param {import('../page/driver.js').Task} task
 * @returns {Promise<import('../page/driver.js').Peer>}
 */
export async function start({ threads, weights, pixels }) {
  const { default: ort } = await import(`${FOLDER}ort.wasm.min.mjs`);
  ort.env.wasm.wasmPaths = new URL(FOLDER, location.href).href;
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(onnxModel(weights), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const classify = async (values) => {
    const images = new ort.Tensor('float32', values, [values.length / IMAGE_PIXELS, 1, IMAGE_SIDE, IMAGE_SIDE]);
    const { probabilities } = await session.run({ images });
    return probabilities.data;
  };
  return {
    about: { version: ort.env.versions.web, threads: ort.env.wasm.numThreads },
    probabilities: (some) => classify(scaled(some)),
    infer(batch, seconds) {
      const images = scaled(imagesOf(pixels, 0, batch));
      return medianMilliseconds(() => classify(images), seconds);
    },
  };
}
