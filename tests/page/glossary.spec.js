// Words explained where they stand, the glossary that they lead to, and the theory in order.

import { AxeBuilder } from './support/axe.js';
import { expect, test } from './support/test.js';

test.beforeEach(({ room }) => room.open());

/** @param {import('@playwright/test').Page} page @param {string} name */
const card = (page, name) => page.getByRole('dialog', { name, exact: true });

test('a word is explained by keyboard, and its card leads to the glossary', async ({ page, room }) => {
  const word = room.training.getByRole('button', { name: 'validation', exact: true });
  await word.focus();
  await page.keyboard.press('Enter');
  const validation = card(page, 'Validation');
  await expect(validation.getByRole('heading')).toBeFocused();
  await expect(validation.getByText(/on 2,000 images that no step learns from/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(validation).toHaveCount(0);
  await expect(word).toBeFocused();

  const entry = page.getByRole('definition').filter({ hasText: /on 2,000 images that no step learns from/ });
  await expect(entry).toBeHidden();
  await page.keyboard.press('Enter');
  await validation.getByRole('link', { name: 'All words' }).click();
  await expect(validation).toHaveCount(0);
  await expect(entry).toBeInViewport();
});

test('a word in a card leads to its own, which gives the focus back to where it all began', async ({ page, room }) => {
  const question = room.building.getByRole('button', { name: 'What is a convolution?' });
  await question.click();
  await card(page, 'Convolution').getByRole('button', { name: 'feature map' }).click();
  await expect(card(page, 'Feature map').getByRole('heading')).toBeFocused();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(question).toBeFocused();
});

test('the network in use is drawn, its layers are explained, and another one takes its place', async ({
  page,
  room,
}) => {
  const theory = page.getByRole('region', { name: 'Theory' });
  const layers = theory.getByRole('list', { name: 'The network in use, layer by layer' }).getByRole('listitem');
  await expect(layers.first()).toHaveText(/^Picture28 × 28 × 1$/);
  await expect(layers.last()).toHaveText(/^Dense10$/);
  await room.preset.selectOption('Small and fast');
  await room.building.getByRole('button', { name: 'Use this network' }).click();
  await expect(
    theory.getByText(/^The network in use, “Small and fast”: \d+ layers, 27,518 parameters\./),
  ).toBeVisible();
  await layers.getByRole('button', { name: 'MaxPool2D' }).first().click();
  await expect(card(page, 'Pooling')).toBeVisible();
});

test('the assignment’s questions lead to the chapters behind them', async ({ page }) => {
  await page.getByText('The questions of the assignment').click();
  const text = page.getByText(/^To classify is to say to which/);
  await expect(text).toBeHidden();
  await page.getByRole('link', { name: 'what classification is' }).click();
  await expect(text).toBeInViewport();
});

test('the theory in order, on a phone: a chapter opens for an address within it; axe finds nothing', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const theory = page.getByRole('region', { name: 'Theory' });
  const softmax = theory.getByText(/Softmax raises e to each of them/);
  await expect(softmax).toBeHidden();
  await page.evaluate(() => (location.hash = '#theory-softmax'));
  await expect(softmax).toBeInViewport();
  for (const chapter of await theory.getByRole('heading', { level: 3 }).all())
    if (!(await chapter.evaluate((heading) => heading.closest('details')?.open))) await chapter.click();
  await expect(theory.getByRole('link', { name: 'look at the data' })).toBeVisible();
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#theory').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await theory.getByRole('button', { name: 'test set', exact: true }).click();
  await expect(card(page, 'Test set')).toBeInViewport({ ratio: 1 });
});
