import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FitJob } from '../../web/engine/fit-job.js';

/**
 * A run of one epoch, stepped by hand.
 * @param {{ images?: number, size?: number, msOf?: (step: number) => number, validating?: number }} [options] images
 *   of the epoch, of a batch, and how long each step takes by the clock
 */
function runByHand({ images = 32_000, size = 32, msOf = () => 1, validating = 32 } = {}) {
  const reports = [];
  const clock = { ms: 0, now: () => clock.ms };
  const steps = Math.ceil(images / size);
  let step = 0;
  let snapshots = 0;
  const core = {
    fitStep() {
      step += 1;
      clock.ms += msOf(step);
      const batch = Math.min(size, images - (step - 1) * size);
      const mean = { meanLoss: (step + 1) / 2, meanAccuracy: 0.5 };
      return { phase: 'training', epoch: 1, epochs: 1, step, steps, images: batch, loss: step, accuracy: 0.5, ...mean };
    },
    fitStop() {},
  };
  const scheduler = { add() {}, remove() {} };
  const listener = { progress: (report) => reports.push(report), epoch() {}, snapshot: () => ++snapshots };
  const job = new FitJob(core, scheduler, { training: images, validating }, listener, clock);
  job.begin([]);
  return { job, reports, clock, snapshots: () => snapshots };
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

test('an epoch of 33 images in batches of 32: its means are those of the core, and one image is left, not half', () => {
  const { job, reports } = runByHand({ images: 33, validating: 64, msOf: () => 320 });
  job.step();
  job.pause();
  const [first] = reports;
  assert.equal(first.imagesPerSecond, 100);
  assert.equal(first.secondsLeft, (1 + 64 / 3) / 100);
  job.stepOnce();
  job.step();
  const last = reports.at(-1);
  assert.deepEqual([last.loss, last.accuracy], [1.5, 0.5]);
  assert.deepEqual(
    reports.flatMap(({ batches }) => batches.map(({ images }) => images)),
    [32, 1],
  );
  assert.ok(Math.abs(last.secondsLeft - 64 / 3 / last.imagesPerSecond) < 1e-9);
});

test('a computer that was asleep for an hour, in a step, leaves the time left as it was', () => {
  const { job, reports } = runByHand({ msOf: (step) => (step === 300 ? 3_600_000 : 6) });
  for (let i = 0; i < 320; ++i) job.step();
  const least = Math.min(...reports.map(({ imagesPerSecond }) => imagesPerSecond ?? Infinity));
  assert.ok(Math.abs(least - 32 / 0.006) < 1, `${least} images/s`);
});

test('a clock that is set back by an hour holds up neither reports nor snapshots', () => {
  const { job, reports, clock, snapshots } = runByHand();
  clock.ms = 3_600_000;
  for (let i = 0; i < 100; ++i) job.step();
  const before = { reports: reports.length, snapshots: snapshots() };
  clock.ms = 0;
  job.step();
  assert.equal(reports.length, before.reports + 1);
  assert.equal(snapshots(), before.snapshots + 1);
  for (let i = 0; i < 100; ++i) job.step(); // 100 ms
  assert.equal(reports.length, before.reports + 1);
});
