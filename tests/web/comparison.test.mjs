// Two kept runs are judged by an engine of their own, which comes and goes.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CLASS_NAMES, EngineError } from '../../web/engine/engine.js';
import { Comparison, disagreementsOf } from '../../web/lab/comparison.js';
import { News } from '../../web/lab/news.js';
import { Picture } from '../../web/lab/picture.js';
import { FakeEngine, settled } from './support/fake-engine.mjs';

const [FIRST, SECOND] = /** @type {any[]} */ ([
  { id: 'a', name: 'Run 1' },
  { id: 'b', name: 'Run 2' },
]);

/** An engine that judges by what stands in its model's file. */
class Judge extends FakeEngine {
  closed = false;
  model = '';
  async modelOfCheckpoint(/** @type {Uint8Array} */ checkpoint) {
    return `model of ${new TextDecoder().decode(checkpoint)}`;
  }
  async loadModel(/** @type {any} */ model) {
    await super.loadModel();
    this.model = model;
    this.classes = classes[model] ?? this.classes;
  }
  evaluate = async (/** @type {any} */ { onProgress }) => {
    onProgress({ processed: 1, count: 2 });
    const [first, second] = this.model.endsWith('a') ? [0.9, 0.4] : [0.2, 0.3];
    const count = this.classes.length;
    const probabilities = new Float32Array(2 * count);
    probabilities.set([first, 1 - first]);
    probabilities.set([second, 1 - second], count);
    const confusion = Array.from({ length: count ** 2 }, (_, cell) => cell);
    return { accuracy: 0.5, loss: 1, count: 2, confusion, probabilities, labels: Uint8Array.of(0, 1) };
  };
  predict = async () => ({ probabilities: [this.model], top: 0, unlike: null });
  close() {
    this.closed = true;
  }
}

/** @type {Judge[]} */
let made;
/** @type {Picture} */
let picture;
/** @type {Record<string, string[]>} */
let classes;
/** @type {Record<string, string>} */
let kept;
/** @type {Comparison} */
let comparison;

beforeEach(() => {
  [made, classes, kept] = [[], {}, { a: 'a', b: 'b' }];
  const news = new News((tell) => tell());
  picture = new Picture(news);
  const runs = { checkpoint: async (/** @type {string} */ id) => kept[id] && new TextEncoder().encode(kept[id]) };
  comparison = new Comparison(news, /** @type {any} */ (runs), picture, async () => {
    made.push(new Judge());
    return /** @type {any} */ (made.at(-1));
  });
});

test('both are tested, what differs is found, and the picture is judged by both', async () => {
  const main = new FakeEngine();
  await picture.open(/** @type {any} */ (main));
  const shares = [];
  comparison.listen(() => shares.push(comparison.share));
  picture.show({ kind: 'sample', pixels: new Uint8Array(784), label: 1, source: '' });
  await settled();
  await comparison.open(FIRST, SECOND);
  assert.deepEqual([comparison.state, comparison.problem], ['open', null]);
  assert.ok(shares.includes(0.25) && shares.includes(0.75));
  assert.equal(comparison.result?.length, 2);
  assert.deepEqual(comparison.disagreements, [
    {
      index: 0,
      label: 0,
      answers: [
        { predicted: 0, probability: Math.fround(0.9) },
        { predicted: 1, probability: Math.fround(0.8) },
      ],
    },
  ]);
  await settled();
  const says = () => comparison.said?.map(String);
  assert.deepEqual(says(), ['model of a', 'model of b']);
  assert.ok(!main.asked.includes('loadModel'), 'the weights in use stay');

  comparison.close();
  assert.ok(made[0].closed);
  assert.deepEqual([comparison.state, comparison.result, comparison.said], ['closed', null, null]);
});

test('another pair takes the place of one that is still being tested', async () => {
  const first = comparison.open(FIRST, SECOND);
  await comparison.open(SECOND, FIRST);
  await first;
  await settled();
  assert.deepEqual(comparison.pair, [SECOND, FIRST]);
  assert.equal(comparison.problem, null);
  assert.deepEqual(
    made.map(({ closed }) => closed),
    made.map((_, i) => i < made.length - 1),
  );
});

test('a run with classes of the visitor’s own stands beside one without, and beside one with others', async () => {
  classes = { 'model of a': [...CLASS_NAMES], 'model of b': [...CLASS_NAMES, 'Hat'] };
  await comparison.open(FIRST, SECOND);
  assert.deepEqual([comparison.problem, comparison.names], [null, [...CLASS_NAMES, 'Hat']]);
  const [first, second] = comparison.result ?? [];
  // Each cell of the fake's matrix holds its own place.
  assert.deepEqual(first?.confusion.slice(0, 12), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 10]);
  assert.deepEqual(first?.confusion.slice(110), Array(11).fill(0));
  assert.deepEqual(second?.confusion, [...Array(121).keys()]);
  assert.deepEqual([first?.probabilities.length, second?.probabilities.length], [22, 22]);
  assert.equal(first?.probabilities[11], Math.fround(0.4));
  assert.equal(comparison.disagreements.length, 1);

  classes['model of a'] = [...CLASS_NAMES, 'Scarf', 'Hat'];
  await comparison.open(FIRST, SECOND);
  assert.deepEqual(comparison.names, [...CLASS_NAMES, 'Scarf', 'Hat']);
  // The last cell of the one with Hat alone, which is behind Scarf here.
  assert.equal(comparison.result?.[1].confusion[11 * 12 + 11], 120);
  assert.equal(comparison.result?.[1].confusion[10 * 12 + 10], 0);
});

test('what cannot be compared says why, and takes no memory', async () => {
  kept.b = '';
  await comparison.open(FIRST, SECOND);
  assert.match(String(comparison.problem), /Of “Run 2” only its numbers are kept/);
  assert.equal(made.length, 0);
  kept.b = 'b';
  classes['model of b'] = ['Hat', 'Coat'];
  await comparison.open(FIRST, SECOND);
  assert.match(String(comparison.problem), /different classes/);
  assert.equal(comparison.result, null);
  classes = {};
  await comparison.open(FIRST, SECOND);
  assert.equal(comparison.problem, null);
  made.at(-1)?.close();
  Object.assign(/** @type {Judge} */ (made.at(-1)), {
    predict: async () => Promise.reject(new EngineError('crashed', 'It stopped.')),
  });
  picture.seen = { pixels: new Uint8Array(784), kind: 'photo' };
  picture.judgeAgain();
  await picture.open(/** @type {any} */ (new FakeEngine()));
  await settled();
  assert.equal(comparison.said, null);
});

test('disagreements: those that one is surest of first, equal answers never', () => {
  const of = (/** @type {number[]} */ probabilities) =>
    /** @type {any} */ ({ probabilities, labels: Uint8Array.of(0, 1, 1) });
  const found = disagreementsOf([of([0.6, 0.4, 0.9, 0.1, 0.2, 0.8]), of([0.3, 0.7, 0.05, 0.95, 0.4, 0.6])]);
  assert.deepEqual(
    found.map(({ index }) => index),
    [1, 0],
  );
});
