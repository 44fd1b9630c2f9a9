import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argmax, ranked } from '../../web/parts/rank.js';

test('the largest value is found, in a stretch of them, too; the first of equal ones', () => {
  assert.equal(argmax([1, 3, 3, 2]), 1);
  assert.equal(argmax([9, 1, 3, 2], 1, 3), 1);
  assert.equal(argmax(Float32Array.of(-2, -1)), 1);
});

test('values are ranked from the largest down, equal ones in their order', () => {
  assert.deepEqual(ranked([1, 3, 3, 2]), [1, 2, 3, 0]);
  assert.equal(ranked(Float32Array.of(0.2, 0.5, 0.5))[0], argmax([0.2, 0.5, 0.5]));
});
