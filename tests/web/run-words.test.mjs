// Kept runs in words and in files: what differs, how they are sorted, what an experiment showed, CSV and JSON.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASS_NAMES, DEFAULT_SETTINGS } from '../../web/engine/engine.js';
import { OPENING } from '../../web/lab/recipes.js';
import { differencesInWords } from '../../web/sections/runs/differences.js';
import { asCsv, asJson } from '../../web/sections/runs/export.js';
import { SEEN } from '../../web/sections/runs/seen.js';

/** @typedef {import('../../web/lab/runs.js').KeptRun} KeptRun */

const CONV = { type: 'Conv2D', filters: 32, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' };
const POOL = { type: 'MaxPool2D', pool: 2, stride: 2, padding: 'valid' };
const DROP = { type: 'Dropout', rate: 0.25 };
const FLAT = { type: 'Flatten' };
const LAST = { type: 'Dense', units: 10, activation: 'softmax' };
const LAYERS = [CONV, POOL, DROP, CONV, DROP, FLAT, LAST];

/** @param {Partial<KeptRun>} known @param {Partial<KeptRun['settings']>} [settings] @returns {KeptRun} */
const kept = (known, settings) => ({
  id: 'x',
  name: 'Run 1',
  began: '2026-11-27T14:00:00.000Z',
  settings: { ...DEFAULT_SETTINGS, ...settings },
  network: { name: 'Net', input: [28, 28, 1], layers: LAYERS },
  fresh: true,
  state: 'finished',
  seconds: 12.34,
  steps: 10,
  epochs: [],
  curve: [],
  test: null,
  ...known,
});

const withLayers = (/** @type {any[]} */ ...layers) => kept({ network: { name: 'Net', input: [28, 28, 1], layers } });

test('settings that differ are named as in the form, and only those that matter', () => {
  const says = (/** @type {any} */ after, before = {}) => differencesInWords(kept({}, after), kept({}, before));
  assert.equal(says({ learningRate: 0.004 }), 'Learning rate 0.001 → 0.004');
  assert.equal(says({ trainingImages: 60000, flip: true }), 'Training images 10,000 → 60,000, flip off → on');
  assert.equal(says({ optimizer: 'sgd', momentum: 0.5 }), 'Optimizer adam → sgd, momentum 0.9 → 0.5');
  assert.equal(says({ momentum: 0.5 }), 'The same again', 'Adam has no momentum');
  assert.equal(says({}), 'The same again');
});

test('layers that were added, removed and changed', () => {
  const says = (/** @type {any[]} */ ...layers) => differencesInWords(withLayers(...layers), kept({}));
  const less = { ...DROP, rate: 0.1 };
  assert.equal(says(CONV, POOL, less, CONV, DROP, FLAT, LAST), 'Dropout 0.25 → 0.1');
  assert.equal(says(CONV, POOL, less, CONV, less, FLAT, LAST), '2 × dropout 0.25 → 0.1');
  assert.equal(says(CONV, POOL, CONV, FLAT, LAST), '2 × dropout 0.25 removed');
  assert.equal(
    says({ ...CONV, filters: 8, padding: 'same' }, ...LAYERS.slice(1)),
    'Convolution filters 32 → 8, padding valid → same',
  );
  assert.equal(
    says(...LAYERS.slice(0, 6), { type: 'Dense', units: 64, activation: 'relu' }, LAST),
    'Dense layer 64 added',
  );
  assert.equal(says(CONV, { ...POOL, pool: 3, stride: 3 }, ...LAYERS.slice(2)), 'Max pooling 2 → 3');
  assert.equal(says(CONV, { type: 'BatchNormalization' }, ...LAYERS.slice(1)), 'Batch normalization added');
  assert.equal(
    says(CONV, POOL, DROP, FLAT, LAST),
    'Convolution 32 × 3 × 3 removed, dropout 0.25 removed',
    'one of two alike',
  );
});

test('the first run is told from what the page proposes; weights in use are a difference, too', () => {
  assert.equal(differencesInWords(kept({}, OPENING), null), 'Net');
  assert.equal(differencesInWords(kept({}, { ...OPENING, epochs: 50 }), null), `Net, epochs ${OPENING.epochs} → 50`);
  assert.equal(differencesInWords(kept({ fresh: false }), kept({})), 'From the weights in use');
  const hat = kept({ fresh: false, classes: [...CLASS_NAMES, 'Hat'] });
  assert.equal(differencesInWords(hat, kept({})), 'With the class Hat, from the weights in use');
  assert.equal(differencesInWords(kept({ classes: CLASS_NAMES }), hat), 'Without the class Hat');
  assert.equal(
    differencesInWords({ ...withLayers(FLAT, LAST), settings: { ...DEFAULT_SETTINGS, seed: 2 } }, withLayers(LAST)),
    'Seed 1 → 2, flatten added',
  );
});

const EPOCH = { epoch: 1, loss: 1, accuracy: 0.5, validationLoss: 1.5, validationAccuracy: 0.25, confusion: [] };

/** Cells of CSV as RFC 4180 has them. @param {string} text */
function readCsv(text) {
  const lines = [];
  const line = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') lines.push(line.splice(0));
  }
  return lines;
}

