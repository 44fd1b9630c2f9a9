// Browsers that lack something: the page stays readable and says what is missing.

import { expect, test } from './support/test.js';

/** @param {import('./support/room.js').Room} room @param {RegExp} sentence */
async function expectReadable(room, sentence) {
  await room.page.goto(room.address);
  await expect(room.problem).toHaveText(sentence);
  await expect(room.predictions.getByText(/^There is no prediction/)).toBeVisible();
  await expect(room.samples).toHaveCount(10);
  await expect(room.train).toBeDisabled();
  await expect(room.page.getByRole('heading', { name: 'Look inside' })).toBeVisible();
  await room.clear.click();
  await room.stroke([0.2, 0.5], [0.8, 0.5]);
  expect(await room.grey([0.5, 0.5])).toBeGreaterThan(100);
}

test('without WebAssembly', async ({ room, page }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await expectReadable(room, /has no WebAssembly.*Update the browser/);
});

test('without SIMD', async ({ room, page }) => {
  await page.addInitScript(() => {
    const { validate } = WebAssembly;
    // 0xfd begins every SIMD instruction.
    WebAssembly.validate = (bytes) => !new Uint8Array(bytes).includes(0xfd) && validate(bytes);
  });
  await expectReadable(room, /no SIMD.*Update the browser/);
});

test('without relaxed SIMD the next build serves, with threads', async ({ room, page }) => {
  await page.addInitScript(() => {
    const { validate } = WebAssembly;
    WebAssembly.validate = (bytes) => !String(new Uint8Array(bytes)).includes('253,133,2') && validate(bytes);
  });
  await room.open();
  const threads = Math.min(4, await page.evaluate(() => navigator.hardwareConcurrency));
  await expect(room.about).toContainText(`SIMD128, ${threads} thread`);
  await room.trainToTheEnd();
});

test('without threads', async ({ room, page }) => {
  await page.addInitScript(() => delete globalThis.SharedArrayBuffer);
  await room.open();
  await expect(room.about).toContainText('SIMD128, 1 thread.');
  await room.trainToTheEnd();
});

test('the engine’s file is missing on the server: Retry gets it when it is back', async ({ room, page, watch }) => {
  watch.allow(/404|wasm/);
  await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'no' }));
  await page.goto(room.address);
  await expect(room.problem).toContainText('could not be downloaded');
  await page.unroute('**/*.wasm');
  await room.problem.getByRole('button', { name: 'Retry' }).click();
  await room.expectPrediction();
  await expect(room.problem).toHaveCount(0);
});

test('the ready-made model is missing, then damaged: Retry until it comes', async ({ room, page, watch }) => {
  watch.allow(/404/);
  const answers = [
    { status: 404, body: 'no' },
    ...Array.from({ length: 4 }, () => ({ status: 200, body: 'Dear Sir or Madam' })), // twice, and twice in the page anew
  ];
  await page.route('**/ready-made.safetensors', (route) => {
    const answer = answers.shift();
    return answer ? route.fulfill(answer) : route.continue();
  });
  await page.goto(room.address);
  await expect(room.problem).toContainText('could not be downloaded');
  await room.problem.getByRole('button', { name: 'Retry' }).click();
  await expect(room.problem).toContainText('ready-made.safetensors is damaged');
  await room.problem.getByRole('button', { name: 'Retry' }).click();
  await room.expectPrediction();
  await expect(room.problem).toHaveCount(0);
});

test('a part of the page does not arrive', async ({ room, page, watch }) => {
  watch.allow(/404|Failed to fetch dynamically imported module/);
  await page.route('**/shared.js', (route) => route.fulfill({ status: 404, body: 'no' }));
  await page.goto(room.address);
  await expect(room.problem).toHaveText(/could not be loaded completely\. The file shared\.js is missing/);
});

test.describe('JavaScript is switched off', () => {
  test.use({ javaScriptEnabled: false });
  test('the page says that it needs it', async ({ page, address }) => {
    await page.goto(address);
    await expect(page.getByText(/^This page needs JavaScript:/)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Fitting Room' })).toBeVisible();
    await expect(page.getByText(/^Nothing leaves this page:/)).toBeVisible();
  });
});
