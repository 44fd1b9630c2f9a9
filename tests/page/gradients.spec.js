// The gradients, checked: backpropagation beside differences of the loss, as dots and as numbers.

import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';

/** @param {import('@playwright/test').Page} page */
const partsOf = (page) => ({
  check: page.getByRole('button', { name: 'Check the gradients' }),
  result: page.getByRole('group', { name: 'Check the gradients' }),
  said: page.getByText(/the two ways differ by/),
  note: page
    .getByRole('region', { name: 'Look inside' })
    .getByRole('status')
    .filter({ hasText: /heck|network has/ }),
});
const LAYERS = ['conv2d', 'conv2d_1', 'conv2d_2', 'dense', 'dense_1'];

/** The share after a word of the sentence, in per cent. @param {import('@playwright/test').Locator} said @param {RegExp} pattern */
const share = async (said, pattern) => Number(pattern.exec((await said.textContent()) ?? '')?.[1] ?? NaN);

test('every layer is checked, by keyboard, as dots and as numbers, and nothing is changed', async ({ room, page }) => {
  const { check, result, said, note } = partsOf(page);
  await room.open();
  const before = await room.save('Download model');
  await check.focus();
  await page.keyboard.press('Enter');
  await expect(note).toHaveText('Checked.');
  await expect(check).toBeFocused();

  for (const layer of LAYERS)
    for (const parameter of ['kernel', 'bias'])
      await expect(result.getByRole('img', { name: `Gradient of ${parameter} of ${layer}:` })).toHaveAccessibleName(
        /: 1[02] dots, [\d.]+ % off the diagonal, \d+ of them across kinks$/,
      );
  expect(await share(said, /differ by ([\d.]+) %/)).toBeLessThan(5);
  await expect(said).not.toContainText('more than float32 explains');
  await expect(page.getByText(/^It is not zero because float32/)).toContainText(/a unit’s ReLU opened or shut/);

  await result.getByText('The numbers of conv2d_1').click();
  const rows = result.getByRole('table', { name: 'Gradients of conv2d_1' }).getByRole('row');
  await expect(rows).toHaveCount(1 + 24);
  await expect(rows.nth(1)).toHaveText(/^kernel \[\d, \d, \d+, \d+\](−?[\d.]+( × 10⁻[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?){2}[\d.]+ %\d+$/);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(Buffer.compare(await room.save('Download model'), before)).toBe(0);
});

test('a run goes on beside a check, to the same losses, and the check says whose weights it saw', async ({
  room,
  page,
}) => {
  const { check, note } = partsOf(page);
  const losses = async (/** @type {boolean} */ checked) => {
    await room.startTraining({ ...LONG, Epochs: '6', Seed: '5' });
    if (checked) {
      await check.click();
      await expect(note).toHaveText(/^Checked between the steps of the run/);
    }
    await expect(room.trainStatus).toContainText('Finished.');
    return room.epochRows();
  };
  await room.open();
  const without = await losses(false);
  await room.reset.click();
  expect(await losses(true)).toEqual(without);

  await check.click();
  await expect(note).toHaveText('Checked.');
  await room.readyMade.click();
  await expect(note).toHaveText('The network has changed since this check.');
});

test('where the code for it is missing, that is said, and the page goes on', async ({ room, page, watch }) => {
  watch.allow(/Failed to load resource/);
  const { check } = partsOf(page);
  await page.route('**/gradients.js', (route) => route.fulfill({ status: 404, body: 'nothing' }));
  await room.open();
  await check.click();
  await expect(room.problem).toContainText('This part of the page could not be loaded.');
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
});
