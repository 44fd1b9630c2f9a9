// After one visit the page is here without a network, as one build, until the visitor takes a newer one.

import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../tools/server/server.mjs';
import { AxeBuilder } from './support/axe.js';
import { LONG, Room, SHORT } from './support/room.js';
import { SITE, expect, test as base } from './support/test.js';

const LIST = fileURLToPath(new URL('../../tools/lib/list-files.mjs', import.meta.url));
const [BUILD] = /build_[0-9a-f]{12}/.exec(readFileSync(`${SITE}index.html`, 'utf8')) ?? [];
const NEWER = 'build_0123456789ab';

/** A host whose folder can be changed. */
class Host {
  #folder = mkdtempSync(join(tmpdir(), 'fitting-room-host-'));
  /** @type {Awaited<ReturnType<typeof startServer>> | null} */
  #server = null;

  constructor() {
    // Nor the compressed files, which would stay what they are.
    const own = (/** @type {string} */ path) => path !== join(SITE, 'data') && !path.endsWith('.gz');
    cpSync(SITE, this.#folder, { recursive: true, filter: own });
    symlinkSync(`${SITE}data`, join(this.#folder, 'data'));
  }

  async open(options = {}) {
    this.#server = await startServer({ root: this.#folder, port: 0, ...options });
    return this.#server.address;
  }

  /** @param {string} file @param {(text: string) => string} change */
  change(file, change) {
    const path = join(this.#folder, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }

  /** Puts another build in place of the one that is there, as whoever deploys does. */
  update() {
    const files = readdirSync(this.#folder, { recursive: true }).map(String);
    for (const file of files.filter((each) => /\.(js|html|css)$/.test(each)))
      this.change(file, (text) => text.replaceAll(BUILD, NEWER));
    execFileSync('node', [LIST, this.#folder]);
  }

  async close() {
    await this.#server?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const test = base.extend({
  server: async ({ page }, use) => {
    const server = new Host();
    await use(server);
    await page.close();
    await server.close();
  },
  address: async ({ server }, use) => use(await server.open()),
});
test.use({ serviceWorkers: 'allow' });

/** @param {Room} room */
const offlineNote = (room) => room.keeping.getByText(/^The page is on this device, /);
/** @param {Room} room */
const news = (room) => room.page.getByText(/^A new version of this page is here\./);
/** @param {Room} room */
const take = (room) => room.page.getByRole('button', { name: 'Take it' });
/** The build of the page that is open. @param {Room} room */
const buildOf = (room) => room.page.evaluate(() => document.documentElement.dataset.build);
/** As the browser does now and then. @param {Room} room */
const askForUpdate = (room) =>
  room.page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update().catch(() => {})));
/** @param {Room} room */
const copies = (room) =>
  room.page.evaluate(async () => (await caches.keys()).map((name) => name.split(' ').at(-1)).toSorted());

/**
 * The service worker ends, as it does after half a minute without work, for which a test does not wait.
 * @param {import('@playwright/test').Page} page
 */
async function rest(page) {
  const client = await page.context().newCDPSession(page);
  await client.send('ServiceWorker.enable');
  await client.send('ServiceWorker.stopAllWorkers');
}

/**
 * Takes the newer version, which comes when the one before rests. In a browser without a debugger that was after 1.5 s at
 * most; in one that is driven it takes up to a minute.
 * @param {Room} room
 */
async function takeIt(room) {
  await rest(room.page);
  await take(room).click();
  // What the page fetches meanwhile wakes it again, and then it rests by itself.
  await expect.poll(() => buildOf(room).catch(() => ''), { timeout: 150_000 }).toBe(NEWER);
}

/** Brings the place in view where it is said what is here without a network. @param {Room} room */
const lookAtImages = (room) =>
  room.keeping.getByRole('heading', { name: 'Without a network' }).scrollIntoViewIfNeeded();

/** A visit, until the copy is whole. @param {Room} room */
async function visit(room) {
  await room.open();
  await expect(offlineNote(room)).toBeVisible();
}

/** A second visit: the tab has all its files from the copy, which a first one is not bound to. @param {Room} room */
async function visitAgain(room) {
  await visit(room);
  await room.page.reload();
  await expect(offlineNote(room)).toBeVisible();
}

test('after one visit all works without a network: picture, training, sections, the next reload', async ({
  room,
  page,
  context,
  watch,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/); // manifest.json is asked for anew, in vain
  await visit(room);
  await expect(offlineNote(room)).toContainText('but no images to train on yet');
  await room.trainToTheEnd(SHORT);
  await expect(room.judgeStatus).toContainText('were classified right');
  const rows = await room.epochRows();
  await context.setOffline(true);
  for (let i = 0; i < 2; ++i) {
    await page.reload();
    await room.expectPrediction();
    await expect(room.train).toBeEnabled();
    await expect(room.about).toContainText('threads');
    await room.drawTrousers();
    await room.expectPrediction('Trouser');
  }
  await room.trainToTheEnd(SHORT);
  expect(await room.epochRows()).toEqual(rows);
  await room.testTheNetwork();
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.grid).not.toHaveCount(0);
  await room.save('Take everything with me');
  await lookAtImages(room);
  await expect(offlineNote(room)).toContainText('with 5,000 of 60,000 training images and all 10,000 test images.');
});

test('without images here, training says why it cannot begin; with all of them it can', async ({
  room,
  page,
  context,
  watch,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  await visit(room);
  await context.setOffline(true);
  await room.train.click();
  await expect(room.problem).toContainText('The browser is offline');
  await context.setOffline(false);
  const get = room.keeping.getByRole('button', { name: /^Get all images \(\d\d\.\d MB\)$/ });
  await lookAtImages(room);
  await get.click();
  await expect(offlineNote(room)).toContainText('with all 60,000 training images and all 10,000 test images.');
  await expect(get).toBeHidden();
  await context.setOffline(true);
  await page.reload();
  await room.trainToTheEnd(SHORT);
});

test('what is to be fetched can be cancelled', async ({ room }) => {
  await visit(room);
  await lookAtImages(room);
  await room.keeping.getByRole('button', { name: /^Get all images/ }).click();
  await room.keeping.getByRole('button', { name: 'Cancel' }).click();
  await expect(room.keeping.getByRole('button', { name: /^Get all images/ })).toBeVisible();
});

test('a first visit that was interrupted: the next one makes the copy whole', async ({
  page,
  wire,
  context,
  watch,
}) => {
  watch.allow(/ERR_|Failed to load/);
  const room = new Room(page, wire.address);
  wire.cuts.set('fitting-room-simd.wasm', 1000); // another build than this browser takes
  await room.open();
  await expect(room.keeping).toContainText('The copy of the page is not whole yet; the next visit goes on with it.');
  wire.cuts.clear();
  await visit(room);
  await context.setOffline(true);
  await page.reload();
  await room.expectPrediction();
});

test('a newer version is announced, taken on the visitor’s word, and loses nothing', async ({ room, page, server }) => {
  await visitAgain(room);
  await room.trainToTheEnd(SHORT);
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  const drawing = await room.canvas();
  await room.set({ 'Learning rate': '0.004' });
  server.update();
  await askForUpdate(room);
  await expect(news(room)).toContainText('Taking it loads the page again; what you did is kept.');
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#page-version').include('#keep').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
  }

  // Nobody has taken it: a reload stays with the version that is here.
  await page.reload();
  await room.expectPrediction();
  expect(await buildOf(room)).toBe(BUILD);
  await room.set({ 'Learning rate': '0.004' });
  await expect(offlineNote(room)).toBeVisible();
  await takeIt(room);
  await room.expectPrediction();
  await expect(news(room)).toBeHidden();
  expect(await room.canvas()).toBe(drawing);
  await expect(room.training.getByLabel('Learning rate', { exact: true })).toHaveValue('0.004');
  await expect(room.training.getByRole('group', { name: 'From your last visit' })).toContainText(
    'the network of “Run 1” was in use.',
  );
  await expect(offlineNote(room)).toBeVisible();
  expect(await copies(room)).toEqual([NEWER, 'fitting-room-data']);
});

test('a newer version that comes during the first visit is announced, too', async ({ room, server }) => {
  await visit(room);
  await room.startTraining(LONG);
  server.update();
  await askForUpdate(room);
  await expect(news(room)).toContainText('It can be taken when the run has ended.');
  await room.stop.click();
  await take(room).click();
  await expect.poll(() => buildOf(room).catch(() => '')).toBe(NEWER);
});

test('never during a run: a newer version waits for its end, and the run’s files stay its own', async ({
  room,
  page,
  server,
}) => {
  await visitAgain(room);
  await room.startTraining(LONG);
  server.update();
  await askForUpdate(room);
  await expect(news(room)).toContainText('It can be taken when the run has ended.');
  await expect(take(room)).toBeHidden();
  await expect(room.pause).toBeVisible();
  // The engine's worker dies, and the one that takes its place is of the page's build.
  const worker = page.workers().find((each) => each.url().endsWith('/engine/worker.js'));
  worker.evaluate(() => self.close()).catch(() => {});
  await room.training.getByRole('button', { name: 'Go on with it' }).click();
  await expect(room.pause).toBeVisible();
  await expect(take(room)).toBeHidden();
  await room.stop.click();
  await takeIt(room);
  await room.expectPrediction();
});

test('another tab keeps its version: a newer one is not taken under it', async ({ room, context, server }) => {
  await visitAgain(room);
  const other = new Room(await context.newPage(), room.address);
  await other.open();
  server.update();
  await askForUpdate(room);
  await take(room).click();
  await expect(news(room)).toContainText('Close the other tabs of this page first');
  expect(await buildOf(room)).toBe(BUILD);
  await other.page.close();
  await takeIt(room);
});

test('half an update is none: the page stays what it was until all of it is there', async ({ room, page, server }) => {
  await visitAgain(room);
  server.update();
  server.change('later.js', (text) => text.replaceAll(NEWER, BUILD));
  await askForUpdate(room);
  await page.reload();
  await room.expectPrediction();
  expect(await buildOf(room)).toBe(BUILD);
  await expect(offlineNote(room)).toBeVisible();
  await expect(news(room)).toBeHidden();
  server.change('later.js', (text) => text.replaceAll(BUILD, NEWER));
  await askForUpdate(room);
  await takeIt(room);
});

test('half a copy, and a newer version on the host: the page comes from there', async ({ room, page, server }) => {
  await visit(room);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await (await caches.open(name)).delete(new URL('later.js', location.href));
  });
  server.update();
  await rest(page); // until then it remembers that its copy was whole
  await room.open();
  expect(await buildOf(room)).toBe(NEWER);
  await expect(room.problem).toHaveCount(0);
});

test('the sign-in page of a network replaces nothing', async ({ page, wire, context }) => {
  const room = new Room(page, wire.address);
  await visit(room);
  for (const name of ['', 'index.html', 'main.js', 'sw.js', 'page.css', 'ready-made.safetensors'])
    wire.answers.set(name, { body: '<title>Sign in</title>', headers: { 'content-type': 'text/html' } });
  await askForUpdate(room);
  for (const offline of [false, true]) {
    await context.setOffline(offline);
    await page.reload();
    await room.expectPrediction();
    await expect(offlineNote(room)).toBeVisible();
  }
});

test('a copy that the browser has thrown away is fetched again', async ({ room, page, context }) => {
  await visit(room);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await visit(room);
  await context.setOffline(true);
  await page.reload();
  await room.expectPrediction();
});

test.describe('where service workers are forbidden', () => {
  test.use({ serviceWorkers: 'block' });
  test('the page says that it opens over the network alone, and works', async ({ room }) => {
    await room.open();
    await expect(room.keeping).toContainText('it opens over the network alone.');
    await room.trainToTheEnd(SHORT);
  });
});

test('browsers can install it: a manifest, and icons of their sizes', async ({ room, page, context }) => {
  await visit(room);
  const client = await context.newCDPSession(page);
  const { url, errors } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await client.send('Page.getInstallabilityErrors');
  // A test's profile is off the record, where nothing can be installed.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const sizes = await page.evaluate(async (address) => {
    const { icons } = await (await fetch(address)).json();
    return Promise.all(
      icons.map(async ({ src, sizes: said }) => {
        const icon = new Image();
        icon.src = new URL(src, address).href;
        await icon.decode();
        return [said, `${icon.naturalWidth}x${icon.naturalHeight}`];
      }),
    );
  }, url);
  expect(sizes.length).toBeGreaterThan(2);
  for (const [said, is] of sizes) if (said !== 'any') expect(is).toBe(said);
});
