import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FitJob } from '../../web/engine/fit-job.js';

/** A run of one endless epoch, stepped by hand. */
function runByHand() {
  const reports = [];
  let step = 0;
  const core = {
    fitStep: () => ({ phase: 'training', epoch: 1, epochs: 1, step: ++step, steps: 1000, loss: step, accuracy: 0.5 }),
    fitStop() {},
  };
  const scheduler = { add() {}, remove() {} };
  const listener = { progress: (report) => reports.push(report), epoch() {}, snapshot() {} };
  const job = new FitJob(core, scheduler, { training: 32_000, validating: 32 }, listener);
  job.begin([]);
  return { job, reports };
}

const batchesOf = (report) => report.batches.map(({ step }) => step);

test('a run that is paused or stopped tells where it stands, and nothing twice', () => {
  const { job, reports } = runByHand();
  for (let i = 0; i < 4; ++i) job.step(); // in less time than from one report to the next
  assert.deepEqual(
    reports.map(({ step }) => step),
    [1],
  );
  job.pause();
  assert.equal(reports.at(-1).step, 4);
  assert.deepEqual(batchesOf(reports.at(-1)), [2, 3, 4]);
  job.stepOnce();
  job.step();
  assert.equal(reports.at(-1).step, 5);
  job.resume();
  job.pause();
  assert.equal(reports.length, 3);
  job.resume();
  job.step();
  job.stop();
  assert.deepEqual(batchesOf(reports.at(-1)), [6]);
  assert.equal(reports.at(-1).loss, (1 + 2 + 3 + 4 + 5 + 6) / 6);
});
