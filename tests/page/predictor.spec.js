// The network in the caller's own thread, as a page of somebody else's would use it.

import { readFileSync } from 'node:fs';
import { SITE, expect, test } from './support/test.js';

const model = readFileSync(`${SITE}model/ready-made.safetensors`).toString('base64');

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
      await createPredictor(bytes.subarray(0, 5000), { variant }).catch((error) =>
        refusal(() => {
          throw error;
        }),
      ),
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

/** What a developer gets wrong at first. Runs in the page. @param {{ model: string }} task */
async function mistake({ model: text }) {
  const [{ createPredictor }, { createEngine }] = await Promise.all([
    import(new URL('engine/predictor.js', location.href).href),
    import(new URL('engine/engine.js', location.href).href),
  ]);
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const predictor = await createPredictor(bytes);
  const engine = await createEngine({ threads: 1 });
  await engine.loadModel(bytes);
  const black = new Uint8Array(784);
  const before = await engine.predict(black);
  /** @type {[string, () => unknown][]} */
  const mistakes = [
    ['no pixels', () => engine.predict()],
    ['pixels from 0 to 1', () => engine.predict(new Float32Array(784).fill(0.5))],
    ['pixels above 255', () => engine.predictBatch(new Array(784).fill(300))],
    ['predictor, pixels from 0 to 1', () => predictor.predict(new Float32Array(784).fill(0.5))],
    ['predictor, no pixels', () => predictor.predict()],
    ['no file', () => engine.loadModel('model.safetensors')],
    ['predictor, no file', () => createPredictor()],
    ['no network', () => engine.newModel()],
    ['nothing to summarise', () => engine.summarise(null)],
    ['a setting that is none', () => engine.fit({ settings: { epoch: 3 } }).done],
    ['a need of a setting that is none', () => engine.imagesNeeded({ images: 320 })],
    ['an unknown method', () => engine.heatMap(black, { class: 1, method: 'lime' })],
    ['no drawing', () => engine.seeDrawing()],
    ['a mark without points', () => engine.seeDrawing({ marks: [{ kind: 'stroke', grey: 9 }] })],
    ['a mark of another kind', () => engine.seeDrawing({ marks: [{ kind: 'dot', grey: 9, points: [1, 1, 1] }] })],
    ['points that are none', () => engine.seeDrawing({ marks: [{ kind: 'stroke', grey: 9, points: [1, 'x', 1] }] })],
    ['the area of a stroke', () => engine.fillArea({ marks: [{ kind: 'stroke', grey: 9, points: [1, 1, 1] }] })],
    ['a prediction of an unknown kind', () => engine.predict(black, { kind: 'sketch' })],
    ['a prediction of no kind', () => engine.predict(black, { kind: null })],
    ['predictor, an unknown kind', () => predictor.predict(black, { kind: 1 })],
    ['an unknown kind', () => engine.see({ width: 1, height: 1, data: [0, 0, 0, 0] }, { kind: 'sketch' })],
  ];
  const told = [];
  for (const [name, call] of mistakes) {
    try {
      await call();
      told.push([name, 'accepted']);
    } catch (error) {
      told.push([name, error.constructor.name, error.code]);
    }
  }
  const same = JSON.stringify(await engine.predict(new Uint8ClampedArray(784))) === JSON.stringify(before);
  engine.close();
  return { told, same };
}

test('what a developer gets wrong at first is refused by a code, and the network stays', async ({
  page,
  address,
  watch,
}) => {
  watch.allow(/favicon/);
  await page.goto(new URL('licenses.txt', address).href);
  const { told, same } = await page.evaluate(mistake, { model });
  expect(told).toEqual(
    [
      ['no pixels', 'bad-image'],
      ['pixels from 0 to 1', 'bad-image'],
      ['pixels above 255', 'bad-image'],
      ['predictor, pixels from 0 to 1', 'bad-image'],
      ['predictor, no pixels', 'bad-image'],
      ['no file', 'bad-model'],
      ['predictor, no file', 'bad-model'],
      ['no network', 'bad-description'],
      ['nothing to summarise', 'bad-description'],
      ['a setting that is none', 'bad-settings'],
      ['a need of a setting that is none', 'bad-settings'],
      ['an unknown method', 'bad-settings'],
      ['no drawing', 'bad-image'],
      ['a mark without points', 'bad-image'],
      ['a mark of another kind', 'bad-image'],
      ['points that are none', 'bad-image'],
      ['the area of a stroke', 'bad-image'],
      ['a prediction of an unknown kind', 'bad-settings'],
      ['a prediction of no kind', 'bad-settings'],
      ['predictor, an unknown kind', 'bad-settings'],
      ['an unknown kind', 'bad-settings'],
    ].map(([name, code]) => [name, 'EngineError', code]),
  );
  expect(same).toBe(true); // and not because the engine was started again: it holds the same weights
});
