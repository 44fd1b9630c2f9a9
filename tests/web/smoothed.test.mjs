// The curve of a run's batches, smoothed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Smoothed } from '../../web/parts/smoothed.js';

test("an epoch's last batch of one image counts for one", () => {
  const smoothed = new Smoothed();
  smoothed.add({ step: 1, images: 32, loss: 1, accuracy: 0.5 });
  assert.deepEqual([smoothed.loss, smoothed.accuracy], [1, 0.5]);
  smoothed.add({ step: 2, images: 1, loss: 100, accuracy: 0 });
  const weights = [32 * 0.9, 1];
  const all = weights[0] + weights[1];
  assert.ok(Math.abs(smoothed.loss - (weights[0] + 100) / all) < 1e-12);
  assert.ok(Math.abs(smoothed.accuracy - (weights[0] * 0.5) / all) < 1e-12);
});
