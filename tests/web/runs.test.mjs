// Runs are kept while they go on, and can be found, used and gone on with.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CLASS_NAMES, DEFAULT_SETTINGS } from '../../web/engine/engine.js';
import { Evaluation } from '../../web/lab/evaluation.js';
import { News } from '../../web/lab/news.js';
import { Picture } from '../../web/lab/picture.js';
import { Run } from '../../web/lab/run.js';
import { Runs, batchesOf } from '../../web/lab/runs.js';
import { Shelf } from '../../web/lab/shelf.js';
import { Weights } from '../../web/lab/weights.js';
import { StoreError } from '../../web/store/store.js';
import { EPOCH, FakeEngine, NETWORK, settled } from './support/fake-engine.mjs';

const SETTINGS = { ...DEFAULT_SETTINGS, epochs: 2, trainingImages: 100, batchSize: 32 };

/** What is kept, for several visits. @type {Map<string, Uint8Array>} */
let disk;
/** What writing it comes to. @type {(name: string) => void} */
let writing;
let now = 0;

/** A visit: a page with all that is kept. */
async function visit(open = async () => store()) {
  const engine = new FakeEngine();
  const news = new News(
    (tell) => tell(),
    (error) => {
      throw error;
    },
  );
  const any = /** @type {any} */ (engine);
  const picture = new Picture(news);
  const evaluation = new Evaluation(news, any, picture);
  const weights = new Weights(news, any, async () => new Blob());
  const run = new Run(news, any, weights, evaluation);
  const shelf = new Shelf(news, open);
  const runs = new Runs(news, any, run, evaluation, shelf, () => now);
  await runs.open();
  return { engine, run, runs, shelf, evaluation, weights };
}

const store = () => ({
  names: async () => [...disk.keys()],
  read: async (/** @type {string} */ name) => disk.get(name)?.slice() ?? null,
  async write(/** @type {string} */ name, /** @type {Uint8Array} */ value) {
    writing(name);
    disk.set(name, value);
  },
  settle: async () => {},
  remove: async (/** @type {string} */ name) => void disk.delete(name),
  clear: async () => disk.clear(),
});

/** @param {Awaited<ReturnType<typeof visit>>} at @param {number} steps */
async function report({ engine, runs }, ...steps) {
  const batches = steps.map((step) => ({ step, images: 32, loss: 1 / step, accuracy: 0.5 }));
  engine.fitting.options.onProgress({ phase: 'training', epoch: 1, epochs: 2, step: steps.at(-1), steps: 4, batches });
  await settled();
  await runs.settled();
}

beforeEach(() => {
  disk = new Map();
  writing = () => {};
  now = 0;
});

test('a run is kept after each epoch and every ten seconds, and found on the next visit', async () => {
  const at = await visit();
  void at.run.start(SETTINGS, NETWORK);
  await settled();
  let written = 0;
  writing = () => void ++written;
  await report(at, 1, 2);
  assert.equal(written, 2, 'its checkpoint and its record, as soon as there is anything');
  now = 9_000;
  await report(at, 3);
  assert.equal(written, 2);
  now = 10_100;
  await report(at, 4);
  assert.equal(written, 4);
  assert.deepEqual(at.runs.kept, { name: 'Run 1', epoch: 1, step: 4 });
  assert.deepEqual([...disk.keys()].map((name) => name.replace(/\.\w+\./, '.')).sort(), [
    'run.checkpoint',
    'run.record',
  ]);
  at.engine.fitting.options.onEpoch(EPOCH);
  now = 11_000;
  await report(at, 5);

  const next = await visit();
  const [kept] = next.runs.list;
  assert.equal(kept.name, 'Run 1');
  assert.equal(kept.state, 'interrupted');
  assert.deepEqual(kept.settings, SETTINGS);
  assert.deepEqual(kept.epochs, [EPOCH]);
  assert.deepEqual(
    kept.curve.map(({ step }) => step),
    [1, 2, 3, 4, 5],
  );
  assert.ok(kept.fresh && kept.seconds >= 10.1);
  assert.equal(new TextDecoder().decode(await next.runs.checkpoint(kept.id)), 'run');
});

test('a run that goes on is the same one; another is another', async () => {
  const at = await visit();
  void at.run.start(SETTINGS, NETWORK);
  await settled();
  now = 20_000;
  await report(at, 1, 2);

  const next = await visit();
  const [{ id }] = next.runs.list;
  const known = { fresh: true, batches: batchesOf(next.runs.list[0]) };
  await next.run.restore(new File(['run'], 'Run 1'), { known });
  next.runs.resumed(id);
  assert.equal(next.runs.current?.state, 'interrupted');
  void next.run.resume();
  await settled();
  assert.equal(next.runs.current?.state, 'running');
  await report(next, 3);
  next.engine.fitting.end('finished');
  await settled();
  await next.runs.settled();
  assert.equal(next.runs.list.length, 1);
  assert.equal(next.runs.current?.state, 'finished');
  assert.deepEqual(
    next.runs.current?.curve.map(({ step }) => step),
    [1, 2, 3],
  );
  assert.deepEqual(next.runs.current?.test, { accuracy: 0.5, loss: 0.1, confusion: [1, 0] });

  void next.run.start(SETTINGS, NETWORK, { name: 'Again' });
  await settled();
  assert.deepEqual(
    next.runs.list.map(({ name, state, test }) => [name, state, test?.accuracy]),
    [
      ['Run 1', 'finished', 0.5],
      ['Again', 'running', undefined],
    ],
  );
  await next.run.stop();
  await next.runs.settled();
  const last = (await visit()).runs.list;
  assert.deepEqual(
    last.map(({ state }) => state),
    ['finished', 'stopped'],
  );
});

