// What the pictures of the explanations compute, against results done by hand.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  RULES,
  batches,
  dropout,
  relu,
  shuffle,
  slide,
  softmax,
  weigh,
  windowOf,
} from '../../web/sections/theory/arithmetic.js';

const near = (actual, expected, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual} is not ${expected}`);

const GRID = [
  [1, 2, 3, 4],
  [5, 6, 7, 8],
  [9, 10, 11, 12],
  [13, 14, 15, 16],
];

describe('windows', () => {
  test('are cut out row by row', () => {
    assert.deepEqual(windowOf(GRID, 1, 2, 2), [7, 8, 11, 12]);
  });

  test('of 3 × 3 stand at 2 × 2 places of a 4 × 4 picture; the filter is not flipped', () => {
    // Right column minus left one, counted 1, 2, 1: each row rises by 2, so (1 + 2 + 1) · 2.
    const filter = [-1, 0, 1, -2, 0, 2, -1, 0, 1];
    assert.deepEqual(
      slide(GRID, { size: 3, stride: 1 }, (values) => weigh(values, filter)),
      [
        [8, 8],
        [8, 8],
      ],
    );
  });

  test('of 2 × 2 that step by two pool; a row that is left over is left out', () => {
    assert.deepEqual(
      slide(GRID, { size: 2, stride: 2 }, (values) => Math.max(...values)),
      [
        [6, 8],
        [14, 16],
      ],
    );
    const five = [...GRID.map((row) => [...row, 99]), [99, 99, 99, 99, 99]];
    assert.deepEqual(
      slide(five, { size: 2, stride: 2 }, (values) => Math.max(...values)),
      [
        [6, 8],
        [14, 16],
      ],
    );
  });

  test('ReLU', () => assert.deepEqual([-2, 0, 3].map(relu), [0, 0, 3]));
});

test('softmax: logarithms of 1, 2 and 5 become 1/8, 2/8 and 5/8, whatever is added to all', () => {
  for (const shift of [0, 3, -700, 700]) {
    softmax([1, 2, 5].map((n) => Math.log(n) + shift)).forEach((p, i) => near(p, [1, 2, 5][i] / 8));
  }
});

test('dropout: what is kept is scaled so that the mean stays', () => {
  const draws = [0.1, 0.3, 0.2499, 0.25];
  assert.deepEqual(
    dropout([1, 2, 3, 4], 0.25, () => draws.shift()),
    [0, 2 / 0.75, 0, 4 / 0.75],
  );
  assert.deepEqual(
    dropout([1, 2], 0, () => 0),
    [1, 2],
  );
});

test('batches keep the order and what is left over', () => {
  assert.deepEqual(batches([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(batches([1, 2], 5), [[1, 2]]);
});

test('shuffling loses nothing, and follows its random numbers', () => {
  const images = [1, 2, 3, 4];
  assert.deepEqual(
    shuffle(images, () => 0),
    [2, 3, 4, 1],
  ); // each in turn changes places with the first
  assert.deepEqual(
    shuffle(images, () => 0.999),
    images,
  );
  assert.deepEqual(images, [1, 2, 3, 4]);
});

describe('optimizers, with learning rate 0.1', () => {
  test('SGD steps against the gradient', () => near(RULES.sgd(0.1)(3), -0.3));

  test('momentum: −0.1, then 0.9 · −0.1 − 0.1, then 0.9 · −0.19 − 0.1', () => {
    const rule = RULES.momentum(0.1);
    [-0.1, -0.19, -0.271].forEach((step) => near(rule(1), step));
  });

  test('Adam: the first step is the learning rate, whatever the gradient; a gradient that turns slows it', () => {
    for (const gradient of [0.001, 1, -50]) near(RULES.adam(0.1)(gradient), -0.1 * Math.sign(gradient), 1e-4);
    // Gradients 1 and −0.5: mean (0.9 · 0.1 − 0.05) / (1 − 0.81) = 0.04 / 0.19; mean square
    // (0.000999 + 0.00025) / (1 − 0.998001) = 0.001249 / 0.001999.
    const rule = RULES.adam(0.1);
    rule(1);
    near(rule(-0.5), (-0.1 * (0.04 / 0.19)) / Math.sqrt(0.001249 / 0.001999), 1e-6);
  });
});
