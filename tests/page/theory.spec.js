// The theory, in its place: a few sentences and a picture that answers to the hand.

import { AxeBuilder } from './support/axe.js';
import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';
import { mainThreadTasks } from '../../tools/benchmark/trace.mjs';

/** How each explanation is asked for, and its title. */
const TOPICS = {
  'What is a convolution?': 'Convolution',
  'What is pooling?': 'Pooling',
  'What is dropout?': 'Dropout',
  'What is softmax?': 'Softmax',
  'What is loss?': 'Loss',
  'an epoch': 'Epoch',
  'a batch': 'Batch',
  'an optimizer': 'Optimizer',
};

/** @param {import('@playwright/test').Page} page @param {keyof typeof TOPICS} question */
async function open(page, question) {
  await page.getByRole('button', { name: question, exact: true }).click();
  const card = page.getByRole('dialog', { name: TOPICS[question], exact: true });
  await expect(card).toBeVisible();
  return card;
}

/** The numbers in a text, also with a real minus. @param {string | null} text */
const numbers = (text) => (text?.replaceAll('−', '-').match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

test.beforeEach(({ room }) => room.open());

test('each of the eight opens where its thing stands, one at a time, and closes in every usual way', async ({
  page,
}) => {
  for (const [question, title] of Object.entries(TOPICS)) {
    const button = page.getByRole('button', { name: question, exact: true });
    const card = await open(page, /** @type {keyof typeof TOPICS} */ (question));
    await expect(page.getByRole('dialog')).toHaveCount(1);
    await expect(card.getByRole('heading', { name: title })).toBeFocused();
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await expect(card).toBeInViewport({ ratio: 0.99 });
    const apart = await button.evaluate((element) => {
      const [from, to] = [element, document.querySelector('dialog')].map((each) => each.getBoundingClientRect());
      return [to.top - from.bottom, to.left - from.left];
    });
    expect(apart[0]).toBe(12); // below what it explains
    expect(apart[1]).toBeLessThanOrEqual(0.5);
    await page.keyboard.press('Escape');
    await expect(card).toHaveCount(0);
    await expect(button).toBeFocused();
    await expect(button).not.toHaveAttribute('aria-expanded');
  }
  const first = await open(page, 'What is pooling?');
  await page.getByRole('button', { name: 'What is pooling?' }).click();
  await expect(first).toHaveCount(0);
  await (await open(page, 'What is loss?')).getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await open(page, 'What is loss?');
  await page.getByRole('heading', { name: 'Fitting Room' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('nothing of it is downloaded before it is asked for', async ({ page }) => {
  const loaded = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.includes('/theory/')),
    );
  expect(await loaded()).toEqual([]);
  await open(page, 'an epoch');
  const names = (await loaded()).map((name) => name.split('/').at(-1));
  expect(names).toContain('card.js');
  expect(names).toContain('batches.js');
  expect(names).not.toContain('softmax.js');
});

test('an explanation that cannot be downloaded says so', async ({ page, room, watch }) => {
  watch.allow(/Failed to load resource/);
  await page.route('**/theory/dropout.js', (route) => route.abort());
  await page.getByRole('button', { name: 'What is dropout?' }).click();
  await expect(room.problem).toContainText('This explanation could not be shown.');
  await open(page, 'What is pooling?');
});

test('convolution: nine products and their sum, by pointer and by arrow keys, for each filter', async ({ page }) => {
  const card = await open(page, 'What is a convolution?');
  const map = card.getByRole('application', { name: /^Map/ });
  const products = card.locator('span').filter({ hasText: /^[\d.−]+ × [\d.−]+$/ });
  const told = card.getByText(/^The nine products add up to/);
  const check = async () => {
    await expect(products).toHaveCount(9);
    const terms = (await products.allTextContents()).map(numbers);
    const sum = terms.reduce((total, [pixel, weight]) => total + pixel * weight, 0);
    const [said] = numbers(await told.textContent());
    expect(Math.abs(sum - said)).toBeLessThan(0.06); // pixels are shown with two digits
    await expect(told).toContainText(said < 0 ? 'ReLU makes it 0.' : 'ReLU lets it pass.');
    return JSON.stringify(terms);
  };
  const seen = new Set([await check()]);
  await map.focus();
  await page.keyboard.press('ArrowDown');
  seen.add(await check());
  await page.keyboard.press('ArrowRight');
  seen.add(await check());
  const box = await map.boundingBox();
  await page.mouse.move(box.x + box.width * 0.15, box.y + box.height * 0.8);
  seen.add(await check());
  const picture = card.getByRole('img', { name: 'Picture' });
  const pixels = () => map.locator('canvas').evaluate((canvas) => canvas.toDataURL());
  const before = [await pixels(), await picture.evaluate((canvas) => canvas.toDataURL())];
  await card.getByRole('radio', { name: 'Level edges' }).check({ force: true });
  seen.add(await check());
  expect(seen.size).toBe(5);
  expect(await pixels()).not.toBe(before[0]);
  expect(await picture.evaluate((canvas) => canvas.toDataURL())).toBe(before[1]);
  await card.getByRole('radio', { name: 'Blur' }).check({ force: true });
  await expect(products.first()).toHaveText(/ × 0\.11$/);
});

test('pooling keeps the largest of four', async ({ page }) => {
  const card = await open(page, 'What is pooling?');
  await card.getByRole('application').focus();
  const told = card.getByText(/is the largest, and it is kept/);
  for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight']) {
    await page.keyboard.press(key);
    const four = (await card.locator('.theory-products > *').allTextContents()).map(Number);
    expect(four).toHaveLength(4);
    await expect(told).toContainText(`four, ${Math.max(...four).toFixed(1)} is`);
    expect(Number(await card.locator('.theory-products strong').textContent())).toBe(Math.max(...four));
  }
});

test('dropout: a new draw switches others off; at rate 0 all stay', async ({ page }) => {
  const card = await open(page, 'What is dropout?');
  const told = card.getByText(/of 16 are off/);
  await card.getByRole('slider', { name: 'Rate' }).fill('0.75');
  await expect(told).toContainText('multiplied by 4.00');
  const draws = new Set();
  for (let i = 0; i < 6; i++) {
    draws.add(await told.textContent());
    await card.getByRole('button', { name: 'Draw anew' }).click();
  }
  expect(draws.size).toBeGreaterThan(1);
  await card.getByRole('slider', { name: 'Rate' }).fill('0');
  await expect(told).toHaveText(
    '0 of 16 are off; the others are multiplied by 1.00. Their sum: 11.0, without dropout 11.0.',
  );
  // A value of no height is not visible: the bars of the maps once lent these cells theirs.
  await expect(card.getByText(/^\d\.\d$/).filter({ visible: true })).toHaveCount(16);
});

test('softmax: equal logits share alike, and adding 1 to all changes nothing', async ({ page }) => {
  const card = await open(page, 'What is softmax?');
  const shares = () =>
    card
      .getByRole('listitem')
      .allTextContents()
      .then((texts) => texts.map((text) => numbers(text).at(-1)));
  const before = await shares();
  expect(Math.abs(before.reduce((a, b) => a + b) - 100)).toBeLessThan(0.21);
  await card.getByRole('button', { name: 'Add 1 to all' }).click();
  await expect(card.getByRole('slider', { name: 'Coat' })).toHaveValue('0');
  expect(await shares()).toEqual(before);
  for (const name of ['Shirt', 'T-shirt/top', 'Coat'])
    await card.getByRole('slider', { name, exact: true }).fill('-1.5');
  expect(await shares()).toEqual([33.3, 33.3, 33.3]);
  await card.getByRole('slider', { name: 'Shirt', exact: true }).fill('5');
  expect((await shares())[0]).toBeGreaterThan(99);
});

test('loss: minus the logarithm', async ({ page }) => {
  const card = await open(page, 'What is loss?');
  const slider = card.getByRole('slider', { name: 'Probability of the true class' });
  for (const [probability, loss] of [
    ['0.25', '1.386'],
    ['1', '0.000'],
    ['0.01', '4.605'],
  ]) {
    await slider.fill(probability);
    await expect(card.getByText(/^−log/)).toHaveText(`−log ${Number(probability).toFixed(2)} = ${loss}`);
  }
});

test('optimizer: SGD stays in the small dip, momentum and Adam do not', async ({ page }) => {
  const card = await open(page, 'an optimizer');
  const told = card.getByText(/^After \d+ steps?, loss/);
  const losses = async () => numbers((await told.textContent()).replace(/^.*loss:/, ''));
  expect(new Set(await losses()).size).toBe(1);
  await card.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(told).toHaveText(/^After 1 step, /);
  for (let i = 0; i < 7; i++) await card.getByRole('button', { name: '10 steps' }).click();
  await expect(told).toHaveText(/^After 71 steps, /);
  const [sgd, momentum, adam] = await losses();
  expect(sgd).toBeCloseTo(0.27, 2);
  expect(momentum).toBeLessThan(0.05);
  expect(adam).toBeLessThan(0.05);
  await card.getByRole('radio', { name: '0.05' }).check({ force: true });
  await expect(told).toHaveText(/^After 0 steps/);
});

test('epoch and batch: ten images in batches of four make three steps', async ({ page }) => {
  const card = await open(page, 'a batch');
  const told = card.getByText(/^Epoch \d/);
  const next = card.getByRole('button', { name: 'Next batch' });
  await expect(told).toHaveText('Epoch 1: 10 images in 3 batches, in a new order.');
  for (const expected of [
    'Epoch 1, batch 1 of 3: 4 images, one step.',
    'Epoch 1, batch 2 of 3: 4 images, one step.',
    'Epoch 1, batch 3 of 3: 2 images, one step. Each image was seen once: the epoch is over.',
    'Epoch 2: 10 images in 3 batches, in a new order.',
  ]) {
    await next.click();
    await expect(told).toHaveText(expected);
  }
  await card.getByRole('slider', { name: 'Batch size' }).fill('10');
  await expect(told).toHaveText('Epoch 1: 10 images in 1 batch, in a new order.');
});

test('without a mouse: Tab goes through the card and on from its button', async ({ page }) => {
  const button = page.getByRole('button', { name: 'an epoch', exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
  const card = page.getByRole('dialog', { name: 'Epoch' });
  await expect(card.getByRole('heading')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(card.getByRole('button', { name: 'Close' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(card.getByRole('link')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(card.getByRole('slider')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'a batch', exact: true })).toBeFocused();
});

test('axe finds nothing in any explanation, light and dark, and on a phone each fits', async ({ page }) => {
  test.slow(); // sixteen looks
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.setViewportSize(colorScheme === 'light' ? { width: 1280, height: 900 } : { width: 390, height: 844 });
    await page.emulateMedia({ colorScheme });
    for (const question of /** @type {(keyof typeof TOPICS)[]} */ (Object.keys(TOPICS))) {
      const card = await open(page, question);
      const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`),
        question,
      ).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        page.viewportSize().width,
      );
      if (colorScheme === 'dark') await expect(card).toBeInViewport({ ratio: 1 });
      await page.keyboard.press('Escape');
    }
  }
});

test(
  'while training they open and answer, and no task of the main thread takes 50 ms',
  { tag: '@measured' },
  async ({ room, page }) => {
    await room.startTraining(LONG);
    // Looking things up by role is itself work on the main thread, so it is done before or in the page's own terms.
    const press = (/** @type {string} */ name) =>
      page.getByRole('button', { name, exact: true }).evaluateHandle((button) => () => button.click());
    const [optimizer, convolution] = [await press('an optimizer'), await press('What is a convolution?')];
    const tasks = await mainThreadTasks(page, async () => {
      await optimizer.evaluate((click) => click());
      await page.waitForFunction(() => document.activeElement?.textContent === 'Optimizer');
      const told = await page.evaluate(() => {
        const card = document.querySelector('dialog');
        [...card.querySelectorAll('button')].find((button) => button.textContent === '10 steps').click();
        return card.querySelector('.readout').textContent;
      });
      expect(told).toMatch(/^After 10 steps/);
      await convolution.evaluate((click) => click());
      await page.waitForFunction(() => document.activeElement?.textContent === 'Convolution');
      await page.evaluate(() => document.querySelector('dialog [tabindex="0"]').focus());
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Escape');
    });
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(room.pause).toBeVisible();
    const longest = Math.max(...tasks);
    test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms of ${tasks.length}` });
    expect(longest).toBeLessThan(50);
  },
);
