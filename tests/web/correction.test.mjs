// The network corrected by examples and classes of the visitor's own, and as it was again.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { DEFAULT_SETTINGS, EngineError } from '../../web/engine/engine.js';
import { CLASS_NAMES } from '../../web/engine/classes.js';
import { Classes } from '../../web/lab/classes.js';
import { KeptPicture } from '../../web/lab/kept-picture.js';
import { createLab } from '../../web/lab/lab.js';
import { News } from '../../web/lab/news.js';
import { Picture } from '../../web/lab/picture.js';
import { shelfOn } from './support/disk.mjs';
import { FakeEngine, NETWORK, settled } from './support/fake-engine.mjs';

/** @type {FakeEngine} */
let engine;
/** @type {import('../../web/lab/lab.js').Lab} */
let lab;
/** What is kept. @type {Map<string, Uint8Array>} */
let disk;

beforeEach(async () => {
  globalThis.self = /** @type {any} */ (Object.assign(new EventTarget(), { location: new URL('http://room.test/') }));
  globalThis.location = self.location;
  globalThis.fetch = async () => Response.json(NETWORK);
  disk = new Map();
  engine = new FakeEngine();
  engine.says = said(0);
  const news = new News((tell) => tell());
  const picture = new Picture(news);
  const shelf = shelfOn(news, disk);
  lab = createLab({
    news,
    engine: /** @type {any} */ (engine),
    picture,
    classes: new Classes(news),
    fetchModel: async () => new Blob(['…']),
    shelf,
    keptPicture: new KeptPicture(picture, shelf),
    registerWorker: async () => null,
  });
  await settled();
  engine.asked = [];
});

/** How sure the network is. */
const SURE = 0.9;

/** The network names this class. @param {number} top @param {number} [unlike] */
function said(top, unlike = 0.5) {
  const probabilities = Array(15).fill(0.01);
  probabilities[top] = SURE;
  return { probabilities, top, unlike };
}

/** @param {string} name @param {number} count */
function draw(name, count) {
  for (let i = 0; i < count; i++) {
    const grey = lab.examples.list.length + 1;
    lab.examples.add({ name, kind: 'drawing', pixels: new Uint8Array(784).fill(grey) });
  }
}

/** Until the fine-tuning trains. */
async function begin() {
  const done = lab.correction.tune();
  await settled();
  assert.equal(lab.correction.state, 'tuning');
  return { done };
}

/** A whole one, after which the network names another class. @param {number} top */
async function tune(top) {
  const { done } = await begin();
  engine.says = said(top);
  engine.fitting.end('finished');
  await await done;
  await settled();
}

test('a fine-tuning tests, tunes and tests again, and tells of each example what was and is said', async () => {
  const { correction, weights, evaluation, examples } = lab;
  draw('Coat', 2);
  draw('T-shirt/top', 1);
  await tune(4);
  const steps = ['evaluate', 'saveModel', 'fit', 'fitNovelty'];
  const asked = engine.asked.filter((name) => steps.includes(name));
  assert.deepEqual(asked.slice(0, 3), ['evaluate', 'saveModel', 'fit']);
  assert.ok(asked.lastIndexOf('evaluate') > 2);
  assert.ok(!asked.includes('fitNovelty')); // it tells unlike pictures still
  const { examples: given, settings } = engine.fitting.options;
  assert.deepEqual(given.labels, [4, 4, 0]);
  assert.equal(given.pixels.length, 3 * 784);
  assert.deepEqual(
    [0, 784, 1568].map((at) => given.pixels[at]),
    [1, 2, 3],
  );
  assert.equal(settings.epochs, 1);
  const answers = examples.list.map(({ id }) => correction.outcome?.answers.get(id));
  const answer = (/** @type {number} */ top, /** @type {boolean} */ right) => ({ top, probability: SURE, right });
  assert.deepEqual(answers[0], { before: answer(0, false), after: answer(4, true) });
  assert.deepEqual(answers[2], { before: answer(0, true), after: answer(4, false) });
  assert.deepEqual([correction.outcome?.before, correction.outcome?.after], [0.5, 0.5]);
  assert.equal(correction.done, 'tuned');
  assert.deepEqual(weights.origin, { from: 'corrected' });
  assert.ok(weights.unsaved && evaluation.result && !lab.run.occupied);
});

test('what was corrected is kept, and undone it is what it was', async () => {
  const { correction, weights } = lab;
  draw('Coat', 1);
  await tune(4);
  const about = () => JSON.parse(new TextDecoder().decode(disk.get('weights.about'))).value.name;
  assert.equal(about(), 'Your corrected network');
  engine.asked = [];
  await correction.undo();
  await settled();
  assert.ok(engine.asked.includes('loadModel'));
  assert.deepEqual([weights.origin, weights.unsaved], [{ from: 'ready-made' }, false]);
  assert.deepEqual([correction.done, correction.outcome], ['', null]);
  assert.equal(disk.get('weights.about'), undefined);
  engine.asked = [];
  await correction.undo(); // once
  assert.deepEqual(engine.asked, []);
});

