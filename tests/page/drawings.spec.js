// Drawings as what they are made of: strokes and fills that are drawn alike everywhere, saved and opened again.

import { writeDrawing } from '../../web/sections/try/drawing-svg.js';
import { Room } from './support/room.js';
import { expect, fixture, test } from './support/test.js';

const INSIDE = /** @type {const} */ ([0.5, 0.5]);

/** @param {Room} room */
const outlineBox = (room) => room.stroke([0.3, 0.2], [0.7, 0.2], [0.7, 0.8], [0.3, 0.8], [0.3, 0.2]);

/** Opens the page with an empty canvas. @param {Room} room */
async function begin(room) {
  await room.open();
  await room.clear.click();
  await expect(room.nothingDrawn).toBeVisible();
}

/** @param {Room} room @returns {Promise<Buffer>} the file */
async function save(room) {
  const download = room.page.waitForEvent('download');
  await room.page.getByRole('button', { name: 'Save drawing', exact: true }).click();
  expect((await download).suggestedFilename()).toBe('drawing.svg');
  return Buffer.concat(await (await (await download).createReadStream()).toArray());
}

/** @param {Room} room @param {Buffer} buffer @param {string} [name] */
const uploadSvg = (room, buffer, name = 'drawing.svg') => room.uploadFile({ name, mimeType: 'image/svg+xml', buffer });

/** Makes what is read from a canvas noise, as browsers do against fingerprinting. */
function addNoise() {
  for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
    const read = prototype.getImageData;
    prototype.getImageData = function (...box) {
      const image = read.apply(this, box);
      image.data.forEach((_, i) => (image.data[i] = i % 4 === 3 ? 255 : Math.random() * 256));
      return image;
    };
  }
}

test('the same drawing is the same to the network, also where canvases return noise', async ({ browser, address }) => {
  /** @type {Record<string, { noise?: boolean, deviceScaleFactor?: number }>} */
  const places = { plain: {}, noise: { noise: true }, 'two pixels to one': { deviceScaleFactor: 2 } };
  /** @type {Map<string, number[] | null>} */
  const answers = new Map();
  for (const [name, { noise, deviceScaleFactor }] of Object.entries(places)) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor });
    if (noise) await page.addInitScript(addNoise);
    const room = new Room(page, address);
    await room.open();
    await room.drawTrousers();
    await room.expectPrediction('Trouser');
    const wholly = () => room.probabilities().then((all) => all.map(String).join(' '));
    await expect.poll(async () => (await wholly()) === (await wholly())).toBe(true);
    answers.set(name, await room.probabilities());
    await page.close();
  }
  expect(answers.get('noise')).toEqual(answers.get('plain'));
  expect(answers.get('two pixels to one')).toEqual(answers.get('plain'));
});

test('Undo takes one stroke or fill after the other away', async ({ room }) => {
  await begin(room);
  const states = [await room.canvas()];
  const marks = [
    () => outlineBox(room),
    () => room.stroke([0.1, 0.1], [0.2, 0.9]),
    () => room.tool('Fill').then(() => room.stroke(INSIDE)),
    () => room.tool('Eraser').then(() => room.stroke([0.4, 0.5], [0.6, 0.5])),
  ];
  for (const mark of marks) {
    await mark();
    await expect.poll(() => room.canvas()).not.toBe(states.at(-1));
    states.push(await room.canvas());
  }
  await expect.poll(() => room.grey([0.5, 0.6])).toBeGreaterThan(100); // the fill has come
  states[4] = await room.canvas();
  expect(await room.grey(INSIDE)).toBe(0);
  for (const state of states.slice(0, -1).reverse()) {
    await room.undo.click();
    await expect.poll(() => room.canvas()).toBe(state);
  }
  await expect(room.nothingDrawn).toBeVisible();
});

test('a fill that is drawn before the engine has started shows when it has', async ({ room, page }) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(room.address);
  await expect(room.samples).toHaveCount(10);
  await room.clear.click();
  await outlineBox(room);
  expect(await room.grey([0.3, 0.5])).toBeGreaterThan(100); // strokes do not wait
  await room.tool('Fill');
  await room.stroke(INSIDE);
  expect(await room.grey(INSIDE)).toBe(0);
  await page.getByRole('button', { name: 'Save drawing' }).click();
  await expect(room.problem).toContainText('still loading');
  release();
  await room.expectPrediction();
  await expect.poll(() => room.grey(INSIDE)).toBeGreaterThan(100);
});

