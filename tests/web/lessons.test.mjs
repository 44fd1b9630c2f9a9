// Lessons: what is asked, made to happen and put back; and every sentence on both sides of its rules.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { LESSONS } from '../../web/lab/lesson-plans.js';
import { Lessons } from '../../web/lab/lessons.js';
import { News } from '../../web/lab/news.js';
import { WORDS } from '../../web/sections/learn/words.js';
import { promised, settled } from './support/fake-engine.mjs';
import { openRuns } from './support/runs.mjs';

/** @type {import('./support/fake-engine.mjs').FakeEngine} */
let engine;
/** @type {import('../../web/lab/run.js').Run} */
let run;
/** @type {Lessons} */
let lessons;
/** @type {import('../../web/lab/shelf.js').Shelf} */
let shelf;
/** @type {string[]} */
let used;
/** @type {any} */
let parts;

beforeEach(async () => {
  const made = await openRuns();
  ({ fake: engine, run, shelf } = made);
  used = [];
  const remember = async () => {
    used.push('remembered');
    return async () => void used.push('put back');
  };
  parts = { ...made, remember };
  lessons = new Lessons(made.news, parts);
});

/** @param {string} how */
async function end(how) {
  while (run.state !== 'running') await settled();
  const epoch = { epoch: 1, loss: 1, accuracy: 0.6, validationLoss: 0.9, validationAccuracy: 0.7, confusion: [] };
  engine.fitting.options.onEpoch(epoch);
  engine.fitting.end(how);
  await settled();
}

test('a prediction, a run, its outcome; then what was in use is put back, and the lesson stays done', async () => {
  await lessons.begin('validation');
  assert.deepEqual([lessons.current, lessons.state, used], ['validation', 'asking', []]);
  const happened = lessons.predict('training');
  await end('finished');
  await happened;
  assert.deepEqual([lessons.state, lessons.guess, lessons.outcome?.answer], ['told', 'training', 'validation']);
  assert.deepEqual(lessons.outcome?.facts, { accuracy: 0.6, validationAccuracy: 0.7 });
  assert.deepEqual(used, ['remembered']);
  await lessons.leave();
  assert.deepEqual(used, ['remembered', 'put back']);
  assert.deepEqual([lessons.current, lessons.outcome, [...lessons.done]], [null, null, ['validation']]);

  const later = new Lessons(new News((tell) => tell()), parts);
  await later.open();
  assert.deepEqual([...later.done], ['validation']);
});

test('a run that was made before is not made again, and then nothing has to be put back', async () => {
  await lessons.begin('validation');
  const happened = lessons.predict('training');
  await end('finished');
  await happened;
  used.length = 0;
  await lessons.begin('validation');
  used.length = 0;
  await lessons.predict('alike');
  assert.deepEqual([lessons.state, lessons.outcome?.answer], ['told', 'validation']);
  await lessons.leave();
  assert.deepEqual(used, []);
});

test('left in the middle: the run ends, all is put back, and nothing is told afterwards', async () => {
  await lessons.begin('validation');
  const happened = lessons.predict('training');
  while (run.state !== 'running') await settled();
  const left = lessons.leave();
  await settled();
  engine.fitting.end('stopped');
  await Promise.all([left, happened]);
  assert.equal(run.state, 'idle');
  assert.deepEqual(used, ['remembered', 'put back']);
  assert.deepEqual([lessons.current, lessons.state, lessons.outcome, lessons.done.size], [null, 'asking', null, 0]);
});

test('a run that the visitor stops leads back to the question; a defect is told', async () => {
  await lessons.begin('validation');
  let happened = lessons.predict('training');
  await end('stopped');
  await happened;
  assert.deepEqual([lessons.current, lessons.state, lessons.problem], ['validation', 'asking', null]);
  engine.summarise = async () => Promise.reject(new Error('gone'));
  happened = lessons.predict('training');
  await happened;
  assert.match(String(lessons.problem), /gone/);
  assert.equal(lessons.state, 'asking');
});

