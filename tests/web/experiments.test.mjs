// Suggested experiments are series of ordinary runs, which are found again and not made twice.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../web/engine/engine.js';
import { EXPERIMENTS, Experiments } from '../../web/lab/experiments.js';
import { settled } from './support/fake-engine.mjs';
import { NOTEBOOK, openRuns } from './support/runs.mjs';

/** @type {import('./support/fake-engine.mjs').FakeEngine} */
let engine;
/** @type {import('../../web/lab/run.js').Run} */
let run;
/** @type {import('../../web/lab/runs.js').Runs} */
let runs;
/** @type {Experiments} */
let experiments;

beforeEach(async () => {
  const made = await openRuns();
  ({ fake: engine, run, runs } = made);
  experiments = new Experiments(made.news, made.engine, run, made.plans);
});

/** Waits until a run is on. */
async function begun() {
  while (run.state !== 'running') await settled();
}

/** Lets the next run come to an end. @param {string} how */
async function end(how) {
  await begun();
  engine.fitting.end(how);
  await settled();
  await runs.settled();
}

const names = () => runs.list.map(({ name }) => name);

test('with and without dropout: the same run but for the layers, each tested', async () => {
  assert.equal(experiments.isComplete('dropout'), false);
  const done = experiments.begin('dropout');
  await begun();
  assert.deepEqual([experiments.current, run.record?.name], ['dropout', 'With dropout']);
  void experiments.begin('rate'); // one after the other
  await end('finished');
  await end('finished');
  await done;
  assert.equal(experiments.current, null);
  assert.deepEqual(names(), ['With dropout', 'Without dropout']);
  const [a, b] = experiments.made('dropout');
  assert.deepEqual(a.settings, b.settings);
  assert.deepEqual(
    b.network.layers.map(({ type }) => type),
    ['Flatten', 'Dense'],
  );
  assert.ok(a.test && b.test);
  assert.ok(experiments.isComplete('dropout'));
  await experiments.begin('dropout');
  assert.equal(runs.list.length, 2, 'nothing is made twice');
});

test('a renamed run is found all the same, a removed one is made again', async () => {
  const first = experiments.begin('hundred');
  await end('finished');
  await end('finished');
  await first;
  const [a, b] = experiments.made('hundred');
  runs.rename(a.id, 'mine');
  assert.ok(experiments.isComplete('hundred'));
  await runs.remove(b.id);
  assert.equal(experiments.isComplete('hundred'), false);
  const again = experiments.begin('hundred');
  await end('finished');
  await again;
  assert.deepEqual(names(), ['mine', 'A hundred images, thirty times']);
  const steps = experiments.made('hundred').map(({ settings: { epochs, trainingImages, batchSize } }) => {
    return (epochs * trainingImages) / batchSize;
  });
  assert.deepEqual(steps, [300, 300], 'both learn in as many steps');
});

test('the learning rate doubles until it diverges, or can grow no more', async () => {
  const done = experiments.begin('rate');
  await end('finished');
  await end('finished');
  await end('diverged');
  await done;
  assert.deepEqual(
    runs.list.map(({ settings }) => settings.learningRate),
    [0.001, 0.002, 0.004],
  );
  assert.ok(experiments.isComplete('rate'));

  const made = [];
  for (let plan; (plan = EXPERIMENTS.rate(NOTEBOOK, made));)
    made.push(/** @type {any} */ ({ ...plan, state: 'finished' }));
  assert.equal(made.at(-1).settings.learningRate, 0.001 * 2 ** 13);
  assert.ok(made.every(({ settings }) => settings.seed === DEFAULT_SETTINGS.seed));
});

test('a run that the visitor stops ends the series; so does one that cannot begin', async () => {
  const done = experiments.begin('dropout');
  await begun();
  await run.stop();
  await done;
  assert.equal(experiments.current, null);
  assert.deepEqual(
    runs.list.map(({ state }) => state),
    ['stopped'],
  );
  assert.deepEqual(experiments.made('dropout'), []);
  engine.failing.loadImages = new Error('no line');
  await experiments.begin('dropout');
  assert.equal(experiments.current, null);
  assert.equal(runs.list.length, 1);
});
