// The worker dies, or its memory cannot be had.

import { beforeEngine } from './support/engine-worker.js';
import { LONG, SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/** Both run inside the worker. */
function endSilently() {
  self.close();
}
function throwSoon() {
  setTimeout(() => {
    throw new Error('out of order');
  });
}

const DEATHS = /** @type {const} */ ([
  ['ends without a word', endSilently],
  ['throws', throwSoon],
]);

/**
 * Does something to the engine's worker, which may take its answer with it to the grave.
 * @param {import('@playwright/test').Page} page
 * @param {() => void} deed
 */
function inLivingWorker(page, deed) {
  const worker = page.workers().find((each) => each.url().endsWith('/engine/worker.js'));
  worker.evaluate(deed).catch(() => {});
  return worker;
}

for (const [name, kill] of DEATHS) {
  test(`the worker ${name} in the middle of a run`, async ({ room, page, watch }) => {
    watch.allow(/out of order/);
    await room.open();
    await room.drawTrousers();
    await room.expectPrediction('Trouser');
    const drawing = await room.canvas();
    await room.startTraining(LONG);
    await expect(room.confusion).toContainText('From the validation after epoch');
    inLivingWorker(page, kill);
    await expect(room.problem).toContainText(/stopped unexpectedly.*\.$/);
    await expect(room.train).toBeEnabled();
    expect(await room.canvas()).toBe(drawing);
    // The network is there again, as it was kept at the end of an epoch.
    await room.expectPrediction();
    expect((await room.save('Download model')).toString('latin1')).toContain('"trained":"Trained for ');
    await room.trainToTheEnd();
    await expect(room.problem).toHaveCount(0);
  });
}

test('the worker dies while nothing is going on: the next picture is classified', async ({ room, page }) => {
  await room.open();
  const before = await room.probabilities();
  const worker = inLivingWorker(page, endSilently);
  await expect.poll(() => page.workers().includes(worker)).toBe(false);
  await room.samples.nth(3).click();
  await expect.poll(() => room.probabilities()).not.toEqual(before);
  await room.samples.nth(0).click();
  await expect.poll(() => room.probabilities()).toEqual(before);
  await room.trainToTheEnd(SHORT);
});

test('memory that cannot be had: one thread needs less, and serves', async ({ room, page }) => {
  await beforeEngine(page, () => {
    WebAssembly.Memory = class extends WebAssembly.Memory {
      constructor(descriptor) {
        if (descriptor.shared) throw new RangeError('WebAssembly.Memory(): could not allocate memory');
        super(descriptor);
      }
    };
  });
  await room.open();
  await expect(room.about).toContainText(/1 thread\..* was left out: there was not enough memory\./);
});

test('no memory at all is said in a sentence, and one can still draw', async ({ room, page, watch }) => {
  watch.allow(/could not allocate memory/); // Emscripten's own words
  await beforeEngine(page, () => {
    const refuse = () => {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory');
    };
    Object.assign(WebAssembly, {
      Memory: refuse,
      instantiate: async () => refuse(),
      instantiateStreaming: async () => refuse(),
    });
  });
  await page.goto(room.address);
  await expect(room.problem).toContainText(/not enough memory.*Close other tabs/);
  await room.clear.click();
  await room.stroke([0.2, 0.5], [0.8, 0.5]);
  expect(await room.grey([0.5, 0.5])).toBeGreaterThan(100);
});