test('a run knows the classes that it tells apart', async () => {
  const at = await visit();
  at.engine.classes = [...CLASS_NAMES, 'Hat'];
  await at.weights.open();
  for (const network of [null, NETWORK]) {
    void at.run.start(SETTINGS, network);
    await settled();
    at.engine.fitting.end('finished');
    await settled();
    await at.runs.settled();
  }
  const next = await visit();
  const classes = () => next.runs.list.map(({ classes }) => classes?.slice(CLASS_NAMES.length));
  assert.deepEqual(classes(), [['Hat'], []]);
  const [own] = next.runs.list;
  next.engine.classes = [...CLASS_NAMES, 'Hat'];
  await next.run.restore(new File(['run'], 'Run 1'), { known: { fresh: false, batches: batchesOf(own) } });
  next.runs.resumed(own.id);
  assert.deepEqual(classes(), [['Hat'], []]); // before the network is known, too
  await settled();
  void next.run.resume();
  await settled();
  assert.deepEqual(classes(), [['Hat'], []]);

  const value = { ...own, classes: ['Hat', 'a\u0007'] };
  disk.set(`run.${own.id}.record`, new TextEncoder().encode(JSON.stringify({ version: 1, value })));
  assert.match(String((await visit()).runs.problem), /damaged/);
});

test('a finished run that is given more epochs is the same one, with these settings from when it goes on', async () => {
  const at = await visit();
  void at.run.start(SETTINGS, NETWORK);
  await settled();
  at.engine.fitting.end('finished');
  await settled();
  await at.runs.settled();
  const [{ id }] = at.runs.list;
  /** @type {any} */
  let asked;
  at.engine.restoreCheckpoint = async (/** @type {any} */ _, /** @type {any} */ options) => {
    asked = options.epochs;
    return { settings: { ...SETTINGS, epochs: 5 }, epochs: [EPOCH, { ...EPOCH, epoch: 2 }], share: 0.4 };
  };
  const known = { fresh: true, batches: batchesOf(at.runs.list[0]) };
  await at.run.restore(new File(['run'], 'Run 1'), { epochs: 5, known });
  at.runs.resumed(id);
  assert.equal(asked, 5);
  assert.deepEqual([at.runs.current?.state, at.runs.current?.settings.epochs], ['finished', 2]);
  void at.run.resume();
  await settled();
  assert.deepEqual([at.runs.current?.state, at.runs.current?.settings.epochs], ['running', 5]);
  await at.run.stop();
  await at.runs.settled();
  const [kept] = (await visit()).runs.list;
  assert.deepEqual([kept.id, kept.state, kept.settings.epochs, kept.epochs.length], [id, 'stopped', 5, 2]);
});

test('names, removing and taking that back', async () => {
  const at = await visit();
  for (const _ of [1, 2]) {
    void at.run.start(SETTINGS, NETWORK);
    await settled();
    at.engine.fitting.end('finished');
    await settled();
    await at.runs.settled();
  }
  const [first, second] = at.runs.list;
  at.runs.rename(first.id, '  without   dropout ');
  await at.runs.remove(second.id);
  await settled();
  assert.deepEqual(
    (await visit()).runs.list.map(({ name }) => name),
    ['without dropout'],
  );
  await at.runs.undoRemove();
  const back = await visit();
  assert.deepEqual(
    back.runs.list.map(({ name }) => name),
    ['without dropout', 'Run 2'],
  );
  assert.ok(await back.runs.checkpoint(second.id));
  at.runs.rename(first.id, '');
  assert.equal(at.runs.list[0].name, 'Run 1');
});

test('a full disk says so, and training goes on; without any disk runs are there as long as the tab', async () => {
  const at = await visit();
  writing = () => {
    throw new StoreError('full', 'There is no room.');
  };
  void at.run.start(SETTINGS, NETWORK);
  await settled();
  now = 20_000;
  await report(at, 1);
  assert.equal(at.shelf.problem?.code, 'full');
  assert.equal(at.run.state, 'running');
  writing = () => {};
  now = 40_000;
  await report(at, 2);
  assert.equal(at.shelf.problem, null);

  const alone = await visit(async () => {
    throw new StoreError('denied', 'The browser keeps nothing.');
  });
  assert.equal(alone.shelf.lasting, false);
  void alone.run.start(SETTINGS, NETWORK);
  await settled();
  alone.engine.fitting.end('finished');
  await settled();
  await alone.runs.settled();
  assert.equal(alone.runs.list.length, 1);
  assert.ok(await alone.runs.checkpoint(alone.runs.list[0].id));
  assert.equal(alone.shelf.problem?.code, 'denied');
});

test('a run whose record cannot be read is left alone, and the others are there', async () => {
  const at = await visit();
  void at.run.start(SETTINGS, NETWORK);
  await settled();
  at.engine.fitting.end('finished');
  await settled();
  await at.runs.settled();
  disk.set('run.newer.record', new TextEncoder().encode(JSON.stringify({ version: 2, value: {} })));
  const next = await visit();
  assert.equal(next.runs.list.length, 1);
  assert.match(String(next.runs.problem), /newer version of this page/);
  assert.ok(disk.has('run.newer.record'));
});