test('a drawing on a sample keeps the sample under it', async ({ room }) => {
  await room.open();
  await room.samples.filter({ hasText: 'Trouser' }).click();
  await expect(room.verdict('Trouser')).toBeVisible();
  const light = await room.grey([0.42, 0.5]); // a leg
  expect(light).toBeGreaterThan(100);
  await room.stroke([0.02, 0.02], [0.05, 0.02]);
  await expect(room.try.getByText(/^Your drawing/)).toBeVisible();
  expect(await room.grey([0.42, 0.5])).toBe(light);
  expect((await room.seenPixels()).filter((pixel) => pixel > 100).length).toBeGreaterThan(100);
  await room.undo.click();
  await expect(room.verdict('Trouser')).toBeVisible();
});

test('a saved drawing is opened as strokes, fills and all, and can be gone on with', async ({ room, page }) => {
  await begin(room);
  await expect(page.getByRole('button', { name: 'Save drawing' })).toBeDisabled(); // there is none
  await room.samples.filter({ hasText: 'Bag' }).click();
  await expect(room.verdict('Bag')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Save drawing' })).toBeDisabled(); // it is no drawing
  await room.stroke([0.2, 0.1], [0.8, 0.15]);
  await room.tool('Fill');
  await room.stroke([0.02, 0.98]);
  await expect.poll(() => room.grey([0.02, 0.98])).toBeGreaterThan(100);
  await room.tool('Brush');
  await room.stroke([0.1, 0.9]);
  await expect.poll(() => room.probabilities()).not.toBeNull();
  const before = { canvas: await room.canvas(), seen: await room.seenPixels() };
  const file = await save(room);

  await room.page.reload();
  await room.expectPrediction();
  const first = await room.canvas();
  await uploadSvg(room, file, 'mine.svg');
  await expect(room.try.getByText(/^Your drawing from mine\.svg/)).toBeVisible();
  await expect.poll(() => room.canvas()).toBe(before.canvas);
  await expect.poll(() => room.seenPixels()).toEqual(before.seen);
  expect(await save(room)).toEqual(file);

  await room.stroke([0.5, 0.5], [0.6, 0.5]);
  await room.undo.click();
  await expect.poll(() => room.canvas()).toBe(before.canvas);
  for (let i = 0; i < 4; i++) await room.undo.click(); // three marks, and opening it
  await expect.poll(() => room.canvas()).toBe(first);
  await expect(room.undo).toBeDisabled();
});

test('any viewer shows a saved drawing', async ({ room, page }) => {
  await begin(room);
  await outlineBox(room);
  await room.tool('Fill');
  await room.stroke(INSIDE);
  await expect.poll(() => room.grey(INSIDE)).toBeGreaterThan(100);
  const file = await save(room);
  const greys = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
    await image.decode();
    const canvas = new OffscreenCanvas(100, 100);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, 100, 100);
    const places = [
      [50, 50],
      [30, 50],
      [50, 20],
      [10, 50],
      [90, 95],
    ];
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data]);
  }, file.toString());
  const [light, black] = [
    [217, 217, 217, 255],
    [0, 0, 0, 255],
  ];
  expect(greys).toEqual([light, light, light, black, black]);
});

