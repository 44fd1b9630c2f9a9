import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  convolutionAt,
  normalizationAt,
  poolAt,
  productsAt,
  strongestPlace,
  valueAt,
} from '../../web/sections/inside/layer-arithmetic.js';

/** 3 × 3 with two channels: 1 to 9, and the same times 10. */
const input = {
  shape: [3, 3, 2],
  values: Float32Array.from({ length: 18 }, (_, i) => (1 + (i >> 1)) * (i % 2 ? 10 : 1)),
};

/** Two filters 2 × 2: one of ones and halves, one of minus ones and zeros. */
const parameters = {
  kernel: { shape: [2, 2, 2, 2], values: Float32Array.from({ length: 16 }, (_, i) => [1, -1, 0.5, 0][i % 4]) },
  bias: { shape: [2], values: Float32Array.of(0.25, 3) },
};
const layer = (changes) => ({
  name: 'conv2d',
  type: 'Conv2D',
  activation: 'relu',
  window: { size: 2, stride: 1, top: 0, left: 0 },
  shape: [2, 2, 2],
  values: new Float32Array(8),
  ...changes,
});

test('values outside of the maps are zeros', () => {
  assert.equal(valueAt(input, 1, 2, 1), 60);
  for (const [row, column] of [
    [-1, 0],
    [0, -1],
    [3, 0],
    [0, 3],
  ])
    assert.equal(valueAt(input, row, column, 0), 0);
});

test('a convolution sums the products of its window by input channel, and adds the bias', () => {
  const place = { row: 1, column: 0, channel: 0 }; // over 4, 5, 7 and 8
  const { contributions, bias, sum, output } = convolutionAt(layer(), parameters, input, place);
  assert.deepEqual(contributions, [24, 120]);
  assert.deepEqual([bias, sum, output], [0.25, 144.25, 144.25]);
  assert.deepEqual(
    productsAt(layer(), parameters, input, place, 1).map(({ product }) => product),
    [20, 25, 35, 40],
  );
});

test('ReLU cuts off what is below 0; a linear activation does not', () => {
  const place = { row: 0, column: 0, channel: 1 }; // over 1, 2, 4 and 5
  assert.equal(convolutionAt(layer(), parameters, input, place).output, 0);
  assert.equal(convolutionAt(layer({ activation: 'linear' }), parameters, input, place).output, 3 - 12);
});

test('stride and padding move the window', () => {
  const window = { size: 2, stride: 2, top: 1, left: 1 };
  const first = productsAt(layer({ window }), parameters, input, { row: 0, column: 0, channel: 0 }, 0);
  assert.deepEqual(
    first.map(({ input }) => input),
    [0, 0, 0, 1],
  );
  const last = productsAt(layer({ window }), parameters, input, { row: 1, column: 1, channel: 0 }, 0);
  assert.deepEqual(
    last.map(({ input }) => input),
    [5, 6, 8, 9],
  );
});

test('a pooling chooses from its own channel, and from no padding', () => {
  const pooling = layer({ type: 'MaxPool2D', window: { size: 2, stride: 2, top: 0, left: 0 } });
  assert.deepEqual(poolAt(pooling, input, { row: 0, column: 0, channel: 1 }), [10, 20, 40, 50]);
  assert.deepEqual(poolAt(pooling, input, { row: 1, column: 1, channel: 0 }), [9, null, null, null]);
});

test('a batch normalization moves and scales each value by its channel', () => {
  const parameter = (...values) => ({ shape: [2], values: Float32Array.from(values) });
  const all = {
    gamma: parameter(1, 3),
    beta: parameter(0, 0.5),
    moving_mean: parameter(0, 40),
    moving_variance: parameter(1, 3.999),
  };
  const step = normalizationAt(all, input, { row: 1, column: 2, channel: 1 }); // 60
  assert.deepEqual([step.value, step.mean, step.gamma, step.beta], [60, 40, 3, 0.5]);
  assert.ok(Math.abs(step.deviation - 2) < 1e-6); // the epsilon is in it
  assert.ok(Math.abs(step.output - 30.5) < 1e-5);
  assert.equal(normalizationAt({ ...all, beta: undefined }, input, { row: 0, column: 0, channel: 0 }), null);
});

test('a map opens where it is the brightest, but not over a window of zeros, save where all are', () => {
  const corner = { shape: [3, 3, 2], values: new Float32Array(18) };
  corner.values[17] = 5; // of the second channel, below on the right
  const brightest = layer({ values: Float32Array.of(9, 0, 3, 0, 2, 0, 1, 7) });
  assert.deepEqual(strongestPlace(brightest, input, 0), { row: 0, column: 0 });
  assert.deepEqual(strongestPlace(brightest, corner, 0), { row: 1, column: 1 });
  assert.deepEqual(strongestPlace(brightest, corner, 1), { row: 1, column: 1 });
  assert.deepEqual(strongestPlace(brightest, { ...corner, values: new Float32Array(18) }, 0), { row: 0, column: 0 });
  assert.deepEqual(strongestPlace({ ...brightest, window: null }, corner, 0), { row: 0, column: 0 }); // each on its own
});
