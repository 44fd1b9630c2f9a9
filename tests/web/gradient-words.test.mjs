// What is said of checked gradients: how far both ways lie apart, and why.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agrees, checkInWords, gradientText, relativeError } from '../../web/sections/inside/gradient-words.js';

const gradient = (analytic, numerical, { relu = 0, pooling = 0 } = {}) => ({
  place: [0],
  analytic,
  numerical,
  reluKinks: relu,
  poolingKinks: pooling,
});
const layer = (...gradients) => ({
  loss: 2,
  largestLogit: 4,
  step: 2 ** -11,
  parameters: [{ name: 'kernel', gradients }],
});

test('the relative error is that of the whole, and 0 where there is no gradient', () => {
  assert.equal(relativeError([gradient(0, 0)]), 0);
  assert.equal(relativeError([gradient(0.02, 0.01)]), 0.5);
  assert.equal(relativeError([gradient(0, 0.01)]), 1);
  assert.ok(Math.abs(relativeError([gradient(3, 3), gradient(4, 4.5)]) - 0.5 / Math.hypot(3, 4.5)) < 1e-12);
});

test('numbers are short, small ones with their power of ten', () => {
  assert.equal(gradientText(0.0123456), '0.0123');
  assert.equal(gradientText(-0.5), '−0.500');
  assert.equal(gradientText(-4.14e-7), '−4.1 × 10⁻⁷');
  assert.equal(gradientText(1e-12), '1.0 × 10⁻¹²');
  assert.equal(gradientText(0), '0.00');
});

test('rounding and bends are allowed, more is not, and across a kink nothing can be said', () => {
  const allowed = (4 * 2 ** -24) / 2 ** -11;
  assert.ok(agrees(gradient(0, 0.9 * allowed), layer()));
  assert.ok(!agrees(gradient(0, 1.1 * allowed), layer()));
  assert.ok(agrees(gradient(1, 1.015), layer()));
  assert.ok(!agrees(gradient(1, 1.03), layer()));
  assert.ok(agrees(gradient(1, 1.03, { relu: 1 }), layer()));
  assert.ok(agrees(gradient(1, 1.03, { pooling: 1 }), layer()));
});

test('what is smooth and what met kinks is told apart, and kinks are named', () => {
  const { found, why } = checkInWords([
    layer(gradient(0.1, 0.1001), gradient(0.2, 0.21, { relu: 1 })),
    layer(gradient(0.1, 0.11, { relu: 2, pooling: 1 })),
  ]);
  assert.equal(
    found,
    'Where the loss is smooth (1 number), the two ways differ by 0.1 %. Across kinks (2 numbers), by 6 %.',
  );
  assert.match(
    why,
    /the logits, of up to 4\.0, are rounded by up to ±2\.4 × 10⁻⁷, .*, 0\.000977, that becomes up to ±0\.000244\./,
  );
  assert.match(
    why,
    /a unit’s ReLU opened or shut 3 times, and the winner of a window of max pooling changed 1 time: there/,
  );
});

test('where all numbers met kinks, that is the whole sentence', () => {
  const { found } = checkInWords([layer(gradient(0.2, 0.21, { relu: 1 }))]);
  assert.equal(found, 'Across kinks (1 number), the two ways differ by 4.8 %.');
});

test('a wrong gradient is told, and no kink where none was met', () => {
  const right = checkInWords([layer(gradient(0.1, 0.1001))]);
  assert.doesNotMatch(right.found, /kink|float32/);
  assert.doesNotMatch(right.why, /kink/);
  const wrong = checkInWords([layer(gradient(0.1, 0.1001), gradient(0.1, 0.2), gradient(0.1, -0.1))]);
  assert.match(wrong.found, /2 numbers without a kink differ by more than float32 explains\.$/);
  assert.match(checkInWords([layer(gradient(0.1, 0.2))]).found, /1 number without a kink differs by more/);
  assert.equal(checkInWords([]).found, 'This network has nothing to train, and so no gradients.');
});
