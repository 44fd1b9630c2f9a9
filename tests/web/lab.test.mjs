// What is true of the visitor's work, and in what order it becomes so.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { DEFAULT_SETTINGS, EngineError } from '../../web/engine/engine.js';
import { CLASS_NAMES } from '../../web/engine/classes.js';
import { Classes } from '../../web/lab/classes.js';
import { KeptPicture } from '../../web/lab/kept-picture.js';
import { createLab } from '../../web/lab/lab.js';
import { News } from '../../web/lab/news.js';
import { Picture } from '../../web/lab/picture.js';
import { Shelf } from '../../web/lab/shelf.js';
import { StoreError } from '../../web/store/store.js';
import { FakeEngine, NETWORK, promised, settled } from './support/fake-engine.mjs';

const SETTINGS = { ...DEFAULT_SETTINGS, epochs: 2, trainingImages: 100, batchSize: 32 };
const NOTEBOOK = { ...NETWORK, name: 'Notebook', layers: [{ type: 'Dense' }] };
const OTHER = { ...NETWORK, name: 'Other', layers: [{ type: 'Conv2D' }] };
const FILE = new File(['…'], 'mine.bin');

/** @type {FakeEngine} */
let engine;
/** @type {Picture} */
let picture;
/** @type {import('../../web/lab/lab.js').Lab} */
let lab;
/** Defects of views. @type {unknown[]} */
let reported;
/** Frames that are due. @type {(() => void)[]} */
let frames;
const nextFrame = () => frames.splice(0).forEach((tell) => tell());

beforeEach(async () => {
  globalThis.self = /** @type {any} */ (Object.assign(new EventTarget(), { location: new URL('http://room.test/') }));
  globalThis.location = self.location;
  globalThis.fetch = async () => Response.json(NOTEBOOK);
  frames = [];
  engine = new FakeEngine();
  reported = [];
  const news = new News(
    (tell) => frames.push(tell),
    (error) => reported.push(error),
  );
  picture = new Picture(news);
  await picture.open(/** @type {any} */ (engine));
  const fetchModel = async () => new Blob(['…']);
  const classes = new Classes(news);
  const shelf = new Shelf(news, async () => Promise.reject(new StoreError('denied', 'Nothing is kept.')));
  const keptPicture = new KeptPicture(picture, shelf);
  const any = /** @type {any} */ (engine);
  const registerWorker = async () => null;
  lab = createLab({ news, engine: any, picture, classes, fetchModel, shelf, keptPicture, registerWorker });
  await settled();
  engine.asked = [];
});

/** A run from random weights that has taken its first report. */
async function begin() {
  const done = lab.run.start(SETTINGS, OTHER);
  await settled();
  const batches = [1, 2].map((step) => ({ step, images: 32, loss: 2 / step, accuracy: step / 4 }));
  engine.fitting.options.onProgress({ phase: 'training', epoch: 1, epochs: 2, step: 2, steps: 4, batches });
  return { done, ...engine.fitting };
}

test('views hear of many changes together, once and in a frame; a defect of one is not the others’', () => {
  const heard = [];
  lab.run.listen(() => heard.push('run'));
  lab.weights.listen(() => {
    throw new Error('a view that fails');
  });
  lab.weights.listen(() => heard.push('weights'));
  lab.weights.learned();
  lab.weights.learned();
  assert.deepEqual(heard, []);
  nextFrame();
  assert.deepEqual(heard, ['weights']);
  assert.match(String(reported), /a view that fails/);
});

test('what waits for a frame is told with what is told at once', () => {
  const heard = [];
  lab.weights.listen(() => heard.push('weights'));
  picture.listen(() => heard.push('picture'));
  lab.weights.learned();
  picture.show({ kind: 'drawing', marks: [] });
  assert.deepEqual(heard.toSorted(), ['picture', 'weights']);
  nextFrame();
  assert.equal(heard.length, 2);
});

