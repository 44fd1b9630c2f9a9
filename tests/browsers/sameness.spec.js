// What the network learns and sees does not depend on the browser.

import { parametersOf } from '../page/support/model-files.js';
import { blackAndWhitePng, stripedShirt } from '../page/support/pictures.js';
import { BROWSERS, expect, fixture, hasThreads, test } from './support/test.js';

/**
 * What a run ends with.
 * @param {import('./support/visitor.js').Visitor} visitor
 */
async function learn(visitor) {
  await visitor.trainToTheEnd({ Epochs: '2', 'Training images': '1000' });
  const weights = parametersOf(await visitor.save('Download model', 'fitting-room-model.safetensors'));
  return { rows: await visitor.epochRows(), weights };
}

test('with relaxed SIMD: the same losses and weights in Chromium and Firefox', async ({ visit }) => {
  const results = [];
  for (const browser of BROWSERS.filter(hasThreads)) {
    const visitor = await visit(browser);
    await visitor.about.expectText(/relaxed SIMD/i);
    results.push(await learn(visitor));
  }
  expect(results[1]).toEqual(results[0]);
});

test('without relaxed SIMD: the same losses and weights in all three, with threads and without', async ({ visit }) => {
  const results = [];
  for (const browser of BROWSERS.filter(hasThreads)) {
    const visitor = await visit(browser, { relaxedSimd: false });
    await visitor.about.expectText(/SIMD128, [2-4] threads/);
    results.push(await learn(visitor));
  }
  for (const browser of BROWSERS) {
    const visitor = await visit(browser, { headers: false, serviceWorker: false, allowed: /sw\.js/ });
    await visitor.about.expectText(/SIMD128, 1 thread\./);
    results.push(await learn(visitor));
  }
  for (const result of results.slice(1)) expect(result).toEqual(results[0]);
});

/** @type {[name: string, bytes: Buffer][]} */
const PHOTOS = [
  ['striped.png', blackAndWhitePng(6000, 4000, stripedShirt(6000, 4000))],
  ...['lying.jpg', 'transparent.png', 'trouser.webp', 'trouser.avif', 'trouser.gif', 'trouser.svg'].map(
    (name) => /** @type {[string, Buffer]} */ ([name, fixture(name)]),
  ),
];

test('photos of every format: the same 28 × 28 in all three, to two grey levels', async ({ visit }) => {
  /** @type {Map<string, number[]>} */
  const first = new Map();
  for (const browser of BROWSERS) {
    const visitor = await visit(browser);
    for (const [name, bytes] of PHOTOS) {
      await visitor.clear();
      await visitor.give('Upload image', name, bytes);
      await visitor.trying.expectText(/\. Draw on the canvas/);
      await visitor.expectPrediction();
      const pixels = await visitor.seenPixels();
      if (!first.has(name)) first.set(name, pixels);
      const differences = pixels.map((value, i) => Math.abs(value - first.get(name)[i]));
      expect(Math.max(...pixels)).toBeGreaterThan(50);
      expect(Math.max(...differences), `${name} in ${browser}`).toBeLessThanOrEqual(2);
    }
  }
});
