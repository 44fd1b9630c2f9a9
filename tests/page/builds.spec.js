// Files of two builds of the page that meet in one browser: kept ones, or what a host sends while it is being updated.

import { readFileSync, readdirSync } from 'node:fs';
import { Room, SHORT } from './support/room.js';
import { SITE, expect, test } from './support/test.js';

const read = (/** @type {string} */ file) => readFileSync(`${SITE}${file}`, 'utf8');
const [BUILD] = /build_[0-9a-f]{12}/.exec(read('index.html')) ?? [];
/** A file as another build has it. @param {string} file */
const older = (file) => read(file).replaceAll(BUILD, 'build_0123456789ab');
/** A file from before builds had names. @param {string} file */
const nameless = (file) => read(file).split(`\nexport const ${BUILD}`)[0].replaceAll(BUILD, '');

const KEPT = { 'cache-control': 'max-age=600' };
const GLUE = 'engine/fitting-room-relaxed-threads.js';

test('every module, style sheet and page of the site names the same build, and no other file differs', async () => {
  for (const file of [
    'index.html',
    'page.css',
    'boot.js',
    'engine/faults.js',
    'engine/common.js',
    'engine/worker.js',
    'shared.js',
    'main.js',
    'later.js',
    'sections/theory/card.js',
    GLUE,
  ])
    expect(new Set(read(file).match(/build_[0-9a-z]{7,12}/g)), file).toEqual(new Set([BUILD]));
});

/** Any of these may be the one that differs. */
const FILES = ['boot.js', 'page.css', 'shared.js', 'later.js', 'engine/common.js', 'engine/worker.js', GLUE];
/** What the browser and Emscripten say of it in the console. */
const SAID = /SyntaxError|of this build|This is of build_/;

for (const file of FILES) {
  test(`${file} of another build that the browser has kept is fetched anew`, async ({ page, wire, watch }) => {
    watch.allow(SAID);
    wire.answers.set(file, { body: older(file), headers: KEPT, times: 1 });
    const room = new Room(page, wire.address);
    await room.open();
    await expect(room.about).toContainText('relaxed SIMD');
    await expect(room.problem).toHaveCount(0);
  });

  test(`${file} of another build that the host goes on to send: load the page again`, async ({ page, wire, watch }) => {
    watch.allow(SAID);
    wire.answers.set(file, { body: file === GLUE ? nameless(file) : older(file) });
    await page.goto(wire.address);
    const alert = page.getByRole('alert');
    await expect(alert).toHaveText(/two versions.*Load the page again/);
    await expect(alert).toContainText(file.split('/').at(-1)); // the worker names files from its own folder
  });
}

test('faults.js of another build gives way to the engine’s own', async ({ page, wire }) => {
  wire.answers.set('engine/faults.js', { body: older('engine/faults.js') });
  const room = new Room(page, wire.address);
  await room.open();
  await expect(room.problem).toHaveCount(0);
});

test('the glue of a thread that is not the worker’s is fetched anew', async ({ page, wire, watch }) => {
  watch.allow(SAID);
  wire.answers.set(GLUE, { body: older(GLUE), headers: KEPT, after: 1, times: 1 });
  const room = new Room(page, wire.address);
  await room.open();
  await expect(room.about).toContainText('relaxed SIMD');
  await room.trainToTheEnd(SHORT);
});

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' });
  test('another build’s file that the browser has kept does not come into the copy', async ({ page, wire, watch }) => {
    watch.allow(/favicon\.ico/); // which a browser asks for where a page names none
    const file = 'engine/fitting-room-simd.js'; // which this browser’s page does not ask for
    wire.answers.set(file, { body: older(file), headers: KEPT, times: 1 });
    await page.goto(`${wire.address}licenses.txt`);
    await page.evaluate(async (kept) => (await fetch(kept)).text(), `${wire.address}${file}`);
    const room = new Room(page, wire.address);
    await room.open();
    await expect(room.keeping).toContainText('The page is on this device');
    const kept = await page.evaluate(async (at) => await (await caches.match(at)).text(), `${wire.address}${file}`);
    expect(kept).toBe(read(file));
  });
});

test('the page is updated while it is open: a worker to come asks for the page again', async ({
  page,
  wire,
  watch,
}) => {
  watch.allow(SAID);
  const room = new Room(page, wire.address);
  await room.open();
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  const drawing = await room.canvas();
  for (const file of readdirSync(`${SITE}engine`, { recursive: true }).map(String))
    if (/\.js$/.test(file)) wire.answers.set(`engine/${file}`, { body: older(`engine/${file}`) });
  const worker = page.workers().find((each) => each.url().endsWith('/engine/worker.js'));
  worker.evaluate(() => self.close()).catch(() => {});
  await expect.poll(() => page.workers().includes(worker)).toBe(false);
  await room.train.click();
  await expect(room.problem.first()).toHaveText(/two versions.*Load the page again/);
  expect(await room.canvas()).toBe(drawing);
});

/** @param {string} file @returns {Buffer} with one bit that is wrong */
function damaged(file) {
  const bytes = readFileSync(`${SITE}${file}`);
  bytes[bytes.length >> 1] ^= 1;
  return bytes;
}

for (const file of ['engine/fitting-room-relaxed-threads.wasm', 'model/ready-made.safetensors', 'model/samples.pgm']) {
  test(`${file} that the browser has kept damaged is fetched anew`, async ({ page, wire }) => {
    wire.answers.set(file, { body: damaged(file), headers: KEPT, times: 1 });
    const room = new Room(page, wire.address);
    await room.open();
    await expect(room.about).toContainText('relaxed SIMD');
    await expect(room.problem).toHaveCount(0);
  });

  test(`${file} that is damaged on the host is named`, async ({ page, wire }) => {
    wire.answers.set(file, { body: damaged(file) });
    await page.goto(wire.address);
    const sentence = new RegExp(`${file} is damaged, or of another version.*Load the page again`);
    await expect(page.getByRole('alert')).toHaveText(sentence);
  });
}

test('images of another version than their list: Retry asks for the list, too', async ({ page, wire }) => {
  const manifest = read('data/manifest.json');
  const { file, sha256 } = JSON.parse(manifest).train[0].images;
  wire.answers.set('manifest.json', { body: manifest.replace(sha256, sha256.replace(/./g, '0')), times: 1 });
  const room = new Room(page, wire.address);
  await room.open();
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.problem).toContainText(`The file ${file} is damaged`);
  await room.problem.getByRole('button', { name: 'Retry' }).click();
  await expect(room.grid).not.toHaveCount(0);
});

test.describe('over plain http, which keeps images in the browser’s own cache', () => {
  test.use({ host: 'no headers' });
  test('a damaged one is fetched anew', async ({ page, wire }) => {
    const { file } = JSON.parse(read('data/manifest.json')).train[0].images;
    wire.answers.set(file, { body: damaged(`data/${file}`), headers: KEPT, times: 1 });
    const room = new Room(page, wire.address.replace('127.0.0.1', 'plain.test'));
    await room.open();
    await room.data.getByRole('button', { name: 'Show images' }).click();
    await expect(room.grid).not.toHaveCount(0);
  });
});