test('a run fetches its images before it touches the weights, and is a value from its start to its end', async () => {
  const { run, weights } = lab;
  const { done, options, end } = await begin();
  const first = ['summarise', 'imagesNeeded', 'loadImages', 'newModel', 'summary'];
  const asked = engine.asked.filter((name) => first.includes(name));
  assert.deepEqual(asked.slice(0, first.length), first);
  assert.deepEqual(options.settings, SETTINGS);
  assert.equal(run.state, 'running');
  assert.deepEqual(weights.origin, { from: 'training' });
  assert.ok(weights.unsaved && run.exists && run.busy);
  assert.deepEqual([run.record.network, run.record.steps], [OTHER, 4]);
  assert.deepEqual(
    [run.record.batches.at(0), run.record.batches.at(1)],
    [
      { step: 1, images: 32, loss: 2, accuracy: 0.25 },
      { step: 2, images: 32, loss: 1, accuracy: 0.5 },
    ],
  );
  options.onEpoch({ epoch: 1 });
  assert.deepEqual(run.record.epochs, [{ epoch: 1 }]);

  engine.asked = [];
  end('finished', 'Stopped early.');
  await done;
  await settled();
  assert.equal(run.state, 'idle');
  assert.deepEqual(run.end, { how: 'finished', message: 'Stopped early.' });
  assert.deepEqual(weights.origin, { from: 'trained' });
  assert.ok(run.exists, 'a finished run can be saved');
  assert.deepEqual(
    engine.asked.filter((name) => name === 'evaluate' || name === 'fitNovelty'),
    ['evaluate', 'fitNovelty'],
  );
  assert.equal(lab.evaluation.result.accuracy, 0.5);
});

test('batches are kept one by one, and those of a run of hours as means that take no more room', async () => {
  const { options } = await begin();
  const more = (/** @type {number} */ count, /** @type {number} */ from) =>
    Array.from({ length: count }, (_, i) => ({ step: from + i, images: 32, loss: (from + i) % 7, accuracy: 0 }));
  options.onProgress({ batches: more(5000, 3) });
  const { batches } = lab.run.record;
  assert.equal(batches.count, 5002);
  assert.deepEqual([batches.at(0).step, batches.at(5001).step, batches.at(5001).loss], [1, 5002, 5002 % 7]);
  assert.deepEqual([batches.after(0), batches.after(1), batches.after(5001), batches.after(9000)], [0, 1, 5001, 5002]);

  const many = 2_000_003;
  for (let step = 5003; step <= many; step += 1000) options.onProgress({ batches: more(1000, step) });
  assert.ok(batches.count > 8000 && batches.count < 16_384);
  const points = Array.from({ length: batches.count }, (_, i) => batches.at(i));
  const last = points[points.length - 1].step;
  const each = points[0].step;
  assert.ok(
    points.every(({ step }, i) => step === (i + 1) * each),
    'no step is lost or counted twice',
  );
  assert.equal(points[9].images, 32 * each);
  const expected = Array.from({ length: each }, (_, i) => (9 * each + i + 1) % 7).reduce((sum, loss) => sum + loss, 0);
  assert.ok(Math.abs(points[9].loss - expected / each) < 1e-3);
  assert.ok(last <= many + 1000 && last > many - each);
});

test('a run is held, stepped, goes on and is stopped; then it is no more', async () => {
  const { run } = lab;
  const { done } = await begin();
  engine.asked = [];
  await run.pause();
  assert.equal(run.state, 'paused');
  await run.step();
  await run.resume();
  assert.equal(run.state, 'running');
  await run.stop();
  await done;
  const told = engine.asked.filter((name) => ['pause', 'step', 'resume'].includes(name));
  assert.deepEqual(told, ['pause', 'step', 'resume', 'pause'], 'what is kept is where it was stopped');
  assert.equal(run.end.how, 'stopped');
  assert.ok(!run.exists);
  await settled();
  assert.ok(!engine.asked.includes('evaluate'), 'only a finished run is tested by itself');
});

test('a cancelled or cut download leaves the weights as they are', async () => {
  const { run, weights } = lab;
  const { origin, version } = weights;
  engine.held.loadImages = promised().promise;
  const cancelled = run.start(SETTINGS, OTHER);
  await settled();
  assert.equal(run.state, 'fetching');
  await run.stop();
  await cancelled;
  assert.deepEqual([run.state, run.end.how, run.problem], ['idle', 'cancelled', null]);

  engine.held = {};
  const error = (engine.failing.loadImages = new EngineError('download', 'Cut.'));
  await run.start(SETTINGS, OTHER);
  assert.deepEqual([run.end.how, run.problem], ['not started', { error, again: true }]);
  assert.deepEqual([weights.origin, weights.version], [origin, version]);
  assert.ok(!engine.asked.includes('newModel'));
});

