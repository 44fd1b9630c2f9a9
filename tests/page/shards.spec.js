// Files of the data set that arrive damaged, cut or not at all.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Room } from './support/room.js';
import { SITE, expect, test } from './support/test.js';

const manifest = JSON.parse(readFileSync(`${SITE}data/manifest.json`, 'utf8'));
const [first, second] = manifest.train.map((/** @type {any} */ shard) => shard.images.file);
const original = (/** @type {string} */ file) => readFileSync(`${SITE}data/${file}`);

/** @param {Buffer} bytes */
function flipped(bytes) {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1] ^= 1;
  return copy;
}

/** @param {Room} room */
const showImages = (room) => room.data.getByRole('button', { name: 'Show images' }).click();

/** @param {Room} room */
const retry = (room) => room.problem.getByRole('button', { name: 'Retry' }).click();

/** @param {Room} room */
async function expectImages(room) {
  await expect(room.grid).not.toHaveCount(0);
  await expect(room.problem).toHaveCount(0);
}

/** @type {[name: string, answer: (bytes: Buffer) => object, sentence: RegExp][]} */
const FAULTS = [
  ['has one flipped bit', (bytes) => ({ body: flipped(bytes) }), /damaged/],
  ['is too short', (bytes) => ({ body: bytes.subarray(0, bytes.length / 2) }), /cut .*kept; try again/],
  ['is too long', (bytes) => ({ body: Buffer.concat([bytes, Buffer.alloc(5_000_000)]) }), /damaged: it is longer/],
  ['is empty', () => ({ body: '' }), /cut .*try again/],
  ['is missing', () => ({ status: 404, body: 'no' }), /missing on the server/],
  ['is a page instead', () => ({ contentType: 'text/html', body: '<h1>Please log in</h1>' }), /web page.*sign-in/],
  ['meets a server in trouble', () => ({ status: 503, body: 'no' }), /answered 503/],
];

test('each is refused in a sentence of its own, until Retry gets the file', async ({ room, page, watch }) => {
  watch.allow(/Failed to load resource: the server responded with a status of (404|503)/);
  const left = [...FAULTS];
  await page.route(`**/${first}`, (route) => {
    const [, answer] = left.shift() ?? [];
    return answer ? route.fulfill(answer(original(first))) : route.continue();
  });
  await room.open();
  await showImages(room);
  for (const [name, , sentence] of FAULTS) {
    await test.step(name, async () => {
      await expect(room.problem, name).toHaveText(sentence);
      await expect(room.problem, name).toContainText(first);
      await room.expectPrediction(); // the rest of the page is as it was
      await retry(room);
    });
  }
  await expectImages(room);
});

test('a connection that breaks in the middle: Retry fetches only what is missing', async ({ page, wire, watch }) => {
  watch.allow(/net::ERR_/);
  const room = new Room(page, wire.address);
  wire.cuts.set(second, 100_000);
  await room.open();
  await room.set({ 'Training images': '9000', Epochs: '1' });
  await room.train.click();
  await expect(room.problem).toContainText('The connection was cut');
  await expect(room.problem).toContainText(second);
  wire.cuts.clear();
  await retry(room);
  await expect(room.pause).toBeVisible();
  await room.stop.click();
  const times = (/** @type {string} */ file) => wire.asked.filter((path) => path.endsWith(file)).length;
  expect(times(first)).toBe(1);
  expect(times(second)).toBe(2);
});

test('offline: said plainly, and Retry works when the line is back', async ({ room, context, watch }) => {
  watch.allow(/net::ERR_INTERNET_DISCONNECTED/);
  await room.open();
  await context.setOffline(true);
  await showImages(room);
  await expect(room.problem).toContainText('Check your connection');
  await context.setOffline(false);
  await retry(room);
  await expectImages(room);
});

test('a kept file that has gone bad is fetched again', async ({ room, page }) => {
  await room.open();
  await showImages(room);
  await expectImages(room);
  const spoilt = await page.evaluate(async (file) => {
    for (const name of await caches.keys()) {
      const store = await caches.open(name);
      for (const request of await store.keys()) {
        if (!request.url.endsWith(file)) continue;
        await store.put(request, new Response('mould'));
        return true;
      }
    }
    return false;
  }, first);
  expect(spoilt).toBe(true);
  await room.open();
  await showImages(room);
  await expectImages(room);
});

// A server whose manifest announces the broken file with its right hash: now the IDX reader must notice.

/** @type {[name: string, spoil: (idx: Buffer) => Buffer, sentence: RegExp][]} */
const BROKEN_IDX = [
  ['a wrong magic number', (idx) => (idx.writeUInt32BE(0x00000802, 0), idx), /begins with the wrong bytes/],
  [
    'a count of more images than there are',
    (idx) => (idx.writeUInt32BE(5001, 4), idx),
    /cut short: its header counts 5001/,
  ],
  [
    'a count of billions of images',
    (idx) => (idx.writeUInt32BE(0xffffffff, 4), idx),
    /cut short: its header counts 4294967295/,
  ],
  [
    'images of another size',
    (idx) => (idx.writeUInt32BE(56, 8), idx.writeUInt32BE(14, 12), idx),
    /56×14 pixels; they must have 28×28/,
  ],
  ['trailing bytes', (idx) => Buffer.concat([idx, Buffer.alloc(100)]), /cannot be unpacked to the 3920016 bytes/],
  ['its last bytes missing', (idx) => idx.subarray(0, idx.length - 100), /cannot be unpacked to the 3920016 bytes/],
];

for (const [name, spoil, sentence] of BROKEN_IDX) {
  test(`an IDX file with ${name} is refused, and the rest of the page works on`, async ({ room, page }) => {
    const broken = gzipSync(spoil(gunzipSync(original(first))));
    const spoilt = structuredClone(manifest);
    Object.assign(spoilt.train[0].images, {
      bytes: broken.length,
      sha256: createHash('sha256').update(broken).digest('hex'),
    });
    await page.route('**/manifest.json', (route) => route.fulfill({ json: spoilt }), { times: 1 });
    await page.route(`**/${first}`, (route) => route.fulfill({ body: broken }), { times: 1 });
    await room.open();
    await showImages(room);
    await expect(room.problem).toContainText(sentence);
    await room.drawTrousers();
    await room.expectPrediction('Trouser');
  });
}

/** Not JSON, of another shape, with a count of billions, with classes of which two are alike, or too few. */
const BROKEN_MANIFESTS = [
  '<html>',
  '{"train": 7}',
  JSON.stringify({ ...manifest, train: [{ ...manifest.train[0], count: 4e9 }] }),
  JSON.stringify({ ...manifest, classes: [...manifest.classes.slice(1), 'Bag'] }),
  JSON.stringify({ ...manifest, classes: ['Hat'] }),
];

test('a broken manifest is refused, until Retry gets the right one', async ({ room, page }) => {
  // Keep asks for it, too, where it comes into view.
  let [current, asked] = [0, 0];
  await page.route('**/manifest.json', (route) => {
    const body = BROKEN_MANIFESTS[current];
    asked += 1;
    return body ? route.fulfill({ contentType: 'application/json', body }) : route.continue();
  });
  await room.open();
  await showImages(room);
  while (current < BROKEN_MANIFESTS.length) {
    await expect(room.problem).toContainText('manifest.json');
    const before = asked;
    current += 1;
    await retry(room);
    await expect.poll(() => asked).toBeGreaterThan(before);
  }
  await expectImages(room);
});