test('“Not sure” is no right answer', async () => {
  draw('T-shirt/top', 1);
  engine.says = said(0, 1.5);
  await tune(0);
  const [{ before, after }] = lab.correction.outcome?.answers.values() ?? [];
  assert.deepEqual(before, { top: -1, probability: SURE, right: false });
  assert.ok(after.right);
});

test('a network that tells unlike pictures no more learns to once more', async () => {
  draw('Coat', 1);
  engine.says = { ...said(0), unlike: null };
  const { done } = await begin();
  engine.says = { ...said(4), unlike: null };
  engine.fitting.end('finished');
  await await done;
  assert.ok(engine.asked.indexOf('fitNovelty') > engine.asked.indexOf('fit'));
});

test('a fine-tuning that is cancelled, fails or diverges leaves all as it was', async () => {
  const { correction, weights } = lab;
  draw('Coat', 1);
  const ends = [
    () => {
      correction.cancel();
      engine.fitting.fail(new DOMException('', 'AbortError'));
    },
    () => engine.fitting.fail(new EngineError('crashed', 'It stopped.')),
    () => engine.fitting.end('diverged', 'Training diverged.'),
  ];
  for (const [i, end] of ends.entries()) {
    const { done } = await begin();
    engine.asked = [];
    end();
    await await done;
    assert.ok(engine.asked.includes('loadModel'));
    assert.deepEqual([correction.state, correction.done, weights.origin.from], ['idle', '', 'ready-made']);
    assert.equal(correction.cancelled, i === 0);
    assert.equal(correction.problem === null, i === 0);
    assert.ok(!lab.run.occupied);
  }
});

test('cancelled while it tests, it has changed nothing', async () => {
  engine.held.evaluate = new Promise(() => {});
  draw('Coat', 1);
  const done = lab.correction.tune();
  await settled();
  assert.equal(lab.correction.state, 'testing');
  lab.correction.cancel();
  await done;
  assert.ok(lab.correction.cancelled);
  assert.ok(!engine.asked.includes('loadModel') && !engine.asked.includes('fit'));
});

test('it waits for no run, and no run begins beside it', async () => {
  const { correction, run } = lab;
  draw('Coat', 1);
  const training = run.start({ ...DEFAULT_SETTINGS, epochs: 1 }, null);
  await settled();
  await correction.tune();
  await correction.addClass('Hat');
  assert.ok(!engine.asked.includes('addClass') && correction.state === 'idle');
  engine.fitting.end('finished');
  await training;
  await settled();
  const { done } = await begin();
  engine.asked = [];
  await run.start({ ...DEFAULT_SETTINGS, epochs: 1 }, null);
  assert.ok(run.occupied && run.state === 'idle' && !engine.asked.includes('fit'));
  await lab.experiments.begin('dropout');
  await assert.rejects(lab.loadModel(new File(['…'], 'mine.bin')), /being fine-tuned/);
  await assert.rejects(lab.restoreRun(new File(['…'], 'mine.run'), {}), /being fine-tuned/);
  await lab.reset(NETWORK, 1);
  assert.match(String(run.problem?.error), /being fine-tuned/);
  const changes = ['fit', 'loadModel', 'restoreCheckpoint', 'newModel'];
  assert.deepEqual(
    engine.asked.filter((name) => changes.includes(name)),
    [],
  );
  engine.fitting.end('finished');
  await await done;
});

test('other weights in their place cannot be undone', async () => {
  const { correction } = lab;
  draw('Coat', 1);
  await tune(4);
  await lab.loadModel(new File(['…'], 'mine.bin'));
  assert.deepEqual([correction.done, correction.outcome], ['', null]);
});

test('a class is added and removed, and each can be undone', async () => {
  const { correction, classes, weights } = lab;
  await correction.addClass(' Hat ');
  assert.deepEqual(classes.names, [...CLASS_NAMES, 'Hat']);
  assert.deepEqual(classes.ofImages, CLASS_NAMES);
  assert.deepEqual([correction.done, weights.origin.from], ['added', 'corrected']);
  await correction.removeClass('Hat');
  assert.deepEqual(classes.names, CLASS_NAMES);
  engine.brought = [...CLASS_NAMES, 'Hat'];
  await correction.undo();
  assert.deepEqual(classes.names, [...CLASS_NAMES, 'Hat']);
});

test('a class of one’s own takes five examples, and one that the network has not takes no part', async () => {
  const { correction } = lab;
  draw('Hat', 4);
  draw('Coat', 1);
  assert.deepEqual([correction.usable.length, correction.short], [1, []]);
  await correction.addClass('Hat');
  assert.deepEqual([correction.usable.length, correction.short], [5, ['Hat']]);
  await correction.tune();
  assert.ok(!engine.asked.includes('fit'));
  draw('Hat', 1);
  assert.deepEqual(correction.short, []);
  await tune(10);
  assert.deepEqual(engine.fitting.options.examples.labels, [10, 10, 10, 10, 4, 10]);
});

test('a class that the engine refuses is told of, and nothing changes', async () => {
  const { correction, classes } = lab;
  engine.failing.addClass = new EngineError('bad-settings', 'Two are named Coat.');
  await correction.addClass('Coat');
  assert.equal(correction.problem, engine.failing.addClass);
  assert.deepEqual([classes.names, correction.done], [CLASS_NAMES, '']);
});
