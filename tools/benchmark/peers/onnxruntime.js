// ONNX Runtime Web on its WASM backend. It can only infer: training was removed from it.

import { medianMilliseconds, scaled } from '../page/sampling.js';
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
    const images = new ort.Tensor('float32', values, [values.length / 784, 1, 28, 28]);
    const { probabilities } = await session.run({ images });
    return probabilities.data;
  };
  return {
    about: { version: ort.env.versions.web, threads: ort.env.wasm.numThreads },
    probabilities: (some) => classify(scaled(some)),
    infer(batch, seconds) {
      const images = scaled(pixels.subarray(0, batch * 784));
      return medianMilliseconds(() => classify(images), seconds);
    },
  };
}
