// How fast the machine is: that numbers come, of what there is to measure, and that nothing else is touched. How large
// they are, no test can know.

import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';

/** @param {import('@playwright/test').Page} page */
function partsOf(page) {
  const region = page.getByRole('region', { name: 'How fast is my machine?' });
  return {
    region,
    measure: region.getByRole('button', { name: 'Measure' }),
    cancel: region.getByRole('button', { name: 'Cancel' }),
    note: region.getByRole('status'),
    setups: region
      .getByRole('table', { name: /^Measured here and now/ })
      .locator('tbody')
      .getByRole('row'),
    layers: region
      .getByRole('table', { name: /^Layer by layer/ })
      .locator('tbody')
      .getByRole('row'),
  };
}

test('speeds, ceiling and what makes it fast are measured, and the network stays', async ({ room, page }) => {
  test.slow(); // four engines one after the other
  const { region, measure, note, setups, layers } = partsOf(page);
  await room.open();
  const before = await room.save('Download model');
  await page.getByRole('link', { name: 'How fast is it?' }).click();
  await measure.focus();
  await page.keyboard.press('Enter');
  await expect(note).toHaveText(/^Measuring 1 of \d: /);
  await expect(note).toHaveText('Measured.', { timeout: 90_000 });

  await expect(
    region.getByText(/^Your machine trains on [\d,]+ images a second and classifies [\d,]+, with /),
  ).toBeVisible();
  await expect(
    region.getByText(/^At most it does [\d.]+ billion multiplications and additions a second\./),
  ).toBeVisible();
  for (const start of ['Threads', 'SIMD', 'Skipping zeros'])
    await expect(region.getByRole('listitem').filter({ hasText: new RegExp(`^${start}: `) })).toBeVisible();
  const rows = await setups.allInnerTexts();
  expect(rows.length).toBeGreaterThanOrEqual(2);
  for (const text of rows) {
    const numbers = text
      .split('\t')
      .slice(1)
      .map((cell) => Number(cell.replaceAll(',', '')));
    expect(numbers).toHaveLength(3);
    for (const number of numbers) expect(number).toBeGreaterThan(0);
  }
  await expect(layers.first()).toHaveText(/^conv2d[ _a-z\d+]*\d(\.\d)? %[\d.]+ %[\d.]+$/);
  await expect(measure).toBeFocused();
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(Buffer.compare(await room.save('Download model'), before)).toBe(0);
});

test('it can be cancelled, and waits for a run', async ({ room, page }) => {
  const { region, measure, cancel, note } = partsOf(page);
  await room.open();
  await measure.click();
  await expect(note).toHaveText(/^Measuring 1 of/);
  await cancel.click();
  await expect(note).toHaveText('Nothing was measured.');
  await expect(region.getByRole('table')).toHaveCount(0);

  await room.startTraining(LONG);
  await expect(measure).toBeDisabled();
  await expect(note).toHaveText(/^A run shares the processors: pause it/);
  await room.pause.click();
  await expect(measure).toBeEnabled();
  await measure.click();
  await expect(note).toHaveText(/^Measuring 1 of/);
  await room.resume.click();
  await expect(note).toHaveText(/^Nothing was measured\. A run shares the processors/);
  await expect(measure).toBeDisabled();
  await room.stop.click();
  await expect(measure).toBeEnabled();
});