test('a network that cannot work is refused before anything is fetched', async () => {
  engine.summarise = async () => ({ problem: { layer: 1, message: 'Too small.' } });
  await lab.run.start(SETTINGS, OTHER);
  assert.equal(lab.run.problem.error.code, 'bad-description');
  assert.ok(!engine.asked.includes('loadImages'));
});

test('a saved run comes with its settings and epochs, waits, and goes on', async () => {
  const { run, weights } = lab;
  await lab.restoreRun(FILE);
  assert.equal(run.state, 'restored');
  assert.deepEqual(run.record.settings, { ...DEFAULT_SETTINGS, epochs: 2 });
  assert.deepEqual([run.record.file, run.record.epochs.length, run.share], ['mine.bin', 1, 0.5]);
  assert.deepEqual(weights.origin, { from: 'run', name: 'mine.bin' });
  await settled();
  assert.equal(run.record.network, weights.summary.description);
  const { record } = run;
  void run.resume();
  await settled();
  assert.deepEqual([run.state, run.record, engine.fitting.options.resume], ['running', record, true]);

  await run.stop();
  await settled();
  await lab.restoreRun(FILE);
  await run.stop();
  assert.equal(run.end.how, 'set aside');
});

test('a file that is refused changes nothing', async () => {
  const { weights, run } = lab;
  const { origin, summary, version } = weights;
  engine.failing.loadModel = new EngineError('bad-model', 'No model.');
  engine.failing.restoreCheckpoint = new EngineError('bad-checkpoint', 'No run.');
  await assert.rejects(lab.loadModel(FILE), /No model/);
  await assert.rejects(lab.restoreRun(FILE), /No run/);
  assert.deepEqual([weights.origin, weights.summary, weights.version, run.state], [origin, summary, version, 'idle']);
});

test('after a crash the run has failed, and the weights are those that were kept', async () => {
  const { run, weights } = lab;
  const { done } = await begin();
  const error = engine.crash();
  await done;
  await settled();
  assert.deepEqual([run.state, run.end.how, run.problem.error], ['idle', 'failed', error]);
  assert.deepEqual(weights.origin, { from: 'recovered' });
  assert.ok(!run.exists);
});

test('leaving asks while something learned is in no file', async () => {
  const { weights } = lab;
  await begin();
  assert.ok(weights.unsaved);
  await weights.save();
  assert.ok(!weights.unsaved);
  engine.fitting.options.onProgress({ batches: [] });
  await weights.saveRun();
  assert.ok(!weights.unsaved);
  engine.fitting.options.onProgress({ batches: [] });
  engine.failing.saveModel = new Error('full');
  await assert.rejects(weights.save(), /full/);
  assert.ok(weights.unsaved, 'what could not be saved is still unsaved');
});

test('an answer about weights that are gone is not heard', async () => {
  const late = promised();
  engine.held.summary = late.promise;
  const loading = lab.loadModel(FILE);
  await settled();
  engine.held = {};
  await lab.weights.initialise(OTHER, 1);
  late.resolve();
  await loading;
  assert.equal(lab.weights.summary.name, 'Other');
});

test('Train takes the notebook’s network beside the ready-made model, else the one in use', async () => {
  const { draft, weights, run } = lab;
  assert.equal(draft.base.name, 'Notebook');
  await weights.initialise(OTHER, 1);
  assert.equal(draft.base.name, 'Other');
  await lab.useReadyMade();
  await settled();
  assert.equal(draft.base.name, 'Notebook');
  void run.start(SETTINGS, null); // goes on from the ready-made weights
  await settled();
  assert.equal(draft.base.name, 'Loaded');
  assert.ok(!engine.asked.slice(-6).includes('newModel'));
});

test('a test is cancelled by a run, and what it said is forgotten with the weights', async () => {
  const { evaluation, weights } = lab;
  await evaluation.evaluate();
  assert.equal(evaluation.result.count, 2);
  engine.held.evaluate = promised().promise;
  const test = evaluation.evaluate();
  await settled();
  assert.equal(evaluation.state, 'testing');
  void lab.run.start(SETTINGS, OTHER);
  await test;
  await settled();
  assert.deepEqual([evaluation.state, evaluation.result], ['idle', null]);
  engine.held = {};
  await evaluation.evaluate();
  await weights.load(FILE);
  assert.equal(evaluation.result, null);
});