test('a drawing that another program changed, or that is broken, loses nothing', async ({ room }) => {
  await begin(room);
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  const file = (await save(room)).toString();
  const [canvas, probabilities] = [await room.canvas(), await room.probabilities()];
  for (const broken of [file.slice(0, 400), file.replace('</svg>', ''), file.replace('<rect', '<rect <')]) {
    await uploadSvg(room, Buffer.from(broken), 'broken.svg');
    await expect(room.problem).toHaveText(/“broken\.svg” is not an image/);
    expect(await room.canvas()).toBe(canvas);
    expect(await room.probabilities()).toEqual(probabilities);
  }
  await uploadSvg(room, Buffer.from(file.replace(/data-points="[\d.]+/, 'data-points="1e99')), 'changed.svg');
  await expect(room.try.getByText(/^changed\.svg\. Draw on the canvas/)).toBeVisible();
  await uploadSvg(room, fixture('trouser.svg'), 'foreign.svg');
  await expect(room.try.getByText(/^foreign\.svg\. Draw on the canvas/)).toBeVisible();
  await room.expectPrediction('Trouser');
  await room.undo.click();
  await room.undo.click();
  expect(await room.canvas()).toBe(canvas);
});

test('a drawing that would keep the engine busy for minutes is refused in words', async ({ room }) => {
  await begin(room);
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  const points = Array.from({ length: 12_000 }, (_, i) => [((i / 3) % 2) * 336, (i * 97) % 336, 128][i % 3]);
  const marks = [{ kind: /** @type {const} */ ('stroke'), grey: 9, points }];
  await uploadSvg(room, Buffer.from(writeDrawing({ marks }, () => '')));
  await expect(room.problem).toContainText('more strokes than can be looked at');
  await room.undo.click();
  await expect(room.undo).toBeEnabled();
  await room.undo.click();
  await room.expectPrediction('Trouser');
  await expect(room.problem).toHaveCount(0);
});

test('of a saved drawing with many strokes, the last ones can be undone, and that it was opened', async ({ room }) => {
  await room.open();
  const before = await room.canvas();
  const marks = Array.from({ length: 60 }, (_, i) => ({
    kind: /** @type {const} */ ('stroke'),
    grey: 200,
    points: [20 + 5 * i, 168, 8],
  }));
  await uploadSvg(room, Buffer.from(writeDrawing({ marks }, () => '')));
  await expect(room.try.getByText(/^Your drawing from/)).toBeVisible();
  await room.undo.click();
  expect(await room.grey([(20 + 5 * 59 + 3) / 336, 0.5])).toBe(0);
  expect(await room.grey([(20 + 5 * 58) / 336, 0.5])).toBe(200);
  for (let i = 0; i < 39; i++) await room.undo.click();
  await expect.poll(() => room.canvas()).toBe(before);
  await expect(room.undo).toBeDisabled();
});

test('an empty canvas shows an example, which is no part of the picture', async ({ room }) => {
  await begin(room);
  await expect(room.picture).toHaveAccessibleDescription(/^An empty canvas.* dotted T-shirt/);
  const example = await room.picture.screenshot();
  await room.tool('Eraser');
  await room.stroke([0.5, 0.5]); // changes nothing but that something was drawn
  await expect(room.picture).toHaveAccessibleDescription(/^Your drawing/);
  await expect(room.nothingDrawn).toBeVisible();
  const black = await room.picture.screenshot();
  expect(black.equals(example)).toBe(false);
  expect(Math.max(...(await room.seenPixels()))).toBe(0);
  await room.undo.click();
  await expect(room.picture).toHaveAccessibleDescription(/dotted T-shirt/);
  await room.tool('Brush');
  await room.stroke([0.2, 0.5], [0.8, 0.5]);
  await room.expectPrediction();
  await room.undo.click();
  await expect(room.nothingDrawn).toBeVisible();
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true });

  test('a second finger and a mouse neither draw nor end the stroke', async ({ room, page, context }) => {
    await begin(room);
    const touch = await context.newCDPSession(page);
    const send = async (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, ...shares) => {
      const points = await Promise.all(shares.map((share) => room.at(share)));
      const touchPoints = points.map(([x, y], id) => ({ x, y, id }));
      await touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await send('touchStart', [0.2, 0.2]);
    await send('touchMove', [0.4, 0.2]);
    await send('touchStart', [0.4, 0.2], [0.3, 0.8]);
    await send('touchMove', [0.4, 0.2], [0.7, 0.8]);
    await send('touchMove', [0.4, 0.2]); // the second finger is lifted
    const [x, y] = await room.at([0.8, 0.6]);
    await page.mouse.move(x, y);
    await send('touchMove', [0.8, 0.2]);
    await send('touchEnd');
    await room.expectPrediction();
    for (const share of [0.25, 0.5, 0.7]) expect(await room.grey([share, 0.2])).toBeGreaterThan(100);
    for (const share of [0.3, 0.5, 0.7]) expect(await room.grey([share, 0.8])).toBe(0);
    expect(await room.grey([0.8, 0.6])).toBe(0);
    await room.undo.click();
    await expect(room.nothingDrawn).toBeVisible(); // it was one stroke
  });
});
