// What is done to the layers of a network, and taken back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EngineError } from '../../web/engine/engine.js';
import { News } from '../../web/lab/news.js';
import { Draft, sameLayers, valueOf } from '../../web/lab/draft.js';

const conv = { type: 'Conv2D', filters: 8, kernel: 3 };
const pool = { type: 'MaxPool2D', pool: 2, stride: 2 };
const flatten = { type: 'Flatten' };

/** Knows nothing of networks. */
const engine = { summarise: async (description) => ({ description, layers: [], problem: null }) };

function draftOf(...layers) {
  const draft = new Draft(new News((tell) => tell()), engine);
  draft.replace(layers);
  return draft;
}

test('layers are added, moved, removed and changed, and each of it can be taken back', () => {
  const draft = draftOf(conv, flatten);
  assert.equal(draft.canUndo, false);
  draft.insert(1, pool);
  assert.deepEqual(draft.layers, [conv, pool, flatten]);
  draft.move(0, 2);
  assert.deepEqual(draft.layers, [pool, flatten, conv]);
  draft.remove(1);
  assert.deepEqual(draft.layers, [pool, conv]);
  draft.set(1, 'filters', 16);
  assert.deepEqual(draft.layers, [pool, { ...conv, filters: 16 }]);
  for (const before of [
    [pool, conv],
    [pool, flatten, conv],
    [conv, pool, flatten],
    [conv, flatten],
  ]) {
    draft.undo();
    assert.deepEqual(draft.layers, before);
  }
  assert.equal(draft.canUndo, false);
  draft.undo();
  assert.deepEqual(draft.layers, [conv, flatten]);
});

test('what was taken back can be made again, until something else is done', () => {
  const draft = draftOf(conv, flatten);
  assert.equal(draft.canRedo, false);
  draft.insert(1, pool);
  draft.set(0, 'filters', 16);
  const changed = draft.layers;
  draft.undo();
  draft.undo();
  assert.deepEqual(draft.layers, [conv, flatten]);
  draft.redo();
  assert.deepEqual(draft.layers, [conv, pool, flatten]);
  draft.redo();
  assert.deepEqual(draft.layers, changed);
  draft.redo();
  assert.deepEqual([draft.layers, draft.canRedo, draft.canUndo], [changed, false, true]);
  draft.undo();
  draft.set(0, 'filters', 32); // typed in the same field as before, and yet another change
  assert.equal(draft.canRedo, false);
  draft.undo();
  assert.deepEqual(draft.layers, [conv, pool, flatten]);
});

test('what is typed in one field without leaving it is one change', () => {
  const draft = draftOf(conv, conv);
  for (const value of ['', 1, 12]) draft.set(0, 'filters', value);
  draft.set(0, 'kernel', 5);
  draft.set(1, 'kernel', 5);
  draft.settle();
  draft.set(1, 'kernel', 7);
  const kernels = () => draft.layers.map(({ filters, kernel }) => [filters, kernel]);
  assert.deepEqual(kernels(), [
    [12, 5],
    [8, 7],
  ]);
  const steps = [];
  while (draft.canUndo) {
    draft.undo();
    steps.push(kernels());
  }
  assert.deepEqual(steps, [
    [
      [12, 5],
      [8, 5],
    ],
    [
      [12, 5],
      [8, 3],
    ],
    [
      [12, 3],
      [8, 3],
    ],
    [
      [8, 3],
      [8, 3],
    ],
  ]);
});

test('a pooling’s stride goes along with its window, until it has its own', () => {
  const draft = draftOf(pool);
  for (const value of ['', 3]) draft.set(0, 'pool', value);
  assert.deepEqual(draft.layers, [{ type: 'MaxPool2D', pool: 3, stride: 3 }]);
  draft.set(0, 'stride', 2);
  draft.set(0, 'pool', 4);
  assert.deepEqual(draft.layers, [{ type: 'MaxPool2D', pool: 4, stride: 2 }]);
});

test('the same network again is no change; another one can be taken back', () => {
  const draft = draftOf(conv, flatten);
  draft.replace([{ kernel: 3, filters: 8, type: 'Conv2D' }, flatten]);
  assert.equal(draft.canUndo, false);
  draft.replace([flatten]);
  draft.undo();
  assert.deepEqual(draft.layers, [conv, flatten]);
});

test('why it cannot work is asked after each change, and only the newest answer counts', async () => {
  /** @type {Map<number, (answer: any) => void>} */
  const asked = new Map();
  const slow = { summarise: ({ layers }) => new Promise((answer) => asked.set(layers.length, answer)) };
  const draft = new Draft(new News((tell) => tell()), slow);
  const answered = () => new Promise((done) => setImmediate(done));
  const problem = { layer: 1, message: 'Too small.' };
  draft.replace([conv]);
  draft.insert(1, pool);
  asked.get(1)?.({ layers: ['of one'], problem });
  await answered();
  assert.deepEqual([draft.outline, draft.problem], [null, null]); // it is another network by now
  asked.get(2)?.({ layers: ['of two'], problem });
  await answered();
  assert.deepEqual([draft.outline?.layers, draft.problem], [['of two'], problem]);
  draft.undo();
  assert.deepEqual([draft.outline, draft.problem], [null, null]);
});

test('a description that no layer is to blame for is a problem, and an engine that has stopped is none', async () => {
  for (const [code, expected] of [
    ['bad-description', { layer: 0, message: 'No layers.' }],
    ['crashed', null],
  ]) {
    const refuse = { summarise: () => Promise.reject(new EngineError(code, 'No layers.')) };
    const draft = new Draft(new News((tell) => tell()), refuse);
    draft.replace([conv]);
    await new Promise((done) => setImmediate(done));
    assert.deepEqual(draft.problem, expected);
  }
});

test('networks are the same when all fields of all layers are', () => {
  assert.ok(sameLayers([conv, pool], [{ ...conv }, { ...pool }]));
  assert.ok(!sameLayers([conv, pool], [conv]));
  assert.ok(!sameLayers([conv], [{ ...conv, filters: 9 }]));
  assert.ok(!sameLayers([conv], [{ ...conv, stride: 1 }]));
  assert.ok(!sameLayers([{ ...conv, stride: 1 }], [conv]));
});

test('a field holds a number, or the text that is none', () => {
  const values = (/** @type {boolean} */ whole, /** @type {string[]} */ ...texts) =>
    texts.map((text) => valueOf(text, whole));
  assert.deepEqual(values(false, '0,25', '0.1', '1,000', ''), [0.25, 0.1, '1,000', '']);
  assert.deepEqual(values(true, '32', ' 3 ', '６４', '1.024', '1e2', 'many'), [32, 3, 64, '1.024', '1e2', 'many']);
});
