// What Train says of a run before it begins.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsInWords } from '../../web/sections/train/words.js';

test('the steps of an epoch, and what the last one has', () => {
  const told = (/** @type {number} */ images, /** @type {number} */ batch) =>
    stepsInWords(images, batch).split(': ')[1];
  assert.equal(told(10_000, 32), '313 steps in each epoch, the last one with 16 images.');
  assert.equal(told(60_000, 32), '1,875 steps in each epoch.');
  assert.equal(told(60_000, 64), '938 steps in each epoch, the last one with 32 images.');
  assert.equal(told(33, 32), '2 steps in each epoch, the last one with 1 image.');
  assert.equal(told(10, 32), '1 step in each epoch.');
});
