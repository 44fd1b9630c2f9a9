// The network at work on the picture: its maps, and how one of their numbers comes about.

import { AxeBuilder } from './support/axe.js';
import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';
import { mainThreadTasks } from '../../tools/benchmark/trace.mjs';

const LAYERS = { conv2d: 32, max_pooling2d: 32, conv2d_1: 64, max_pooling2d_1: 64, conv2d_2: 128 };

/** The numbers in a text, with its minus signs. @param {string | null} text */
const numbers = (text) => ((text ?? '').replaceAll('−', '-').match(/-?\d+\.\d+/g) ?? []).map(Number);

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

class Inside {
  /** @param {import('@playwright/test').Page} page */
  constructor(page) {
    this.page = page;
    this.opened = page.getByRole('group', { name: /^Map \d+ of / });
    this.place = this.opened.getByText(/^Row \d+, column \d+:/);
    this.output = page.getByRole('img', { name: /^The output: / });
    this.large = page.getByRole('img', { name: 'The map, enlarged' });
  }

  /** @param {string} layer */
  maps(layer) {
    return this.page.getByRole('group', { name: `Maps of ${layer}`, exact: true }).getByRole('button');
  }

  /** What is painted below a layer's buttons: its grey levels. @param {string} layer @returns {Promise<number[]>} */
  painted(layer) {
    const canvas = this.page.getByRole('group', { name: `Maps of ${layer}`, exact: true }).locator('canvas');
    return canvas.evaluate((/** @type {HTMLCanvasElement} */ atlas) => {
      const { data } = atlas.getContext('2d').getImageData(0, 0, atlas.width, atlas.height);
      return Array.from({ length: data.length / 16 }, (_, i) => data[16 * i]);
    });
  }

  /** @param {string} layer @param {number} channel counted from 1 */
  async open(layer, channel) {
    await this.page.getByRole('button', { name: `Open map ${channel} of ${layer}`, exact: true }).click();
    await expect(this.opened).toHaveAccessibleName(`Map ${channel} of ${layer}`);
  }

  /** The numbers of a small table. @param {string} name */
  async table(name) {
    const cells = this.opened.getByRole('table', { name }).getByRole('cell');
    return (await cells.allTextContents()).flatMap(numbers);
  }

  /** The number that the map has at the chosen place. */
  async value() {
    return numbers(await this.place.textContent())[0];
  }

  /** The last line, with ReLU and its result. */
  async result() {
    return numbers(await this.opened.getByText(/^ReLU: max/).textContent());
  }

  /** Scrolls there and waits until the maps are painted. */
  async look() {
    await this.page.getByRole('heading', { name: 'What each layer makes of your picture' }).scrollIntoViewIfNeeded();
    await expect(this.output).toBeAttached();
  }
}

/** @type {Inside} */
let inside;
test.beforeEach(({ page }) => {
  inside = new Inside(page);
});

test('a map of a batch normalization says how its numbers come about', async ({ room }) => {
  await room.open();
  await room.preset.selectOption('Strong CNN');
  await room.reset.click();
  await inside.look();
  await inside.open('max_pooling2d', 2);
  const input = numbers(await inside.opened.getByText(/^The largest:/).textContent())[0];
  await inside.open('batch_normalization', 2);
  // Fresh: mean 0, variance 1 (and 0.001), gamma 1, beta 0. The strongest place is that of the map before.
  const step = inside.opened.getByText(/less the map’s usual mean/);
  await expect(step).toHaveText(/usual mean, 0\.000, over its usual deviation, 1\.000/);
  const [value] = numbers(await step.textContent());
  expect(Math.abs(value - input)).toBeLessThan(0.0056); // told to two digits there
  const end = numbers(await inside.opened.getByText(/^Times gamma/).textContent());
  expect(end.slice(0, 2)).toEqual([1, 0]);
  expect(Math.abs(end[2] - value / Math.sqrt(1.001))).toBeLessThan(0.0011);
});

test('every layer shows its maps, and the last one the prediction', async ({ room }) => {
  await room.open();
  await room.samples.filter({ hasText: 'Trouser' }).click();
  await expect(room.headline('Trouser')).toBeVisible();
  await inside.look();
  for (const [layer, count] of Object.entries(LAYERS)) {
    await expect(inside.maps(layer)).toHaveCount(count);
    expect(new Set(await inside.painted(layer)).size, layer).toBeGreaterThan(32);
  }
  await expect(inside.output).toHaveAccessibleName(/^The output: Trouser, [\d.]+ %$/);
  await expect(room.page.getByRole('img', { name: /of 160 units of dense answer/ })).toBeVisible();
});