test('while a run of the visitor’s is on, nothing happens', async () => {
  await lessons.begin('validation');
  run.state = 'paused';
  await lessons.predict('training');
  assert.equal(lessons.state, 'asking');
});

test('a test that is on is waited for before other weights take the place', async () => {
  const testing = promised();
  engine.held.evaluate = testing.promise;
  void parts.evaluation.evaluate();
  while (!engine.asked.includes('evaluate')) await settled();
  await lessons.begin('untrained');
  const happened = lessons.predict(0.1);
  await settled();
  assert.deepEqual([lessons.state, used, engine.asked.includes('newModel')], ['happening', [], false]);
  testing.resolve(null);
  await happened;
  assert.deepEqual([lessons.state, used, engine.asked.includes('newModel')], ['told', ['remembered'], true]);
});

test('what is kept of done lessons is read as a stranger’s', async () => {
  for (const kept of [null, 'validation', { 0: 'validation' }, ['validation', 'no lesson', 7, null]]) {
    await shelf.writeJson('lessons', kept);
    const later = new Lessons(new News((tell) => tell()), parts);
    await later.open();
    assert.deepEqual([...later.done], Array.isArray(kept) ? ['validation'] : []);
  }
});

/** A bench whose runs are as the test says. @param {Record<string, any>} known */
const benchOf = (known) => /** @type {any} */ ({ notebook: NOTEBOOK, ...known });

