// A picture of trousers, brought in every format and by every way.

import { writeFile } from 'node:fs/promises';
import { blackAndWhitePng, greyPng, stripedShirt } from './support/pictures.js';
import { expect, fixture, test } from './support/test.js';

test.beforeEach(({ room }) => room.open());

/** @param {import('./support/room.js').Room} room @param {string} name */
async function expectTrousers(room, name) {
  await room.expectPrediction('Trouser');
  await expect(room.try.getByText(`${name}. Draw on the canvas`)).toBeVisible();
  await expect(room.problem).toHaveCount(0);
}

/** @param {number[]} a @param {number[]} b mean difference of two pictures, in grey levels of 255 */
const difference = (a, b) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

const FORMATS = {
  'PNG with a transparent background': ['transparent.png', 'image/png'],
  'JPEG that EXIF says is lying': ['lying.jpg', 'image/jpeg'],
  WebP: ['trouser.webp', 'image/webp'],
  AVIF: ['trouser.avif', 'image/avif'],
  'moving GIF': ['trouser.gif', 'image/gif'],
  'SVG without a size': ['trouser.svg', 'image/svg+xml'],
};

test('in every format the network sees the same', async ({ room }) => {
  const see = async (/** @type {string} */ name, /** @type {string} */ mimeType) => {
    await room.clear.click();
    await expect(room.nothingDrawn).toBeVisible(); // what the last file showed is gone
    await room.uploadFile({ name, mimeType, buffer: fixture(name) });
    await expectTrousers(room, name);
    return room.seenPixels();
  };
  const plain = await see('trouser.png', 'image/png');
  expect(Math.max(...plain)).toBeGreaterThan(100);
  for (const [format, [name, mimeType]] of Object.entries(FORMATS)) {
    await test.step(format, async () => expect(difference(plain, await see(name, mimeType)), format).toBeLessThan(15));
  }
});

test('whatever they are called, the bytes decide what files are', async ({ room }) => {
  /** @type {[file: string, name: string, mimeType: string][]} */
  const called = [
    ['trouser.png', 'trouser.svg', 'image/svg+xml'],
    ['trouser.svg', 'trouser', ''],
    ['trouser.svg', 'trouser.png', 'image/png'],
    ['trouser.webp', 'trouser.txt', 'text/plain'],
  ];
  for (const [file, name, mimeType] of called) {
    await room.clear.click();
    await expect(room.nothingDrawn).toBeVisible();
    await room.uploadFile({ name, mimeType, buffer: fixture(file) });
    await expectTrousers(room, name);
  }
});

test('no file chooser greys out files by their names', async ({ page }) => {
  for (const input of await page.locator('input[type=file]').all()) await expect(input).not.toHaveAttribute('accept');
});

test('dropped anywhere on the page', async ({ room, page, context }, info) => {
  const file = info.outputPath('dropped.png');
  await writeFile(file, fixture('trouser.png'));
  const mouse = await context.newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  await mouse.send('Input.dispatchDragEvent', { type: 'dragEnter', x: 600, y: 500, data });
  await mouse.send('Input.dispatchDragEvent', { type: 'dragOver', x: 600, y: 500, data });
  await expect(page.getByText('Drop an image to classify it')).toBeVisible();
  await mouse.send('Input.dispatchDragEvent', { type: 'drop', x: 600, y: 500, data });
  await expectTrousers(room, 'dropped.png');
  await expect(page.getByText('Drop an image to classify it')).toBeHidden();
});

test('a drag that leaves again changes nothing', async ({ room, page, context }, info) => {
  const file = info.outputPath('dropped.png');
  await writeFile(file, fixture('trouser.png'));
  const before = await room.canvas();
  const mouse = await context.newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  await mouse.send('Input.dispatchDragEvent', { type: 'dragEnter', x: 600, y: 500, data });
  await mouse.send('Input.dispatchDragEvent', { type: 'dragOver', x: 600, y: 500, data });
  await expect(page.getByText('Drop an image to classify it')).toBeVisible();
  await page.dispatchEvent('body', 'dragleave'); // Chromium's protocol can begin a drag, but not leave with it
  await expect(page.getByText('Drop an image to classify it')).toBeHidden();
  expect(await room.canvas()).toBe(before);
});

