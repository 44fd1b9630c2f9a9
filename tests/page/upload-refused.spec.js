// Files that cannot be classified: a sentence that says what to do, and nothing is lost.

import { blackPng, png } from './support/pictures.js';
import { expect, fixture, test } from './support/test.js';

const svg = (/** @type {string} */ attributes) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}/>`);
const safetensors = Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{}')]);
const trouser = fixture('trouser.png');

/** @type {[name: string, file: string, buffer: Buffer, sentence: RegExp][]} */
const REFUSED = [
  ['text that calls itself a PNG', 'letter.png', Buffer.from('Dear Sir or Madam'), /not an image .* choose/],
  ['a PDF document', 'shirt.png', Buffer.from('%PDF-1.7\n'), /not an image .*: it is a PDF document\. .* choose/],
  ['a model', 'model.png', safetensors, /is a model, no image\. Load it under Keep, by “Load model”\./],
  ['a program', 'setup.exe', Buffer.from('MZ\x90\x00\x03'), /not an image .* choose/],
  ['an empty file', 'empty.png', Buffer.alloc(0), /is empty/],
  ['a PNG cut in its header', 'cut.png', trouser.subarray(0, 20), /Please choose/],
  ['an image of 0 × 0 pixels', 'nothing.png', blackPng(0, 0), /Please choose/],
  ['an SVG of 0 × 0 pixels', 'nothing.svg', svg('width="0" height="0"'), /no pixels|not an image/],
  ['an image of 1 × 1 pixel', 'dot.png', blackPng(1, 1), /1 × 1 pixels.* at least/],
  ['an image of 1 × 4000 pixels', 'line.png', blackPng(1, 4000), /1 × 4,000 pixels.* at least/],
  ['an image of 12,000 × 12,000 pixels', 'poster.png', blackPng(12_000, 12_000), /12,000 × 12,000 pixels.* shrink/],
  [
    'an image that claims 2 billion × 2 billion pixels',
    'claim.png',
    png(0x7fffffff, 0x7fffffff, Buffer.alloc(10)),
    /Please|shrink/,
  ],
];

test('each is refused in a sentence of its own, and the drawing and its prediction stay', async ({ room }) => {
  await room.open();
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  const [drawing, probabilities] = [await room.canvas(), await room.probabilities()];
  for (const [name, file, buffer, sentence] of REFUSED) {
    await test.step(name, async () => {
      await room.uploadFile({ name: file, mimeType: 'image/png', buffer });
      await expect(room.problem, name).toContainText(file);
      await expect(room.problem, name).toHaveText(sentence);
      expect(await room.canvas(), name).toBe(drawing);
      expect(await room.probabilities(), name).toEqual(probabilities);
    });
  }
  // A good file makes the sentence go away.
  await room.uploadFile({ name: 'good.png', mimeType: 'image/png', buffer: trouser });
  await expect(room.problem).toHaveCount(0);
  await room.expectPrediction('Trouser');
});

test('a refusal stays, however late the browser draws the stroke before it', async ({ room, page }) => {
  await room.open();
  const late = await page.evaluateHandle(() => {
    /** @type {FrameRequestCallback[]} */
    const frames = [];
    window.requestAnimationFrame = (draw) => frames.push(draw);
    window.cancelAnimationFrame = (id) => void (frames[id - 1] = () => {});
    return frames;
  });
  await room.stroke([0.2, 0.2], [0.8, 0.8]);
  await room.uploadFile({ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('Dear Sir or Madam') });
  await expect(room.problem).toHaveText(/not an image/);
  await late.evaluate((frames) => frames.forEach((draw) => draw(performance.now())));
  expect(await room.problem.count()).toBe(1);
});

test('a PNG cut in its pixels shows what has come or is refused, and does no harm', async ({ room }) => {
  await room.open();
  await room.uploadFile({ name: 'half.png', mimeType: 'image/png', buffer: trouser.subarray(0, trouser.length / 2) });
  await expect(room.problem.or(room.try.getByText(/^half\.png\. Draw/))).toBeVisible();
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
});

test('an image of one colour shows nothing, and the page says so', async ({ room }) => {
  await room.open();
  await room.uploadFile({ name: 'night.png', mimeType: 'image/png', buffer: blackPng(300, 300) });
  await expect(room.predictions.getByText(/^Nothing stands out/)).toBeVisible();
  expect(await room.probabilities()).toBeNull();
});

/** What canvases give back in browsers that guard against fingerprinting. @type {Record<string, () => number>} */
const GUARDS = { noise: () => Math.random() * 256, white: () => 255, nothing: () => 0 };

for (const [what, value] of Object.entries(GUARDS)) {
  test(`where a canvas gives back ${what}, an image is refused with the cause, and all else works`, async ({
    room,
    page,
  }) => {
    await page.addInitScript((/** @type {string} */ source) => {
      const value = /** @type {() => number} */ (new Function(`return ${source}`)());
      for (const { prototype } of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
        const read = prototype.getImageData;
        prototype.getImageData = function (...box) {
          const image = read.apply(this, box);
          if (!('honest' in window)) image.data.forEach((_, i) => (image.data[i] = value()));
          return image;
        };
      }
    }, String(value));
    await room.open();
    for (const name of ['Trouser', 'Dress', 'Ankle boot']) {
      await room.samples.filter({ hasText: name }).click();
      await expect(room.verdict(name)).toHaveText(/^Right/); // it never was on a canvas
    }
    await room.uploadFile({ name: 'mine.png', mimeType: 'image/png', buffer: trouser });
    await expect(room.problem).toContainText(`it gives the page ${what} in place of an image’s pixels. Allow`);
    await room.drawTrousers();
    await room.expectPrediction('Trouser');
    await page.evaluate(() => Object.assign(window, { honest: true })); // the visitor allows it
    await room.uploadFile({ name: 'mine.png', mimeType: 'image/png', buffer: trouser });
    await expect(room.try.getByText('mine.png. Draw on the canvas')).toBeVisible();
    await room.expectPrediction('Trouser');
  });
}

test('an image that neither way can decode is told so', async ({ room, page }) => {
  await room.open();
  await page.evaluate(() => {
    window.createImageBitmap = () => Promise.reject(new DOMException('could not be allocated', 'InvalidStateError'));
    CanvasRenderingContext2D.prototype.drawImage = () => {};
  });
  await room.uploadFile({ name: 'mine.png', mimeType: 'image/png', buffer: trouser });
  await expect(room.problem).toHaveText(/damaged .* or the browser has not the memory for its [\d,]+ × [\d,]+ pixels/);
});