test('a test that is asked for at once after a run comes to its end', async () => {
  const { evaluation, run } = lab;
  const finished = await begin();
  engine.asked = [];
  engine.held.evaluate = promised().promise;
  finished.end('finished');
  await finished.done;
  const asked = evaluation.evaluate(); // the run's own is on
  await settled();
  assert.equal(evaluation.state, 'testing');
  assert.equal(engine.asked.filter((name) => name === 'evaluate').length, 1);
  lab.evaluation.cancel();
  await asked;
  await settled();

  engine.held = { fitNovelty: promised().promise };
  const stopped = await begin();
  await run.stop();
  await stopped.done;
  await evaluation.evaluate(); // while it is still learned what is unlike its images
  assert.deepEqual([evaluation.cancelled, evaluation.problem, evaluation.result?.count], [false, null, 2]);
});

test('a test that begins while other weights are on their way says nothing of them', async () => {
  const { evaluation } = lab;
  const [loading, testing] = [promised(), promised()];
  engine.held = { loadModel: loading.promise, evaluate: testing.promise };
  const replaced = lab.useReadyMade();
  await settled();
  const tested = evaluation.evaluate();
  await settled();
  loading.resolve();
  await replaced;
  testing.resolve(); // of the old ones
  await tested;
  assert.deepEqual([evaluation.state, evaluation.result, evaluation.cancelled], ['idle', null, true]);
});

test('a picture is looked at once, and judged again when the weights change', async () => {
  const drawing = { kind: /** @type {const} */ ('drawing'), marks: [] };
  picture.show(drawing);
  await settled();
  assert.deepEqual([picture.judged, picture.said.probabilities], [drawing, [1, 0]]);
  assert.equal(picture.seen.kind, 'drawing');
  engine.asked = [];
  lab.weights.learned();
  await settled();
  assert.deepEqual(engine.asked, ['predict']);
});

test('of fast changes the newest picture is judged, and nothing queues up', async () => {
  const gate = promised();
  engine.held.seeDrawing = gate.promise;
  const pictures = Array.from({ length: 5 }, () => ({ kind: /** @type {const} */ ('drawing'), marks: [] }));
  engine.asked = [];
  pictures.forEach((each) => picture.show(each));
  gate.resolve();
  await settled();
  assert.equal(picture.judged, pictures[4]);
  assert.equal(engine.asked.length, 2);
});

test('a picture that cannot be judged says why, save for a crash, after which it is judged again', async () => {
  const photo = { kind: /** @type {const} */ ('photo'), image: /** @type {any} */ ({}), name: 'p' };
  engine.failing.see = new EngineError('bad-image', 'No image.');
  picture.show(photo);
  await settled();
  assert.deepEqual([picture.problem.message, picture.said], ['No image.', null]);
  engine.failing.see = new EngineError('crashed', 'Gone.');
  const again = { ...photo };
  picture.show(again);
  await settled();
  assert.equal(picture.judged, photo, 'nothing is said of it yet');
  engine.failing = {};
  picture.judgeAgain();
  await settled();
  assert.deepEqual([picture.judged, picture.problem, picture.seen.pixels], [again, null, null]);
});

test('classes have the names of the network in use, before it is asked what it says', async () => {
  const { classes } = lab;
  const heard = [];
  classes.listen(() => heard.push(classes.names));
  const predict = engine.predict;
  engine.predict = () => (heard.push('predict'), predict());
  picture.show({ kind: 'sample', pixels: new Uint8Array(4), label: 0, source: '' });
  await settled();
  assert.deepEqual(heard.splice(0), ['predict']);

  engine.brought = ['Hat', 'Cap'];
  engine.asked = [];
  await lab.loadModel(FILE);
  await settled();
  assert.deepEqual(classes.names, ['Hat', 'Cap']);
  assert.deepEqual(heard.splice(0), ['predict', ['Hat', 'Cap']], 'once');
  assert.deepEqual(engine.asked.slice(0, 3), ['loadModel', 'summary', 'predict']);

  await lab.loadModel(FILE);
  await settled();
  assert.deepEqual(heard.splice(0), ['predict'], 'the same names are no news');

  await lab.reset(OTHER, 1);
  await settled();
  assert.deepEqual(classes.names, CLASS_NAMES);
  engine.held.summary = new Promise(() => {});
  void lab.loadModel(FILE);
  await settled();
  assert.deepEqual(classes.names, CLASS_NAMES, 'they stay while the new ones are asked for');
});
