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
