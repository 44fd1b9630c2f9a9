// TensorFlow.js on its WASM backend. It can only infer: the backend lacks the gradient of a
// convolution's kernel (Conv2DBackpropFilter).

import { IMAGE_PIXELS, IMAGE_SIDE } from '/site/engine/engine.js';
import { imagesOf, medianMilliseconds, scaled } from '../page/sampling.js';

/** @param {string} source a script that adds to the global `tf` */
function load(source) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: source });
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error(`${source} cannot be loaded`)));
    document.head.append(script);
  });
}

/**
 * @param {import('../page/driver.js').Task} task
 * @returns {Promise<import('../page/driver.js').Peer>}
 */
export async function start({ threads, weights, pixels }) {
  // Asked for n threads, it takes them only where the machine seems to have twice as many.
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads });
  await load('/npm/@tensorflow/tfjs-core/dist/tf-core.min.js');
  await load('/npm/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
  const { tf } = globalThis;
  tf.wasm.setWasmPaths('/npm/@tensorflow/tfjs-backend-wasm/dist/');
  tf.wasm.setThreadsCount(threads);
  await tf.setBackend('wasm');

  /** @type {Record<string, any>} */
  const w = {};
  for (const [name, { shape, values }] of Object.entries(weights)) w[name] = tf.tensor(values, shape);
  const convolution = (x, layer) =>
    tf.fused.conv2d({
      x,
      filter: w[`${layer}/kernel`],
      bias: w[`${layer}/bias`],
      strides: 1,
      pad: 'valid',
      activation: 'relu',
    });
  const dense = (a, layer, activation) =>
    tf.fused.matMul({
      a,
      b: w[`${layer}/kernel`],
      bias: w[`${layer}/bias`],
      activation,
    });
  const network = (images) =>
    tf.tidy(() => {
      let x = tf.maxPool(convolution(images, 'conv2d'), 2, 2, 'valid');
      x = tf.maxPool(convolution(x, 'conv2d_1'), 2, 2, 'valid');
      x = tf.reshape(convolution(x, 'conv2d_2'), [images.shape[0], -1]);
      return tf.softmax(dense(dense(x, 'dense', 'relu'), 'dense_1', 'linear'));
    });

  const classify = async (values) => {
    const images = tf.tensor4d(values, [values.length / IMAGE_PIXELS, IMAGE_SIDE, IMAGE_SIDE, 1]);
    const probabilities = network(images);
    const result = await probabilities.data();
    tf.dispose([images, probabilities]);
    return result;
  };
  return {
    about: { version: tf.version_core, threads: tf.wasm.getThreadsCount() },
    probabilities: (some) => classify(scaled(some)),
    infer(batch, seconds) {
      const images = scaled(imagesOf(pixels, 0, batch));
      return medianMilliseconds(() => classify(images), seconds);
    },
  };
}
