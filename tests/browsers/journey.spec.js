// Everything that a visitor does, in one visit; and a training both with and without cross-origin isolation. In
// Chromium, tests/page has each by itself.

import { outlive } from './journey/crash.js';
import { refuse, restoreModel, restoreRun } from './journey/keep.js';
import { judge, lookInside, train } from './journey/learn.js';
import { draw, predict, upload } from './journey/try.js';
import { OTHERS, expect, hasThreads, test } from './support/test.js';

/** @typedef {Record<string, (visitor: import('./support/visitor.js').Visitor) => Promise<void>>} Journey */

/** @type {Journey} */
const TRAINING = { 'trains, pauses, goes on by one batch, resumes and stops': train };

/** @type {Journey} */
const EVERYTHING = {
  'picks a picture': predict,
  'draws, undoes and clears': draw,
  'uploads a photo and a drawing': upload,
  'gives what is no image, no model, no run and no number': refuse,
  'looks inside, at maps, reasons, weights and the scatter plot of the test set': lookInside,
  'sees the worker die in the middle of a run, twice': outlive,
  ...TRAINING,
  'saves a run, and goes on as if never interrupted': restoreRun,
  'judges the network that a run has trained': judge,
  'saves a model, and loads it': restoreModel,
};

for (const browser of OTHERS) {
  const [machine, words] = hasThreads(browser)
    ? [/relaxed SIMD, [2-4] threads/i, 'threads']
    : [/SIMD128, 1 thread\./, 'one thread, as it has no shared memory'];

  for (const isolated of [true, false]) {
    const journey = isolated === hasThreads(browser) ? EVERYTHING : TRAINING;
    const what = journey === EVERYTHING ? 'all that a visitor does' : 'trains';
    const way = isolated ? `isolated by the service worker, ${words}` : 'not isolated, one thread';
    test(`${browser}: ${what}, ${way}`, async ({ visit }) => {
      const allowed = isolated ? /out of order/ : /out of order|sw\.js/;
      const visitor = await visit(browser, { headers: false, serviceWorker: isolated, allowed });
      await visitor.about.expectText(isolated ? machine : /SIMD128, 1 thread\./);
      expect(await visitor.driver.run(() => crossOriginIsolated)).toBe(isolated);
      for (const [step, go] of Object.entries(journey)) await test.step(step, () => go(visitor));
    });
  }
}
