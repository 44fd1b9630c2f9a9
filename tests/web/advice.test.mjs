// What the curves say, on both sides of each rule.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../web/engine/engine.js';
import { adviceOn } from '../../web/sections/train/advice.js';

const DROPOUT = { layers: [{ type: 'Dropout' }] };

/**
 * A run of epochs [training loss, training accuracy, validation loss, validation accuracy].
 * @param {number[][]} epochs
 * @param {object} [settings]
 */
function runOf(epochs, settings = {}, network = { layers: [] }) {
  const all = epochs.map(([loss, accuracy, validationLoss, validationAccuracy], i) => ({
    epoch: i + 1,
    loss,
    accuracy,
    validationLoss,
    validationAccuracy,
  }));
  const record = { settings: { ...DEFAULT_SETTINGS, epochs: epochs.length, ...settings }, network, epochs: all };
  return /** @type {any} */ (record);
}

const advice = (...run) => adviceOn(runOf(...run), false);

test('nothing is said before an epoch is finished', () => {
  assert.equal(adviceOn(null, false), null);
  assert.equal(advice([]), null);
});

test('a run that diverged had too large steps', () => {
  const { text, next } = adviceOn(runOf([], { learningRate: 0.5 }), true) ?? {};
  assert.match(text, /too large/);
  assert.deepEqual(next?.settings, { learningRate: 0.001 });
  assert.deepEqual(adviceOn(runOf([], { learningRate: 0.001 }), true)?.next?.settings, { learningRate: 0.0001 });
});

test('no more than guessing: steps too large, too small, or hard to tell', () => {
  const guess = [[2.3, 0.1, 2.3, 0.1]];
  assert.match(advice(guess, { learningRate: 0.1 })?.text ?? '', /10\.0 %.* too large.*Weights and gradients/);
  assert.deepEqual(advice(guess, { learningRate: 0.1 })?.next?.settings, { learningRate: 0.01 });
  assert.deepEqual(advice(guess, { learningRate: 0.004 })?.next?.settings, { learningRate: 0.001 });
  assert.match(advice(guess, { learningRate: 1e-5 })?.text ?? '', /too slow/);
  assert.deepEqual(advice(guess, { learningRate: 1e-5 })?.next?.settings, { learningRate: 1e-4 });
  assert.match(advice(guess)?.text ?? '', /Hard to tell/);
  assert.equal(advice(guess)?.next, null);
  assert.doesNotMatch(advice([[2, 0.15, 2, 0.16]])?.text ?? '', /guessing/);
});

test('over-fitting is told from the epoch on at which validation turned', () => {
  const turned = [
    [0.8, 0.7, 0.6, 0.8],
    [0.4, 0.85, 0.525, 0.82],
    [0.2, 0.94, 0.633, 0.79],
  ];
  const { text, next } = advice(turned, { trainingImages: 1000 }) ?? {};
  assert.match(text, /Over-fitting since epoch 2: .* from 0\.525 to 0\.633, .* from 0\.400 to 0\.200\./);
  assert.deepEqual(next, { label: 'Try 5,000 training images', settings: { trainingImages: 5000 } });
  assert.deepEqual(advice(turned, { trainingImages: 60_000 })?.next?.settings, { epochs: 2 });
  // A little above the best is noise, and so is a rise along with training.
  assert.doesNotMatch(advice([...turned.slice(0, 2), [0.2, 0.94, 0.535, 0.82]])?.text ?? '', /Over-fitting/);
  assert.doesNotMatch(advice([...turned.slice(0, 2), [0.5, 0.8, 0.633, 0.79]])?.text ?? '', /Over-fitting/);
});

test('tiny steps are too slow while the loss is high', () => {
  const slow = [
    [2.2, 0.3, 1.9, 0.5],
    [1.8, 0.45, 1.6, 0.51],
  ];
  assert.match(advice(slow, { learningRate: 1e-5 })?.text ?? '', /^Too slow: after 2 epochs/);
  assert.match(advice(slow, { learningRate: 1e-3 })?.text ?? '', /^Still learning/);
  const far = slow.map(([a, b, , d], i) => [a, b, 0.69 - i / 10, d]);
  assert.match(advice(far, { learningRate: 1e-5 })?.text ?? '', /^Still learning/);
});

test('still learning, levelled off, or hard to tell', () => {
  const first = [0.6, 0.8, 0.5, 0.79];
  assert.match(advice([first])?.text ?? '', /^One epoch alone/);
  const learning = advice([first, [0.4, 0.85, 0.4, 0.84]]);
  assert.match(learning?.text ?? '', /^Still learning: .* from 0\.500 to 0\.400/);
  assert.deepEqual(learning?.next?.settings, { epochs: 4 });
  assert.match(advice([first, [0.4, 0.85, 0.49, 0.8]])?.text ?? '', /^Hard to tell/);
  assert.match(advice([first, first, [0.5, 0.82, 0.495, 0.8]])?.text ?? '', /^It has levelled off/);
  assert.deepEqual(advice([first, first, first], { trainingImages: 60_000 })?.next, null);
});

test('why validation may lie above training', () => {
  const above = [[0.6, 0.8, 0.5, 0.84]];
  assert.match(advice(above)?.text ?? '', /mean over the whole epoch/);
  assert.doesNotMatch(advice(above)?.text ?? '', /dropout/);
  assert.match(advice(above, {}, DROPOUT)?.text ?? '', /dropout hinders/);
  assert.match(advice(above, { augmentation: 'photo' })?.text ?? '', /harder/);
  assert.doesNotMatch(advice([[0.6, 0.8, 0.5, 0.79]], {}, DROPOUT)?.text ?? '', /above training/);
});

test('what smoothed labels do to the training loss', () => {
  const network = { layers: [{ type: 'Dense', units: 10 }] };
  const text = advice([[0.9, 0.8, 0.5, 0.79]], { labelSmoothing: 0.1 }, network)?.text ?? '';
  assert.match(text, /training loss is against smoothed labels and cannot fall below 0\.500;/);
  assert.doesNotMatch(advice([[0.9, 0.8, 0.5, 0.79]], {}, network)?.text ?? '', /smoothed/);
});

test('what is tried next is allowed', () => {
  const most = advice(
    [
      [0.6, 0.8, 0.5, 0.79],
      [0.4, 0.85, 0.4, 0.84],
    ],
    { epochs: 1000 },
  );
  assert.equal(most?.next, null);
});
