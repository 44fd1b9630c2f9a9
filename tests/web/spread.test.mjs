// What is said of a layer's health, and the outline of its histogram.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { health, outline } from '../../web/sections/inside/spread-health.js';

const spread = (deviation, more = {}) => ({
  count: 100,
  notFinite: 0,
  mean: 0,
  deviation,
  zeros: 0,
  low: -1,
  high: 1,
  bins: [],
  ...more,
});
const kernel = (values, gradients, freshDeviation = 0.1) => ({ name: 'kernel', values, gradients, freshDeviation });
const bias = (gradients) => ({ name: 'bias', values: spread(0, { zeros: 1 }), gradients, freshDeviation: 0 });
const nothing = spread(0, { zeros: 1 });
const words = (parameters, units = null) => health({ name: 'dense', type: 'Dense', parameters, units }).words;

test('a layer that learns is well, with gradients or before the first', () => {
  assert.deepEqual(health({ parameters: [kernel(spread(0.1), null), bias(null)], units: null }), {
    well: true,
    words: '',
  });
  // Gradients of a bias that is still 0 are larger than it.
  assert.equal(words([kernel(spread(0.1), spread(0.01)), bias(spread(0.3))]), '');
  assert.match(words([kernel(spread(0.1), spread(0.01))], { units: 64, dead: 0, images: 256 }), /^All 64 units answer/);
  assert.equal(
    words([kernel(spread(0.1), null)], { units: 64, dead: 1, images: 256 }),
    '1 of its 64 units answers to none of 256 images.',
  );
});

test('dead: its units do not answer, no gradient reaches it, or both', () => {
  const dead = { units: 64, dead: 64, images: 256 };
  assert.match(
    words([kernel(spread(0.1), nothing), bias(nothing)], dead),
    /^Dead: none of its 64 units .* cannot recover\.$/,
  );
  assert.equal(words([kernel(spread(0.1), null)], dead), 'Dead: none of its 64 units answers to any of 256 images.');
  assert.match(words([kernel(spread(0.1), nothing), bias(nothing)]), /^No gradient reaches this layer/);
  assert.equal(words([kernel(spread(0.1), nothing), bias(spread(0.1))]), ''); // the bias learns
  assert.match(words([kernel(spread(0.1), null)], { units: 64, dead: 32, images: 256 }), /^Half dead: 32 of its 64/);
  assert.match(
    words([kernel(spread(0.1), null)], { units: 64, dead: 31, images: 256 }),
    /^31 of its 64 units answer to none/,
  );
});

test('exploding: no numbers any more, gradients above weights, weights far from fresh ones', () => {
  assert.match(words([kernel(spread(0.1), spread(0.1, { notFinite: 3 }))]), /outgrown all numbers/);
  assert.equal(words([kernel(spread(0.1), spread(0.99))]), '');
  assert.match(words([kernel(spread(0.1), spread(1.01))]), /^Exploding: its gradients are far larger/);
  assert.match(words([kernel(spread(0.1), spread(0.6, { mean: 0.9 }))]), /^Exploding: its gradients are far larger/);
  assert.match(words([kernel(spread(1.42), null)]), /^Exploding: its weights are spread 14 times/);
});

test('the outline has a step for each bin, the fullest to the top, a quarter of it half as high', () => {
  assert.equal(outline({ bins: [4, 0, 1] }), 'M0 1V0.000h1V1.000h1V0.500h1V1Z');
});
