// jax-js on its WASM backend, which takes as many threads as the machine has processors. Its own
// convolution is slow there, so the network is also written with im2col and matrix products.
//
// In jax-js every use of an array but the last is marked with `.ref`: a call owns what it is given.

import { batches, imagesOf, imagesPerSecond, medianMilliseconds, scaled } from '../page/sampling.js';
import { transposed } from './onnx.js';

const RATE = 0.25;
const ADAM = { rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** Convolution and pooling on NHWC maps, as products of patches and kernels {9 in, out}. */
function asProducts({ nn, numpy: np }) {
  return {
    images: [-1, 28, 28, 1],
    kernel: ({ shape: [height, width, input, output], values }) => ({
      shape: [height * width * input, output],
      values,
    }),
    convolution(x, kernel, bias) {
      const [count, height, width] = x.shape;
      const [rows, columns] = [height - 2, width - 2];
      const patches = [];
      for (let top = 0; top < 3; ++top) {
        for (let left = 0; left < 3; ++left) {
          patches.push(x.ref.slice([], [top, top + rows], [left, left + columns], []));
        }
      }
      x.dispose();
      const matrix = np.concatenate(patches, 3).reshape([count * rows * columns, -1]);
      return nn.relu(np.matmul(matrix, kernel).add(bias)).reshape([count, rows, columns, -1]);
    },
    pool(x) {
      const [count, height, width, channels] = x.shape;
      const [rows, columns] = [height >> 1, width >> 1];
      const even = x.slice([], [0, 2 * rows], [0, 2 * columns], []);
      return np.max(even.reshape([count, rows, 2, columns, 2, channels]), [2, 4]);
    },
    flatten: (x) => x.reshape([x.shape[0], -1]),
  };
}

/** The same with its own convolution, on NCHW maps and kernels OIHW. */
function asConvolutions({ lax, nn, numpy: np }) {
  return {
    images: [-1, 1, 28, 28],
    kernel: (weight) => transposed(weight, [3, 2, 0, 1]),
    convolution(x, kernel, bias) {
      const result = lax.convGeneralDilated(x, kernel, [1, 1], 'VALID');
      return nn.relu(result.add(bias.reshape([-1, 1, 1])));
    },
    pool(x) {
      const [count, channels, height, width] = x.shape;
      const [rows, columns] = [height >> 1, width >> 1];
      const even = x.slice([], [], [0, 2 * rows], [0, 2 * columns]);
      return np.max(even.reshape([count, channels, rows, 2, columns, 2]), [3, 5]);
    },
    flatten: (x) => np.transpose(x, [0, 2, 3, 1]).reshape([x.shape[0], -1]),
  };
}

/**
 * @param {import('../page/driver.js').Task} task
 * @returns {Promise<import('../page/driver.js').Peer>}
 */
export async function start(task) {
  const { threads, weights, pixels, options } = task;
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads });
  const jax = await import('/npm/@jax-js/jax/dist/index.js');
  const { version } = await (await fetch('/npm/@jax-js/jax/package.json')).json();
  const { nn, numpy: np, random } = jax;
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const form = options.convolution === 'own' ? asConvolutions(jax) : asProducts(jax);
  const array = ({ shape, values }) => np.array(values).reshape(shape);

  let parameters = {};
  for (const [name, weight] of Object.entries(weights)) {
    parameters[name] = array(weight.shape.length === 4 ? form.kernel(weight) : weight);
  }
  const dense = (x, p, layer) => np.matmul(x, p[`${layer}/kernel`]).add(p[`${layer}/bias`]);

  /** Logits. `drop(x)` is dropout, or gives x back. */
  function network(p, images, drop) {
    const layer = (x, name) => form.convolution(x, p[`${name}/kernel`], p[`${name}/bias`]);
    let x = drop(form.pool(layer(images, 'conv2d')));
    x = drop(form.pool(layer(x, 'conv2d_1')));
    x = form.flatten(layer(x, 'conv2d_2'));
    x = drop(nn.relu(dense(x, p, 'dense')));
    return dense(x, p, 'dense_1');
  }

  const predict = jax.jit((p, images) =>
    nn.softmax(
      network(p, images, (x) => x),
      -1,
    ),
  );

  /** Mean cross-entropy of one-hot labels. */
  function loss(p, images, labels, key) {
    const keys = random.split(key, 3);
    let uses = 0;
    const drop = (x) => {
      const draws = random.uniform(keys.ref.slice(uses), x.shape);
      uses += 1;
      return np.where(draws.less(RATE), 0, x.mul(1 / (1 - RATE)));
    };
    const logits = network(p, images, drop);
    keys.dispose();
    return nn
      .logSoftmax(logits, -1)
      .mul(labels)
      .sum()
      .mul(-1 / images.shape[0]);
  }

  const step = jax.jit((p, first, second, images, labels, key, rate) => {
    const [value, gradients] = jax.valueAndGrad(loss)(jax.tree.ref(p), images, labels, key);
    const next = { p: {}, first: {}, second: {}, value };
    for (const name of Object.keys(p)) {
      const g = gradients[name];
      const m = first[name].mul(ADAM.beta1).add(g.ref.mul(1 - ADAM.beta1));
      const v = second[name].mul(ADAM.beta2).add(np.square(g).mul(1 - ADAM.beta2));
      const change = m.ref.mul(rate.ref).div(np.sqrt(v.ref).add(ADAM.epsilon));
      next.p[name] = p[name].sub(change);
      next.first[name] = m;
      next.second[name] = v;
    }
    rate.dispose();
    return next;
  });

  const classify = async (values) => {
    const images = np.array(values).reshape(form.images);
    return predict(jax.tree.ref(parameters), images).data();
  };
  const zeros = () => jax.tree.map((p) => np.zerosLike(p), jax.tree.ref(parameters));
  let first = zeros();
  let second = zeros();
  let steps = 0;

  return {
    about: { version, threads, convolution: options.convolution },
    probabilities: (some) => classify(scaled(some)),
    train(batch, seconds) {
      const next = batches(task, batch, (values, labels) => ({
        images: np.array(values).reshape([batch, ...form.images.slice(1)]),
        labels: nn.oneHot(np.array(Int32Array.from(labels)), 10),
      }));
      return imagesPerSecond(
        async () => {
          steps += 1;
          const { rate, beta1, beta2 } = ADAM;
          const now = (rate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
          const { images, labels } = next();
          const result = step(parameters, first, second, images.ref, labels.ref, random.key(steps), np.array(now));
          ({ p: parameters, first, second } = result);
          await jax.blockUntilReady(parameters);
          await result.value.data();
        },
        batch,
        seconds,
      );
    },
    infer(batch, seconds) {
      const images = scaled(imagesOf(pixels, 0, batch));
      return medianMilliseconds(() => classify(images), seconds);
    },
  };
}