test('pasted from the clipboard', async ({ room, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(
    async (bytes) => {
      const blob = new Blob([new Uint8Array(bytes)], { type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    },
    [...fixture('trouser.png')],
  );
  await page.keyboard.press('Control+v');
  await room.expectPrediction('Trouser');
  await expect(room.try.getByText(/^(image\.png|Pasted image)\. Draw/)).toBeVisible();
});

test('a pasted text is no image, and is told so', async ({ room, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(() => navigator.clipboard.writeText('trousers'));
  const before = await room.canvas();
  await page.keyboard.press('Control+v');
  await expect(room.problem).toContainText('The clipboard holds no image.');
  expect(await room.canvas()).toBe(before);
});

test('the same file can be chosen twice, and an upload can be undone', async ({ room }) => {
  const file = { name: 'mine.png', mimeType: 'image/png', buffer: fixture('trouser.png') };
  const before = await room.canvas();
  await room.uploadFile(file);
  await expectTrousers(room, 'mine.png');
  await room.clear.click();
  await room.uploadFile(file);
  await expectTrousers(room, 'mine.png');
  for (let i = 0; i < 3; i++) await room.undo.click();
  await expect.poll(() => room.canvas()).toBe(before);
});

test('a large photo is shrunk by averaging areas, whatever the browser’s resampler does', async ({ room }) => {
  const [width, height, scale] = [3072, 2304, 6];
  const isBlack = stripedShirt(width, height);
  /** @type {number[]} */
  const sums = new Array((width / scale) * (height / scale)).fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (isBlack(x, y)) continue;
      sums[Math.floor(y / scale) * (width / scale) + Math.floor(x / scale)] += 255 / scale ** 2;
    }
  }
  const see = async (/** @type {string} */ name, /** @type {Buffer} */ buffer) => {
    await room.clear.click();
    await expect(room.nothingDrawn).toBeVisible();
    await room.uploadFile({ name, mimeType: 'image/png', buffer });
    await expect(room.try.getByText(`${name}. Draw on the canvas`)).toBeVisible();
    await room.expectPrediction();
    return room.seenPixels();
  };
  const large = await see('large.png', blackAndWhitePng(width, height, isBlack));
  const small = await see('small.png', greyPng(width / scale, height / scale, sums));
  expect(Math.max(...large)).toBeGreaterThan(50);
  expect(Math.max(...large.map((value, i) => Math.abs(value - small[i])))).toBeLessThanOrEqual(1);
});

/** What stands in the way of an image's pixels. @type {Record<string, () => void>} */
const OBSTACLES = {
  'a bitmap that is refused for want of memory': () => {
    window.createImageBitmap = () => Promise.reject(new DOMException('could not be allocated', 'InvalidStateError'));
  },
  'a bitmap without pixels': () => {
    const make = window.createImageBitmap.bind(window);
    window.createImageBitmap = () => make(new ImageData(120, 160));
  },
  'noise in the lowest bits of all that is read from a canvas': () => {
    const read = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...box) {
      const image = read.apply(this, box);
      image.data.forEach((value, i) => (image.data[i] = value ^ (i % 4 < 3 && Math.random() < 0.5 ? 1 : 0)));
      return image;
    };
  },
};

for (const [name, obstruct] of Object.entries(OBSTACLES)) {
  test(`an image is read in spite of ${name}`, async ({ room, page }) => {
    await page.evaluate(obstruct);
    await room.uploadFile({ name: 'lying.jpg', mimeType: 'image/jpeg', buffer: fixture('lying.jpg') });
    await expectTrousers(room, 'lying.jpg');
  });
}

test('drawing on a photo starts a picture of one’s own', async ({ room }) => {
  await room.uploadFile({ name: 'mine.png', mimeType: 'image/png', buffer: fixture('trouser.png') });
  await expectTrousers(room, 'mine.png');
  await room.stroke([0.2, 0.5], [0.8, 0.5]);
  await expect(room.try.getByText(/^Your drawing/)).toBeVisible();
  await room.expectPrediction();
});
