// “Not sure”: what is unlike the training images is not given a class with confidence.

import { readFileSync } from 'node:fs';
import { knowingOnly, withAnswer } from './support/model-files.js';
import { SITE, expect, test } from './support/test.js';

const READY_MADE = readFileSync(`${SITE}model/ready-made.safetensors`);

/**
 * What runs in the page: the shares of several kinds of pictures that the ready-made model turns away.
 * Strokes go through the way of every drawing.
 * @param {number} count of each kind
 */
async function turnedAway(count) {
  const at = (/** @type {string} */ path) => new URL(path, location.href).href;
  const [{ createEngine }, { createPredictor }] = await Promise.all([
    import(at('engine/engine.js')),
    import(at('engine/predictor.js')),
  ]);
  const model = await (await fetch(at('model/ready-made.safetensors'))).arrayBuffer();
  const predictor = await createPredictor(model);
  const engine = await createEngine({ threads: 1 });
  await engine.loadModel(model);

  let state = 1;
  /** From 0 to below 1 (mulberry32). */
  function random() {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (/** @type {number} */ low, /** @type {number} */ high) => low + random() * (high - low);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  /** @param {string} path SVG's, in a box of 100 @param {number} width @param {boolean} [filled] */
  function drawing(path, width, filled = false) {
    const context = new OffscreenCanvas(336, 336).getContext('2d');
    context.fillRect(0, 0, 336, 336);
    context.translate(168 + between(-10, 10), 168 + between(-10, 10));
    context.rotate(between(-0.15, 0.15));
    context.scale(3.36 * between(0.8, 1), 3.36 * between(0.8, 1));
    context.translate(-50, -50);
    const grey = Math.round(between(150, 255));
    Object.assign(context, { lineWidth: width / 3.36, lineCap: 'round', lineJoin: 'round' });
    context.strokeStyle = context.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
    const shape = new Path2D(path);
    context.stroke(shape);
    if (filled) context.fill(shape);
    return context.getImageData(0, 0, 336, 336);
  }

  const digits = [
    'M50 20 C25 20 25 80 50 80 C75 80 75 20 50 20',
    'M40 32 L52 20 L52 80',
    'M33 35 C35 15 67 15 65 38 C64 52 40 65 33 80 L68 80',
    'M34 24 C70 10 70 48 46 48 C76 48 72 90 33 76',
    'M56 20 L32 60 L72 60 M60 40 L60 82',
    'M66 20 L40 20 L37 46 C60 38 76 60 60 76 C52 84 40 82 34 76',
    'M62 20 C44 34 34 52 36 66 C40 84 66 82 64 64 C62 48 42 50 37 62',
    'M32 22 L68 22 L46 80',
    'M50 48 C30 40 34 20 50 20 C66 20 70 40 50 48 C26 56 30 80 50 80 C70 80 74 56 50 48',
    'M63 34 C60 16 36 18 37 36 C38 52 62 52 63 34 C64 50 62 66 56 80',
  ];
  const scribble = () => {
    const point = () => `${between(10, 90).toFixed(1)} ${between(10, 90).toFixed(1)}`;
    return `M${point()} ${Array.from({ length: 3 + Math.floor(random() * 5) }, () => `S${point()} ${point()}`).join(' ')}`;
  };
  const clothes = [
    'M40 17 L60 17 L75 22 L90 40 L80 48 L71 40 L71 85 L29 85 L29 40 L20 48 L10 40 L25 22 Z', // T-shirt
    'M36 10 L64 10 L67 50 L66 92 L54 92 L50 35 L46 92 L34 92 L33 50 Z', // trousers
    'M40 14 L60 14 L73 20 L87 50 L90 85 L78 86 L71 45 L71 86 L29 86 L29 45 L22 86 L10 85 L13 50 L27 20 Z', // pullover
    'M43 8 L57 8 L62 10 L60 35 L62 45 L72 92 L28 92 L38 45 L40 35 L38 10 Z', // dress
    'M15 40 L85 40 L90 85 L10 85 Z M32 40 L36 24 L64 24 L68 40', // bag
    'M70 10 L42 10 L42 50 L30 60 L8 68 L8 82 L70 82 Z', // ankle boot
  ];
  /** @type {Record<string, (index: number) => ImageData>} */
  const drawn = {
    digits: (i) => drawing(digits[i % 10], between(14, 42)),
    scribbles: () => drawing(scribble(), between(6, 36)),
    faces: () =>
      drawing(
        'M50 12 C10 12 10 90 50 90 C90 90 90 12 50 12 M38 40 V42 M62 40 V42 M35 62 C42 74 58 74 65 62',
        between(8, 24),
      ),
    clothes: (i) => drawing(clothes[i % clothes.length], between(6, 20), true),
  };
  const pixel = (/** @type {number} */ value) => Math.min(255, Math.max(0, Math.round(value)));
  /** @type {Record<string, () => number>} */
  const noises = {
    uniform: () => random() * 256 - 0.5,
    gaussian: () => 128 + 50 * normal(),
    'salt and pepper': () => (random() < 0.2 ? 255 : 0),
  };

  /** @type {Record<string, number>} */
  const shares = {};
  for (const [name, draw] of Object.entries(drawn)) {
    let unsure = 0;
    for (let i = 0; i < count; i++) unsure += (await engine.see(draw(i), { kind: 'drawing' })).unlike > 1 ? 1 : 0;
    shares[name] = unsure / count;
  }
  for (const [name, noise] of Object.entries(noises)) {
    let unsure = 0;
    for (let i = 0; i < count; i++)
      unsure += predictor.predict(Uint8Array.from({ length: 784 }, () => pixel(noise()))).unlike > 1 ? 1 : 0;
    shares[name] = unsure / count;
  }
  const loaded = await engine.loadImages({ split: 'test' });
  const { pixels } = await engine.images({ split: 'test', count: loaded.count });
  let unsure = 0;
  for (let i = 0; i < loaded.count; i++)
    unsure += predictor.predict(pixels.subarray(784 * i, 784 * (i + 1))).unlike > 1 ? 1 : 0;
  shares['test set'] = unsure / loaded.count;
  engine.close();
  predictor.close();
  return shares;
}

test('the ready-made model turns away what is no garment, and few garments', async ({ page, address, watch }) => {
  watch.allow(/favicon/);
  await page.goto(new URL('licenses.txt', address).href);
  const shares = await page.evaluate(turnedAway, 120);
  test.info().annotations.push({ type: 'turned away', description: JSON.stringify(shares) });
  expect(shares['test set']).toBeLessThanOrEqual(0.05);
  for (const noise of ['uniform', 'gaussian', 'salt and pepper']) expect(shares[noise]).toBe(1);
  expect(shares.digits).toBeGreaterThan(0.8);
  expect(shares.scribbles).toBeGreaterThan(0.88);
  expect(shares.faces).toBeGreaterThan(0.9);
  expect(shares.clothes).toBeLessThan(0.1);
});

test('a star and a scribble are answered “Not sure”, a garment is not', async ({ room }) => {
  const notSure = room.predictions.getByText('Not sure', { exact: true });
  await room.open();
  await expect(notSure).toHaveCount(0);
  await room.clear.click();
  await room.stroke([0.5, 0.06], [0.76, 0.88], [0.08, 0.37], [0.92, 0.37], [0.24, 0.88], [0.5, 0.06]);
  await expect(notSure).toBeVisible();
  await expect(
    room.predictions.getByText(/^Perhaps an? .+\. It is unlike what the network knows\. The bars only say/),
  ).toBeVisible();
  expect((await room.probabilities()).reduce((a, b) => a + b)).toBeCloseTo(100, 0);
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  await expect(notSure).toHaveCount(0);
  await room.clear.click();
  await room.page.getByRole('slider', { name: 'Size' }).fill('12');
  await room.stroke(
    [0.1, 0.2],
    [0.9, 0.3],
    [0.15, 0.45],
    [0.85, 0.55],
    [0.2, 0.7],
    [0.9, 0.85],
    [0.3, 0.2],
    [0.6, 0.9],
  );
  await expect(notSure).toBeVisible();
});

test('a network of one’s own is unsure of noise once its novelty score is fitted, and keeps that in its file', async ({
  page,
  address,
  watch,
}) => {
  watch.allow(/favicon/);
  await page.goto(new URL('licenses.txt', address).href);
  const found = await page.evaluate(async () => {
    const at = (/** @type {string} */ path) => new URL(path, location.href).href;
    const { createEngine } = await import(at('engine/engine.js'));
    const engine = await createEngine();
    await engine.newModel(await (await fetch(at('model/reference.json'))).json());
    const refusal = (/** @type {Error & { code: string }} */ error) => error.code;
    const noise = Uint8Array.from({ length: 784 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
    const tooFew = await engine.fitNovelty().catch(refusal);
    const run = engine.fit({ settings: { epochs: 1, trainingImages: 640 } });
    const during = await engine.fitNovelty().catch(refusal);
    await run.done;
    const before = (await engine.predict(noise)).unlike;
    let progress = null;
    await engine.fitNovelty({ onProgress: (now) => (progress = now) });
    const after = (await engine.predict(noise)).unlike;
    const { pixels } = await engine.images({ split: 'train', start: 3000, count: 100 });
    let unsure = 0;
    for (let i = 0; i < 100; i++)
      unsure += (await engine.predict(pixels.subarray(784 * i, 784 * (i + 1)))).unlike > 1 ? 1 : 0;
    await engine.loadModel(await engine.saveModel());
    const loaded = (await engine.predict(noise)).unlike;
    engine.close();
    return { tooFew, during, before, after, loaded, unsure, progress };
  });
  expect(found).toMatchObject({
    tooFew: 'wrong-state',
    during: 'wrong-state',
    before: null,
    progress: { processed: 2640, count: 2640 },
  });
  expect(found.after).toBeGreaterThan(1);
  expect(found.loaded).toBe(found.after);
  expect(found.unsure).toBeLessThan(15);
});

/** What runs in the page: by which limits pictures are judged. @param {string} text the model */
async function unlikes(text) {
  const at = (/** @type {string} */ path) => new URL(path, location.href).href;
  const [{ createEngine }, { createPredictor }] = await Promise.all([
    import(at('engine/engine.js')),
    import(at('engine/predictor.js')),
  ]);
  const model = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const predictor = await createPredictor(model);
  const engine = await createEngine({ threads: 1 });
  await engine.loadModel(model);
  const pixels = new Uint8Array(784).fill(200, 300, 500);
  const context = new OffscreenCanvas(100, 100).getContext('2d');
  context.fillRect(0, 0, 100, 100);
  context.fillStyle = '#ddd';
  context.fillRect(30, 20, 40, 60);
  const image = context.getImageData(0, 0, 100, 100);
  const found = {
    left: (await engine.predict(pixels)).unlike,
    photo: (await engine.predict(pixels, { kind: 'photo' })).unlike,
    drawing: (await engine.predict(pixels, { kind: 'drawing' })).unlike,
    seenDrawing: (await engine.see(image, { kind: 'drawing' })).unlike,
    predictor: [predictor.predict(pixels), predictor.predict(pixels, { kind: 'drawing' })].map(({ unlike }) => unlike),
  };
  engine.close();
  predictor.close();
  return found;
}

test('photos and drawings are judged by limits of their own', async ({ page, address, watch }) => {
  watch.allow(/favicon/);
  await page.goto(new URL('licenses.txt', address).href);
  const photos = await page.evaluate(unlikes, knowingOnly(READY_MADE, 'photo').toString('base64'));
  expect(photos).toEqual({ left: 0, photo: 0, drawing: 1000, seenDrawing: 1000, predictor: [0, 1000] });
  const drawings = await page.evaluate(unlikes, knowingOnly(READY_MADE, 'drawing').toString('base64'));
  expect(drawings).toEqual({ left: 1000, photo: 1000, drawing: 0, seenDrawing: 0, predictor: [1000, 0] });
});

test('“Not sure” says what it would be, also to screen readers; a drawing is judged as one', async ({ room }) => {
  const notSure = room.predictions.getByText('Not sure', { exact: true });
  const boot = [...new Array(9).fill(0.01), 0.91];
  await room.open();
  await room.drawTrousers();
  await room.load('Load model', knowingOnly(withAnswer(READY_MADE, boot), 'photo')); // judges the drawing anew
  await expect(notSure).toBeVisible();
  const sentence = 'Perhaps an Ankle boot. It is unlike what the network knows.';
  const bars = 'The bars only say which class comes nearest.';
  await expect(room.predictions.getByText(`${sentence} ${bars}`, { exact: true })).toBeVisible();
  await expect(room.predictions.getByRole('status')).toHaveText(`Not sure. ${sentence}`);
  expect(await room.probabilities()).toEqual(boot.map((share) => 100 * share));
  await room.load('Load model', knowingOnly(withAnswer(READY_MADE, boot), 'drawing'));
  await expect(room.headline('Ankle boot')).toBeVisible();
  await room.samples.filter({ hasText: 'Bag' }).click(); // as a photo
  await expect(notSure).toBeVisible();
  await expect(room.predictions.getByText(`${sentence} Its label is Bag. ${bars}`, { exact: true })).toBeVisible();
});

test('a shoe that may be any of the three is called a shoe', async ({ room }) => {
  await room.open();
  await room.drawTrousers();
  const shoes = [0.001, 0.001, 0.002, 0.001, 0.001, 0.41, 0.002, 0.38, 0.002, 0.2];
  await room.load('Load model', knowingOnly(withAnswer(READY_MADE, shoes), 'drawing'));
  await expect(room.headline('Sandal')).toBeVisible();
  const sentence = 'It is 99 % sure of a shoe: Sandal 41 %, Sneaker 38 %, Ankle boot 20 %.';
  await expect(room.predictions.getByText(sentence, { exact: true })).toBeVisible();
  await expect(room.predictions.getByRole('status')).toHaveText('Prediction: Sandal, or another shoe.');
});
