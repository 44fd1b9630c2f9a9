// The first visit.

import { cpus, loadavg } from 'node:os';
import { CLASSES, Room, SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/** Visits the page with an empty cache. @returns seconds until a garment has been classified */
async function firstVisit(/** @type {import('@playwright/test').Browser} */ browser, /** @type {string} */ address) {
  const page = await browser.newPage();
  await page.goto(address, { waitUntil: 'commit' });
  await new Room(page, address).expectPrediction();
  const seconds = (await page.evaluate(() => performance.now())) / 1000;
  await page.close();
  return seconds;
}

test('a garment is classified from at most 16 files and 923 KB', async ({ browser, wire }) => {
  wire.held.add('later.js'); // which brings all that the first prediction does not wait for
  await firstVisit(browser, wire.address);
  const bytes = wire.bytes();
  const files = new Set(wire.asked).size; // each thread asks for the glue, and some are asked whether they have changed
  test.info().annotations.push({ type: 'first visit', description: `${files} files, ${bytes} bytes` });
  expect(bytes).toBeGreaterThan(100_000); // or the wire was not in use
  expect(bytes).toBeLessThanOrEqual(923_000);
  expect(files).toBeLessThanOrEqual(16);
});

test('a garment is classified within 2 s', { tag: '@measured' }, async ({ browser, address }) => {
  const visits = [];
  // The quickest of five: the machine may be busy with something else meanwhile.
  while (visits.length < 5 && !(Math.min(...visits) <= 2)) visits.push(await firstVisit(browser, address));
  const quickest = Math.min(...visits);
  test.info().annotations.push({ type: 'first visit', description: `${quickest.toFixed(2)} s` });
  // Where several programs wait for each core all the time, the clock tells about them and not about the page.
  test.skip(quickest > 2 && loadavg()[0] > 3 * cpus().length, `${quickest.toFixed(2)} s, but on a busy machine`);
  expect(quickest).toBeLessThanOrEqual(2);
});

test('every sample of the test set is classified, most of them right, with its true label', async ({ room }) => {
  await room.open();
  await expect(room.samples).toHaveText(CLASSES);
  let right = 0;
  for (const name of CLASSES) {
    await room.samples.filter({ hasText: new RegExp(`^${name}$`) }).click();
    const verdict = room.verdict(name);
    if ((await verdict.textContent())?.startsWith('Right')) right += 1;
  }
  expect(right).toBeGreaterThanOrEqual(8);
});

test('nothing is asked of any other origin, and no cookie is set', async ({ room, context }) => {
  /** @type {string[]} */
  const elsewhere = [];
  const { origin } = new URL(room.address);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) elsewhere.push(request.url());
  });
  await room.open();
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.grid).not.toHaveCount(0);
  expect(elsewhere).toEqual([]);
  expect(await context.cookies()).toEqual([]);
});

test('the page forbids itself to send anything elsewhere', async ({ room, page, watch }) => {
  watch.allow(/Content Security Policy/);
  await room.open();
  const directive = await page.evaluate(
    () =>
      new Promise((resolve) => {
        addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        fetch('https://example.org/').catch(() => {});
      }),
  );
  expect(directive).toBe('connect-src');
});

test('page, worker and server have one policy, by which no text becomes HTML or code', async ({
  room,
  page,
  watch,
}) => {
  const response = await page.goto(room.address);
  const policy = response?.headers()['content-security-policy'] ?? '';
  const meta = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toBe(`${meta}; frame-ancestors 'none'`); // which only a header can say
  const script = await page.request.get(new URL('engine/worker.js', room.address).href);
  expect(script.headers()['content-security-policy']).toBe(policy); // a worker's policy is that of its script

  await room.expectPrediction();
  await room.drawTrousers();
  await room.trainToTheEnd(SHORT);
  expect(watch.complaints(), 'of a visit').toEqual([]);

  watch.allow(/Trusted|Content Security Policy|violates/);
  /** What becomes of scripts from elsewhere, in the page and in its worker. */
  const attempts = () =>
    ['https://example.org/evil.js', 'data:text/javascript,1'].map((address) => {
      try {
        new Worker(address);
        return 'runs';
      } catch (error) {
        return error.name;
      }
    });
  const worker = page.workers().find((each) => each.url().endsWith('/engine/worker.js'));
  expect(await page.evaluate(attempts)).toEqual(['TypeError', 'TypeError']);
  expect(await worker?.evaluate(attempts)).toEqual(['TypeError', 'TypeError']);
  const texts = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve)); // the debugger's own task may do everything
    const deeds = {
      innerHTML: () => (document.createElement('div').innerHTML = '<b>text</b>'),
      eval: () => globalThis.eval('1'),
      script: () => (document.createElement('script').text = '1'),
      frame: () => (document.createElement('iframe').srcdoc = '<b>text</b>'),
    };
    return Object.entries(deeds).map(([name, deed]) => {
      try {
        deed();
        return `${name} works`;
      } catch (error) {
        return error.message;
      }
    });
  });
  for (const told of texts) expect(told).toMatch(/Trusted|unsafe-eval/);
});

test('the page says what it runs on', async ({ room, page }) => {
  await room.open();
  const threads = Math.min(4, await page.evaluate(() => navigator.hardwareConcurrency));
  const machine = `relaxed SIMD, ${threads} thread`;
  await expect(room.about).toContainText(machine);
  await expect(room.training.getByText(machine)).toBeVisible();
});

test('the network is the reference CNN, with the shapes and parameters of Keras’ summary', async ({ room }) => {
  await room.open();
  const rows = () =>
    room.network.getByRole('row').evaluateAll((all) =>
      all.slice(1).map((row) => {
        const [name, , shape, parameters] = row.children;
        return [name.querySelector('b') ?? name, shape, parameters].map((cell) => cell.textContent);
      }),
    );
  // The shapes are the worker's answer, which may come after the prediction that open() waits for.
  await expect.poll(rows).toEqual([
    ['Picture', '28 × 28 × 1', ''],
    ['Conv2D', '26 × 26 × 32', '320'],
    ['MaxPool2D', '13 × 13 × 32', '0'],
    ['Dropout', '13 × 13 × 32', '0'],
    ['Conv2D', '11 × 11 × 64', '18,496'],
    ['MaxPool2D', '5 × 5 × 64', '0'],
    ['Dropout', '5 × 5 × 64', '0'],
    ['Conv2D', '3 × 3 × 128', '73,856'],
    ['Flatten', '1,152', '0'],
    ['Dense', '128', '147,584'],
    ['Dropout', '128', '0'],
    ['Dense', '10', '1,290'],
    ['All layers', '', '241,546'],
  ]);
});