test('one convolution, step by step: window × filter, sum, bias, ReLU', async ({ room }) => {
  await room.open();
  await inside.look();
  const places = new Set();
  const check = async () => {
    await expect(inside.opened.getByRole('table')).toHaveCount(3);
    const [pixels, weights, products] = await Promise.all(
      ['Window of the picture', 'Filter', 'Products'].map((name) => inside.table(name)),
    );
    expect([pixels.length, weights.length, products.length]).toEqual([9, 9, 9]);
    products.forEach((product, i) => expect(Math.abs(product - pixels[i] * weights[i])).toBeLessThan(0.02));
    const [total, bias, biased] = numbers(await inside.opened.getByText(/^Sum .* \+ bias/).textContent());
    expect(Math.abs(total - sum(products))).toBeLessThan(0.06);
    expect(Math.abs(biased - total - bias)).toBeLessThan(0.02);
    const [cut, output] = (await inside.result()).slice(-2);
    expect([cut, output]).toEqual([biased, Math.max(0, biased)]);
    expect(Math.abs((await inside.value()) - output)).toBeLessThan(0.011); // the engine's own
    places.add(`${await inside.place.textContent()} ${pixels}`);
    return { output, weights: String(weights) };
  };
  await inside.open('conv2d', 3);
  expect((await check()).output).toBeGreaterThan(0); // it opens where the map is the brightest
  await inside.opened.getByRole('slider', { name: 'Row' }).press('End');
  await expect(inside.place).toContainText('Row 28,');
  await check();
  await inside.opened.getByRole('slider', { name: 'Column' }).press('Home');
  await expect(inside.place).toContainText('Row 28, column 1:');
  await check();
  const box = await inside.large.boundingBox();
  await inside.large.hover({ position: { x: box.width * 0.55, y: box.height * 0.3 } }); // once it stands still
  await expect(inside.place).toContainText('Row 9, column 16');
  await check();
  expect(places.size).toBe(4);
  const filters = new Set();
  for (const channel of [5, 9, 13]) {
    await inside.open('conv2d', channel);
    filters.add((await check()).weights);
  }
  expect(filters.size).toBe(3);
});

test('a later convolution tells what each map before it adds; a pooling, what it chooses from', async ({ room }) => {
  await room.open();
  await inside.look();
  for (const channel of [1, 2, 3]) {
    await inside.open('conv2d_1', channel);
    const table = inside.opened.getByRole('table', { name: /^What each of the 32 maps/ });
    await expect(table).toBeVisible();
    const added = (await table.getByRole('cell').allTextContents()).flatMap(numbers);
    expect(added).toHaveLength(8); // six maps, the others, the bias
    const [cut, output] = (await inside.result()).slice(-2);
    expect(Math.abs(sum(added) - cut)).toBeLessThan(0.06);
    expect(Math.abs((await inside.value()) - output)).toBeLessThan(0.011);
  }
  await inside.open('max_pooling2d', 4);
  const choice = await inside.table('Window of map 4 of the layer before');
  expect(choice).toHaveLength(4);
  expect(await inside.value()).toBe(Math.max(...choice));
  await room.page.keyboard.press('Escape');
  await expect(inside.opened).toBeHidden();
  await expect(inside.maps('max_pooling2d').nth(3)).toBeFocused();
});

test('the maps follow the pen, and an empty picture says what to do', async ({ room }) => {
  await room.open();
  await inside.look();
  const before = await inside.painted('conv2d_1');
  await room.drawTrousers();
  await inside.look();
  await expect.poll(() => inside.painted('conv2d_1')).not.toEqual(before);
  await room.clear.click();
  await inside.look();
  await expect(room.page.getByText('Draw a garment or pick a picture above, and the maps appear here.')).toBeVisible();
});

test('axe finds nothing in the maps and in an opened one', async ({ room, page }) => {
  await room.open();
  await inside.look();
  await inside.open('conv2d', 3);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
});

test(
  'while training, the maps follow where they are seen, are not asked for elsewhere, and hold nothing up',
  {
    tag: '@measured',
  },
  async ({ room, page }) => {
    await page.addInitScript(() => {
      globalThis.asked = [];
      const { postMessage } = Worker.prototype;
      Worker.prototype.postMessage = function (message, ...rest) {
        if (message?.type === 'activations') globalThis.asked.push(performance.now());
        return postMessage.call(this, message, ...rest);
      };
    });
    const asked = () => page.evaluate(() => globalThis.asked);
    await room.open();
    await room.startTraining(LONG);
    await expect(room.confusion).toContainText('From the validation after epoch');
    await page.evaluate(() => scrollTo(0, 0));
    const first = (await asked()).length;
    const probabilities = await room.probabilities();
    await expect.poll(() => room.probabilities()).not.toEqual(probabilities);
    expect(await asked()).toHaveLength(first);

    // Not by roles here: to look for them among all the maps takes Playwright longer than the page takes to paint them.
    const tasks = await mainThreadTasks(page, async () => {
      const more = (/** @type {number} */ count) =>
        page.waitForFunction((enough) => globalThis.asked.length > enough, first + count);
      await page.evaluate(() => document.querySelector('#inside-maps-title')?.scrollIntoView());
      await more(5);
      await page.evaluate(() => document.querySelector('[aria-label="Open map 2 of conv2d_1"]')?.click());
      await more(10);
    });
    const numbersNow = await inside.opened.innerText();
    await expect.poll(() => inside.opened.innerText()).not.toBe(numbersNow);
    const times = await asked();
    const gaps = times.slice(1).map((time, i) => time - times[i]);
    expect(Math.min(...gaps)).toBeGreaterThan(95);
    const longest = Math.max(...tasks);
    test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms of ${tasks.length}` });
    expect(longest).toBeLessThan(50);
  },
);
