// The assignment's questions: their answers come from what is known, on both sides of each rule.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../web/engine/engine.js';
import { assignment } from '../../web/sections/learn/questions.js';

const NAMES = ['Shirt', 'Bag', 'Coat', 'Hat'];
const base = { names: NAMES, epochs: 0, settings: DEFAULT_SETTINGS, result: null };
/** @param {object} known */
const answers = (known = {}) =>
  Object.fromEntries(assignment({ ...base, ...known }).map(({ question, answer }) => [question, answer]));

test('before anything was trained or tested', () => {
  const told = answers();
  assert.equal(told['How many classes are there?'], '4: Shirt, Bag, Coat, Hat.');
  assert.match(told['What is 784?'], /^28 · 28/);
  assert.match(told['How many epochs were trained?'], /^None yet\. .* 10,000 images 3 times, in 313 steps each/);
  assert.match(told['Which classes are the hardest?'], /^Not tested yet/);
  assert.match(told['How good is the network?'], /^Not tested yet/);
});

test('afterwards, from the run and the test; a class without test images is not judged', () => {
  const confusion = [60, 0, 40, 0, 1, 99, 0, 0, 15, 5, 80, 0, 0, 0, 0, 0];
  const told = answers({ epochs: 1, result: { accuracy: 0.7967, confusion } });
  assert.match(
    told['How many epochs were trained?'],
    /^Your last run: 1 epoch of 313 steps each, .* was shown once\.$/,
  );
  assert.match(answers({ epochs: 3 })['How many epochs were trained?'], /shown 3 times/);
  assert.equal(told['How good is the network?'], 'It gets 79.67 % of the test images right.');
  assert.equal(
    told['Which classes are the hardest?'],
    'Shirt (60.0 % found, else mostly taken for Coat); Coat (80.0 % found, else mostly taken for Shirt); Bag (99.0 % found, else mostly taken for Shirt).',
  );
});
