// The network in the caller's own thread, as a page of somebody else's would use it.

import { readFileSync } from 'node:fs';
import { SITE, expect, test } from './support/test.js';

const model = readFileSync(`${SITE}model/reference.safetensors`).toString('base64');

/**
 * What runs in the page.
 * @param {{ model: string, variant?: import('../../web/engine/variants.js').Variant }} task
 */
async function compare({ model: text, variant }) {
  const [{ createPredictor }, { createEngine }] = await Promise.all([
    import(new URL('engine/predictor.js', location.href).href),
    import(new URL('engine/engine.js', location.href).href),
  ]);
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const predictor = await createPredictor(new Blob([bytes]), { variant });
  const engine = await createEngine({ variant: predictor.variant, threads: 1 });
  await engine.loadModel(bytes);
  const pixels = Uint8Array.from({ length: 3 * 784 }, (_, i) => (i * i) % 251);
  const refusal = (/** @type {() => unknown} */ call) => {
    try {
      return call();
    } catch (error) {
      return [error.constructor.name, error.code];
    }
  };
  const found = {
    variant: predictor.variant,
    one: predictor.predict(Array.from(pixels.subarray(784, 2 * 784))),
    engineOne: await engine.predict(pixels.subarray(784, 2 * 784)),
    all: Array.from(predictor.predictBatch(pixels)),
    engineAll: Array.from(await engine.predictBatch(pixels)),
    refusals: [
      refusal(() => predictor.predict(pixels.subarray(0, 100))),
      refusal(() => predictor.predictBatch(pixels.subarray(0, 1000))),
      await createPredictor(bytes.subarray(0, 5000), { variant }).catch((error) => refusal(() => { throw error; })),
    ],
  };
  predictor.close();
  predictor.close();
  found.refusals.push(refusal(() => predictor.predict(pixels.subarray(0, 784))));
  engine.close();
  return found;
}

/** @param {Awaited<ReturnType<typeof compare>>} found */
function expectTheSame({ one, engineOne, all, engineAll, refusals }) {
  expect(one).toEqual(engineOne);
  expect(one.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  expect(one.probabilities[one.top]).toBe(Math.max(...one.probabilities));
  expect(all).toEqual(engineAll);
  expect(all).toHaveLength(30);
  const codes = ['bad-image', 'bad-image', 'bad-model', 'wrong-state'];
  expect(refusals).toEqual(codes.map((code) => ['EngineError', code]));
}

test('a predictor in the page’s own thread answers as the engine does', async ({ page, address, watch }) => {
  watch.allow(/favicon/);
  await page.goto(new URL('licenses.txt', address).href);
  const found = await page.evaluate(compare, { model });
  expect(found.variant).toBe('relaxed-threads');
  expectTheSame(found);
});

test.describe('without cross-origin isolation', () => {
  test.use({ host: 'no headers' });
  test('a predictor runs on the plain build', async ({ page, address, watch }) => {
    watch.allow(/favicon/);
    await page.goto(new URL('licenses.txt', address).href);
    const found = await page.evaluate(compare, { model });
    expect(found.variant).toBe('simd');
    expectTheSame(found);
  });
});
