// What may be wanted twice, as for two runs side by side: charts, prediction and confusion matrix take the element
// that they fill, so two of each live on one page and say different things.

import { fileURLToPath } from 'node:url';
import { build } from './support/playwright.js';
import { CLASSES } from './support/room.js';
import { expect, test } from './support/test.js';

/** The page's own modules, which the site has not each by itself, as one; the engine is that of the page. */
const {
  outputFiles: [{ text: MODULES }],
} = await build({
  stdin: {
    contents: `
      export { createCharts } from './sections/train/charts.js';
      export { Batches } from './lab/batches.js';
      export { createPrediction } from './sections/try/prediction.js';
      export { createConfusion } from './parts/confusion.js';
      export { CLASS_NAMES, IMAGE_PIXELS } from './engine/engine.js';`,
    resolveDir: fileURLToPath(new URL('../../web/', import.meta.url)),
  },
  external: ['*/engine/engine.js'],
  bundle: true,
  format: 'esm',
  write: false,
});

test.beforeEach(async ({ room, page }) => {
  await page.route('**/modules.js', (route) => route.fulfill({ contentType: 'text/javascript', body: MODULES }));
  await room.open();
  // Elements as the page's HTML has them, for what the page has made of its own stays untouched.
  await page.evaluate(async () => {
    // A request parses it, as the page's policy lets no script do.
    const request = new XMLHttpRequest();
    request.open('GET', './');
    request.responseType = 'document';
    await new Promise((resolve) => {
      request.onload = resolve;
      request.send();
    });
    const fresh = (/** @type {string} */ id) =>
      /** @type {any} */ (document.importNode(request.responseXML.getElementById(id), true));
    Object.assign(globalThis, {
      /** Two more of an element, each in a region of its own. */
      two(/** @type {string} */ id) {
        return ['first', 'second'].map((name) => {
          const region = document.createElement('section');
          region.setAttribute('aria-label', name);
          const element = fresh(id);
          element.removeAttribute('id');
          region.append(element);
          document.querySelector('main').append(region);
          return element;
        });
      },
    });
  });
});

const sides = (/** @type {import('@playwright/test').Page} */ page) =>
  ['first', 'second'].map((name) => page.getByRole('region', { name, exact: true }));

test('charts of two runs', async ({ page }) => {
  await page.evaluate(async () => {
    const { createCharts, Batches } = await import(new URL('modules.js', location.href).href);
    /** @type {any} */ (globalThis)
      .two('train-curves')
      .forEach((/** @type {any} */ element, /** @type {number} */ i) => {
        const batches = new Batches();
        const steps = 10;
        for (let step = 1; step <= 20; step++)
          batches.add([{ step, images: 32, loss: 2 + i, accuracy: 0.25 * (i + 1) }]);
        const means = {
          loss: 1 + i,
          accuracy: 0.5,
          validationLoss: 0.5,
          validationAccuracy: 0.6 + i / 5,
          confusion: [],
        };
        const epochs = Array.from({ length: i + 1 }, (_, k) => ({ epoch: k + 1, ...means }));
        createCharts(element).show({ settings: { epochs: 2 }, steps, batches, epochs, file: '' });
      });
  });
  const [first, second] = sides(page);
  await expect(first.getByText('training lately 2.000, validation 0.500')).toBeVisible();
  await expect(second.getByText('training lately 3.000, validation 0.500')).toBeVisible();
  await expect(first.getByText('training lately 25.0 %, validation 60.0 %')).toBeVisible();
  await expect(second.getByText('training lately 50.0 %, validation 80.0 %')).toBeVisible();
  for (const [side, rows] of /** @type {const} */ ([
    [first, 2],
    [second, 3],
  ])) {
    await side.getByText('The numbers, epoch by epoch').click();
    await expect(side.getByRole('table').getByRole('row')).toHaveCount(rows);
    const drawn = await side.locator('canvas').evaluateAll((canvases) =>
      canvases.map((canvas) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
        const { data } = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d').getImageData(0, 0, width, height);
        return data.some((value) => value > 0);
      }),
    );
    expect(drawn).toEqual([true, true]);
  }
});

test('predictions of two networks', async ({ page }) => {
  await page.evaluate(async () => {
    const { createPrediction, CLASS_NAMES, IMAGE_PIXELS } = await import(new URL('modules.js', location.href).href);
    const pixels = new Uint8Array(IMAGE_PIXELS).fill(200);
    /** @type {any} */ (globalThis)
      .two('try-prediction')
      .forEach((/** @type {any} */ element, /** @type {number} */ i) => {
        const probabilities = Array.from({ length: 10 }, (_, k) => (k === 3 + i ? 0.82 : 0.02));
        createPrediction(element, { names: CLASS_NAMES }).show({
          judged: { kind: 'photo', image: /** @type {any} */ (null), name: '' },
          seen: { pixels, kind: 'photo' },
          said: { probabilities, unlike: i === 0 ? null : 2 },
          problem: null,
        });
      });
  });
  const [first, second] = sides(page);
  await expect(first.getByText('Dress 82 %')).toBeVisible();
  await expect(second.getByText('Not sure', { exact: true })).toBeVisible();
  await expect(second.getByText('Perhaps a Coat.')).toBeVisible();
  await expect(first.getByRole('listitem').filter({ hasText: 'Dress' })).toContainText('82.0 %');
  await expect(second.getByRole('listitem').filter({ hasText: 'Dress' })).toContainText('2.0 %');
});

test('two confusion matrices, each with cells of its own', async ({ page }) => {
  await page.evaluate(async () => {
    const { createConfusion, CLASS_NAMES } = await import(new URL('modules.js', location.href).href);
    /** @type {any} */ (globalThis)
      .two('judge-confusion')
      .forEach((/** @type {any} */ table, /** @type {number} */ i) => {
        const onCell = (/** @type {number} */ cell) => matrix.tell(`Cell ${cell} of matrix ${i + 1}.`);
        const matrix = createConfusion(table, { names: CLASS_NAMES }, { onCell });
        const counts = Array.from({ length: 100 }, (_, cell) => (cell % 11 === 0 ? 10 * (i + 1) : 0));
        counts[1] = 10;
        matrix.show(counts, `From matrix ${i + 1}.`);
      });
  });
  const [first, second] = sides(page);
  const name = (/** @type {number} */ all) => `10 of ${all} images of ${CLASSES[0]} were taken for ${CLASSES[1]}`;
  await expect(first.getByRole('button', { name: `50 %: ${name(20)}` })).toBeVisible();
  await second.getByRole('button', { name: `33 %: ${name(30)}` }).click();
  await expect(second.getByText('Cell 1 of matrix 2.')).toBeVisible();
  await expect(first.getByText('From matrix 1.')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(second.getByRole('button', { name: /images of .+ were taken for Pullover/ }).first()).toBeFocused();
});
