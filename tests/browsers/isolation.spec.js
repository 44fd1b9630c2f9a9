// The page with and without cross-origin isolation, and that what it learns does not depend on the browser.

import { parametersOf } from '../page/support/model-files.js';
import { SHORT } from '../page/support/room.js';
import { BROWSERS, expect, hasThreads, test } from './support/test.js';

/** @param {import('./support/visitor.js').Visitor} visitor @param {RegExp} machine */
async function expectMachine(visitor, machine) {
  await visitor.about.expectText(machine);
  await visitor.trainToTheEnd(SHORT);
}

for (const browser of BROWSERS) {
  const [machine, words] = hasThreads(browser)
    ? [/relaxed SIMD, [2-4] threads/i, 'threads']
    : [/SIMD128, 1 thread\./, 'one thread, as it has no shared memory'];

  test(`${browser}: isolated by the host, ${words}`, async ({ visit }) => {
    await expectMachine(await visit(browser), machine);
  });

  test(`${browser}: isolated by the service worker, ${words}`, async ({ visit }) => {
    const visitor = await visit(browser, { headers: false });
    await expectMachine(visitor, machine);
    expect(await visitor.driver.run(() => crossOriginIsolated)).toBe(true);
  });

  test(`${browser}: not isolated, one thread`, async ({ visit }) => {
    const visitor = await visit(browser, { headers: false, serviceWorker: false, allowed: /sw\.js/ });
    await expectMachine(visitor, /SIMD128, 1 thread\./);
    expect(await visitor.driver.run(() => crossOriginIsolated)).toBe(false);
  });
}

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
  const [first, second] = await Promise.all([visit('Chromium'), visit('Firefox')]);
  for (const visitor of [first, second]) await visitor.about.expectText(/relaxed SIMD/i);
  expect(await learn(second)).toEqual(await learn(first));
});

test('without relaxed SIMD: the same losses and weights in all three, with threads and without', async ({ visit }) => {
  test.slow(); // five browsers, one after the other
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
