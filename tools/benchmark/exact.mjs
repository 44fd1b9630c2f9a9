// The reference CNN in double precision, in plain loops: what all systems are held against.

import { IMAGE_PIXELS, IMAGE_SIDE } from '../../web/engine/image.js';

/** @typedef {import('./model.mjs').Weight} Weight */

/** Valid convolution with a 3 × 3 kernel and ReLU; NHWC. */
function convolution(map, size, kernel, bias) {
  const [, , inputs, filters] = kernel.shape;
  const out = size - 2;
  const result = new Float64Array(out * out * filters);
  for (let y = 0; y < out; ++y) {
    for (let x = 0; x < out; ++x) {
      const sums = Float64Array.from(bias.values);
      for (let tap = 0; tap < 9; ++tap) {
        const from = ((y + Math.floor(tap / 3)) * size + x + (tap % 3)) * inputs;
        for (let i = 0; i < inputs; ++i) {
          const row = (tap * inputs + i) * filters;
          for (let o = 0; o < filters; ++o) sums[o] += map[from + i] * kernel.values[row + o];
        }
      }
      result.set(
        sums.map((sum) => Math.max(sum, 0)),
        (y * out + x) * filters,
      );
    }
  }
  return result;
}

/** Largest of 2 × 2, an odd last row and column left out. */
function pool(map, size, channels) {
  const out = size >> 1;
  const result = new Float64Array(out * out * channels);
  for (let i = 0; i < result.length; ++i) {
    const [y, x, c] = [Math.floor(i / channels / out), Math.floor(i / channels) % out, i % channels];
    const at = (dy, dx) => map[((2 * y + dy) * size + 2 * x + dx) * channels + c];
    result[i] = Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1));
  }
  return result;
}

function dense(values, kernel, bias) {
  const units = bias.values.length;
  const sums = Float64Array.from(bias.values);
  for (let i = 0; i < values.length; ++i) {
    for (let o = 0; o < units; ++o) sums[o] += values[i] * kernel.values[i * units + o];
  }
  return sums;
}

/**
 * @param {Record<string, Weight>} weights
 * @param {Uint8Array} pixels 784 for each image
 * @returns {Float64Array} the probabilities of the classes, image by image
 */
export function exactProbabilities(weights, pixels) {
  const layer = (name) => [weights[`${name}/kernel`], weights[`${name}/bias`]];
  const images = pixels.length / IMAGE_PIXELS;
  const classes = weights['dense_1/bias'].values.length;
  const result = new Float64Array(images * classes);
  for (let image = 0; image < images; ++image) {
    const bytes = pixels.subarray(image * IMAGE_PIXELS, (image + 1) * IMAGE_PIXELS);
    let map = Float64Array.from(bytes, (value) => value / 255);
    map = pool(convolution(map, IMAGE_SIDE, ...layer('conv2d')), 26, 32);
    map = pool(convolution(map, 13, ...layer('conv2d_1')), 11, 64);
    map = convolution(map, 5, ...layer('conv2d_2'));
    map = dense(map, ...layer('dense')).map((value) => Math.max(value, 0));
    const logits = dense(map, ...layer('dense_1'));
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((a, b) => a + b);
    result.set(
      powers.map((power) => power / sum),
      image * classes,
    );
  }
  return result;
}