test('CSV: a line for each epoch, whatever stands in a name', () => {
  const names = ['plain', 'a, b', 'say "hi"', 'two\nlines', '=1+1', '+1', '-1', '@sum', '\tx', "o'clock", ''];
  const runs = names.map((name) => kept({ name, epochs: [EPOCH, { ...EPOCH, epoch: 2 }] }));
  const [head, ...lines] = readCsv(asCsv(runs));
  assert.equal(lines.length, 2 * names.length);
  assert.ok(lines.every((line) => line.length === head.length));
  const cell = (/** @type {string[]} */ line, /** @type {string} */ name) => line[head.indexOf(name)];
  names.forEach((name, i) => {
    const expected = /^[=+\-@\t]/.test(name) ? `'${name}` : name;
    assert.equal(cell(lines[2 * i], 'run'), expected);
    assert.deepEqual(
      [0, 1].map((k) => cell(lines[2 * i + k], 'epoch')),
      ['1', '2'],
    );
  });
  assert.equal(cell(lines[0], 'learningRate'), '0.001');
  assert.equal(cell(lines[0], 'network'), 'conv32-3.relu,pool2,drop0.25,conv32-3.relu,drop0.25,flat,dense10.softmax');

  const tested = kept({ epochs: [EPOCH, { ...EPOCH, epoch: 2 }], test: { accuracy: 0.7, loss: 0.9, confusion: [] } });
  const [, first, second] = readCsv(asCsv([tested]));
  assert.deepEqual([cell(first, 'testAccuracy'), cell(second, 'testAccuracy')], ['', '0.7'], 'the test is of the end');
  const [, none, ...more] = readCsv(asCsv([kept({ state: 'stopped' })]));
  assert.deepEqual([cell(none, 'state'), cell(none, 'epoch'), more.length], ['stopped', '', 0]);
});

test('a run from somebody’s file, with whatever passes for one, is shown and saved like any other', () => {
  const odd = /** @type {any} */ (
    kept({ settings: /** @type {any} */ ({}), seconds: /** @type {any} */ (null), epochs: [/** @type {any} */ ({})] })
  );
  odd.network = { name: 'Odd', input: [], layers: [{ type: 'LSTM', units: '=1' }, {}] };
  assert.match(differencesInWords(odd, kept({})), /^Epochs 3 → unknown, .*LSTM =1 added/);
  assert.match(differencesInWords(kept({}), odd), /LSTM =1 removed/);
  const [head, line] = readCsv(asCsv([odd]));
  assert.equal(line.length, head.length);
  assert.equal(line[head.indexOf('network')], 'Odd');
});

test('JSON: all that is known, to the last digit', () => {
  const run = kept({ name: '</script>"\u2028', epochs: [{ ...EPOCH, loss: 0.1 + 0.2 }] });
  const { format, version, runs } = JSON.parse(asJson([run]));
  assert.deepEqual([format, version], ['fitting-room runs', 1]);
  const { id: _, ...known } = run;
  assert.deepEqual(runs, [known]);
});

test('what was seen in an experiment is said by its numbers', () => {
  const ended = (/** @type {number} */ accuracy, /** @type {number} */ validationAccuracy, settings = {}) =>
    kept({ epochs: [{ ...EPOCH, accuracy, validationAccuracy }] }, settings);
  assert.equal(
    SEEN.dropout([ended(0.837, 0.825), ended(0.973, 0.815)]),
    'Without dropout it knew 97.3 % of the training images and 81.5 % of the validation images, 15.8 points apart; ' +
      'with dropout, 83.7 % of the training images and 82.5 % of the validation images, 1.2 points apart.',
  );
  const rates = [0.5, 0.7, 0.1].map((known, i) => ended(known, known, { learningRate: 0.001 * 2 ** i }));
  const diverged = kept({ state: 'diverged' }, { learningRate: 0.008 });
  assert.equal(
    SEEN.rate([...rates, diverged]),
    'It learned best at a learning rate of 0.002: 70.0 % of the validation images after one epoch. ' +
      'At 0.004 it did no better than guessing. At 0.008 the loss grew beyond all bounds.',
  );
  assert.match(SEEN.rate(rates.slice(0, 2)), /Even at 0.002 the loss stayed finite\.$/);
  assert.match(SEEN.hundred([ended(0.7, 0.75), ended(1, 0.66)]), /knew 100\.0 % of its hundred .+ 66\.0 % .+ 75\.0 %/);
});
