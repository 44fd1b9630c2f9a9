// How fast a run goes, by clocks as they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../web/engine/pace.js';

/** Batches of 32 images in 8 ms each. */
const SPEED = 4000;

/** @param {Pace} pace @param {number} ms of steps */
function train(pace, ms) {
  for (let left = ms; left > 0; left -= 8) pace.add('training', 32, 8);
}

/** @param {number} actual @param {number} expected @param {number} part by how much of it they may differ */
const near = (actual, expected, part) =>
  assert.ok(Math.abs(actual / expected - 1) <= part, `${actual}, not about ${expected}`);

test('speed and time left are those of the last seconds, over images', () => {
  const pace = new Pace();
  assert.equal(pace.secondsLeft(1000, 100), null);
  train(pace, 5000);
  near(pace.imagesPerSecond, SPEED, 1e-9);
  near(pace.secondsLeft(40_000, 0), 10, 1e-9);
  near(pace.secondsLeft(0, 12_000), 1, 1e-9); // three times as fast, as long as that is not measured
  for (let i = 0; i < 100; ++i) pace.add('training', i % 2 ? 32 : 1, i % 2 ? 8 : 0.25);
  near(pace.imagesPerSecond, SPEED, 1e-9); // a batch of one counts for one image
});

test('a step in which the computer slept tells nothing, wherever it comes', () => {
  for (const before of [0, 8, 5000]) {
    for (const asleep of [2_000, 60_000, 3_600_000, 30 * 24 * 3_600_000]) {
      const pace = new Pace();
      train(pace, before);
      pace.add('training', 32, asleep);
      const left = pace.secondsLeft(40_000, 0);
      assert.ok(left === null || left < 11, `${left} s`);
      train(pace, 400);
      near(pace.imagesPerSecond, SPEED, 1e-9);
    }
  }
});

test('several sleeps on end are forgotten within two seconds', () => {
  const pace = new Pace();
  train(pace, 5000);
  for (let i = 0; i < 5; ++i) pace.add('training', 32, 60_000);
  train(pace, 2000);
  near(pace.imagesPerSecond, SPEED, 0.5);
});

test('what has really become slower counts from its second step on', () => {
  const pace = new Pace();
  train(pace, 5000);
  pace.add('training', 32, 3200);
  near(pace.imagesPerSecond, SPEED, 1e-9);
  for (let i = 0; i < 4; ++i) pace.add('training', 32, 3200);
  near(pace.imagesPerSecond, 10, 0.5);
  const slow = new Pace(); // from its first step on: a large network on a phone
  slow.add('training', 512, 5000);
  slow.add('training', 512, 5000);
  near(slow.imagesPerSecond, 102.4, 1e-9);
});

test('a clock of 100 ms gives the same speed; one that is set back harms nothing', () => {
  const pace = new Pace();
  let told = 0;
  for (let time = 0; time < 10_000; time += 8) {
    const now = Math.floor((time + 8) / 100) * 100;
    pace.add('training', 32, now - told);
    told = now;
  }
  near(pace.imagesPerSecond, SPEED, 0.05);
  pace.add('training', 32, -3_600_000);
  near(pace.imagesPerSecond, SPEED, 0.05);
});