const conv = (filters) => ({ type: 'Conv2D', filters, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' });
const NOTEBOOK = {
  name: 'Notebook',
  input: [28, 28, 1],
  layers: [
    conv(32),
    { type: 'MaxPool2D', pool: 2, stride: 2, padding: 'valid' },
    conv(64),
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
};

/** Shapes and parameters, as the engine would have them. @param {any} network */
async function outline({ layers }) {
  let side = 28;
  let channels = 1;
  const told = layers.map((layer) => {
    let parameters = 0;
    if (layer.type === 'Conv2D') {
      parameters = layer.filters * (9 * channels + 1);
      channels = layer.filters;
      side -= layer.padding === 'same' ? 0 : 2;
    } else if (layer.type === 'MaxPool2D') side = Math.floor(side / 2);
    else if (layer.type === 'Dense') parameters = (side * side * channels + 1) * layer.units;
    const flat = ['Flatten', 'Dense'].includes(layer.type);
    return { ...layer, parameters, outputShape: flat ? [side * side * channels] : [side, side, channels] };
  });
  return { layers: told, parameters: told.reduce((sum, { parameters }) => sum + parameters, 0) };
}

/** @param {number} accuracy @param {number} validationAccuracy */
const made = (accuracy, validationAccuracy, rest = {}) => ({
  epochs: [{ epoch: 1, loss: 1, accuracy, validationLoss: 1, validationAccuracy }],
  state: 'finished',
  steps: 313,
  seconds: 2,
  curve: [{ step: 313 }],
  settings: { trainingImages: 10_000, batchSize: 32 },
  test: { accuracy: validationAccuracy },
  ...rest,
});

test('what is found without a run: padding moves Dense alone, and biases stay', async () => {
  const padding = await LESSONS.padding.happen(benchOf({ outline }));
  assert.equal(padding.answer, 'dense');
  assert.deepEqual(
    [padding.facts.before, padding.facts.after],
    [
      [26, 13, 11],
      [28, 14, 12],
    ],
  );
  assert.match(WORDS.padding.reason(padding.facts, []), /26, 13, 11 and are 28, 14, 12\. .*77,450 before, 92,170 now/);
  const none = { ...padding.facts, parameters: null };
  assert.match(WORDS.padding.reason(none, []), /No layer has a weight for each place/);

  const quarter = await LESSONS.quarter.happen(benchOf({ outline }));
  assert.equal(quarter.answer, 64 * (9 * 8 + 1));
  assert.match(WORDS.quarter.reason(quarter.facts, []), /from 320 to 80 .* from 18,496 to 4,672, not 4,624/);
  assert.match(WORDS.quarter.reason({ ...quarter.facts, second: [400, 100] }, []), /exactly a quarter/);
});

test('an epoch has as many steps as its run', async () => {
  const { answer, facts } = await LESSONS.steps.happen(benchOf({ run: async () => made(0.5, 0.5) }));
  assert.equal(answer, 313);
  assert.match(
    WORDS.steps.reason(facts, []),
    /is 313\. The last batch has only 16 images\..* 1,875 steps.* of 64, 938\./,
  );
  assert.doesNotMatch(WORDS.steps.reason({ images: 64, batch: 32 }, []), /only/);
});

test('an untrained network guesses, or is wrongly sure', async () => {
  const testUntrained = async () => ({ accuracy: 0.1018, loss: 2.303, confusion: Array(100).fill(0) });
  const { answer, facts } = await LESSONS.untrained.happen(benchOf({ testUntrained }));
  assert.equal(answer, 0.1018);
  assert.match(WORDS.untrained.reason(facts, []), /10\.2 %.* is what guessing costs: ln 10 = 2\.303\./);
  assert.match(WORDS.untrained.reason({ ...facts, loss: 2.41 }, []), /is not that of guessing evenly/);
});

test('comparisons of runs, on both sides', async () => {
  const runs = (...all) => benchOf({ outline, run: async () => all.shift() });
  const tell = async (name, ...all) => {
    const { answer, facts } = await LESSONS[name].happen(runs(...all));
    return [answer, WORDS[name].reason(facts, [])];
  };
  let [answer, text] = await tell('pixels', made(0.8, 0.811), made(0.8, 0.844));
  assert.equal(answer, 0.811);
  assert.match(text, /81\.1 % with 7,850 parameters; .* 84\.4 %\. Most garments/);
  assert.match((await tell('pixels', made(0.8, 0.84), made(0.8, 0.844)))[1], /not enough to show/);

  [answer, text] = await tell('validation', made(0.815, 0.844));
  assert.equal(answer, 'validation');
  assert.match(text, /Dropout hinders/);
  [answer, text] = await tell('validation', made(0.9, 0.844));
  assert.equal(answer, 'training');
  assert.match(text, /knows its own images better/);
  assert.equal((await tell('validation', made(0.84, 0.844)))[0], 'alike');

  [answer, text] = await tell('dropout', made(0.936, 0.79), made(0.78, 0.77));
  assert.equal(answer, 'gap');
  assert.match(text, /14\.6 points and is 1\.0 points.*no more than they do/);
  [answer, text] = await tell('dropout', made(0.936, 0.79), made(0.84, 0.82));
  assert.equal(answer, 'both');
  assert.match(text, /learns in general/);
  [answer, text] = await tell('dropout', made(0.936, 0.79), made(0.92, 0.79));
  assert.equal(answer, 'neither');
  assert.match(text, /has not closed it/);
  assert.equal((await tell('dropout', made(0.9, 0.79), made(0.95, 0.82)))[0], 'better');

  [answer, text] = await tell('rates', made(0.1, 0.1), made(0.4, 0.509));
  assert.equal(answer, 'small');
  assert.match(text, /At 0\.1 it knows 10\.0 % .* 50\.9 %\. The first large steps/);
  [answer, text] = await tell('rates', made(0.8, 0.8, { state: 'diverged' }), made(0.4, 0.509));
  assert.equal(answer, 'large');
  assert.match(text, /beyond all bounds; .*bears large steps/);
  assert.equal((await tell('rates', { ...made(0, 0), epochs: [] }, made(0, 0.005)))[0], 'alike');

  [answer, text] = await tell(
    'batches',
    made(0.6, 0.692, { steps: 10, seconds: 4 }),
    made(0.8, 0.847, { steps: 2500, seconds: 21 }),
  );
  assert.equal(answer, 'many');
  assert.match(text, /69\.2 % after 30 steps in 4 s\. .*84\.7 % after 7,500 steps in 21 s\. Each batch makes one step/);
  [answer, text] = await tell('batches', made(0.9, 0.9), made(0.8, 0.8));
  assert.equal(answer, 'few');
  assert.match(text, /outweighs/);

  [answer, text] = await tell('linear', made(0.8, 0.844), made(0.8, 0.849), made(0.8, 0.81), made(0.8, 0.811));
  assert.equal(answer, 'little');
  assert.match(text, /84\.9 % without ReLU, 84\.4 % with it\. Max pooling bends, too: .* 81\.0 %, beside 81\.1 %/);
  [answer, text] = await tell('linear', made(0.8, 0.844), made(0.8, 0.78), made(0.8, 0.81), made(0.8, 0.811));
  assert.equal(answer, 'collapses');
  assert.match(text, /not enough here/);
  assert.equal((await tell('linear', made(0, 0.8), made(0, 0.82), made(0, 0.8), made(0, 0.8)))[0], 'better');
});

test('a curve that turns, and one that does not', async () => {
  const epochs = [0.7, 0.525, 0.633].map((validationLoss, i) => ({ epoch: i + 1, accuracy: 0.936, validationLoss }));
  const { answer, facts } = await LESSONS.heart.happen(benchOf({ run: async () => made(0, 0, { epochs }) }));
  assert.deepEqual(answer, [0.7, 0.525, 0.633]);
  assert.match(
    WORDS.heart.reason(facts, []),
    /turned after epoch 2, at 0\.525, and rose to 0\.633, .* 93\.6 %.*The test set/,
  );
  const still = { ...facts, last: { ...facts.last, validationLoss: 0.54 }, test: null };
  assert.match(WORDS.heart.reason(still, []), /did not turn/);
  assert.doesNotMatch(WORDS.heart.reason(still, []), /test set/);
});

test('changed pictures: which of them has another name', async () => {
  const samples = new Uint8Array(10 * 784).fill(50);
  globalThis.fetch = async () => new Response(Buffer.concat([Buffer.from('P5\n28 280\n255\n'), samples]));
  const judges = (...tops) =>
    benchOf({ judge: async () => ({ probabilities: [0, 1, 2].map((i) => Number(i === tops[0])), top: tops.shift() }) });
  for (const [tops, expected] of /** @type {const} */ ([
    [[0, 2, 1, 1], 'sleeves'],
    [[0, 0, 1, 2], 'shaft'],
    [[0, 2, 1, 2], 'both'],
    [[0, 0, 1, 1], 'neither'],
  ]))
    assert.equal((await LESSONS.cues.happen(judges(...tops))).answer, expected);
  const { facts } = await LESSONS.cues.happen(judges(0, 2, 1, 1));
  const [sleeves, shaft] = facts.changes;
  assert.equal(sleeves.after.filter((value) => value === 130).length, 19 * 8);
  assert.equal(shaft.after.filter((value) => value === 0).length, 15 * 28);
  assert.match(
    WORDS.cues.reason(facts, ['a', 'b', 'c']),
    /sleeves was: a, and is: c\. The boot without a shaft is still: b\./,
  );
});

test('each choice has words, and each lesson of the lab', () => {
  assert.deepEqual(Object.keys(WORDS), Object.keys(LESSONS));
  for (const [name, { question }] of Object.entries(LESSONS)) {
    const { choices, unit } = WORDS[name];
    if (question.kind === 'choice')
      assert.deepEqual(Object.keys(choices ?? {}).toSorted(), [...question.among].toSorted());
    else assert.equal(Boolean(unit), question.kind === 'number');
  }
});
