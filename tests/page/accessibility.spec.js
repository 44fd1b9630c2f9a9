// axe's rules, in light and dark; motion; the narrow screen.

import { AxeBuilder } from './support/axe.js';
import { SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/** Every kind of content that the page can have, all at once. @param {import('./support/room.js').Room} room */
async function fill(room) {
  await room.open();
  await room.trainToTheEnd();
  await room.epochRows();
  await expect(room.judgeStatus).toContainText('were classified right');
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.grid).not.toHaveCount(0);
  await room.uploadFile({ name: 'letter.png', mimeType: 'image/png', buffer: Buffer.from('no image') });
  await room.set({ Epochs: 'three', Seed: '1' });
  await room.train.click();
  await expect(room.problem).toBeVisible();
}

/** @param {import('@playwright/test').Page} page @param {'light' | 'dark'} colorScheme */
async function violations(page, colorScheme) {
  await page.emulateMedia({ colorScheme });
  const { violations: all } = await new AxeBuilder({ page }).analyze();
  return all.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target).join(', ')}`);
}

test('axe finds nothing in light and dark, in the page as it opens and in the fullest', async ({ room, page }) => {
  test.slow(); // axe looks four times at all that there is
  await room.open();
  expect(await violations(page, 'light')).toEqual([]);
  expect(await violations(page, 'dark')).toEqual([]);
  await fill(room);
  expect(await violations(page, 'dark')).toEqual([]);
  expect(await violations(page, 'light')).toEqual([]);
});

test('light and dark are different', async ({ room, page }) => {
  await room.open();
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await paper();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await paper()).not.toBe(light);
});

test('who wants less motion gets none', async ({ room, page }) => {
  await room.open();
  const transitions = async () => {
    await page.evaluate(() => {
      globalThis.transitions = 0;
      addEventListener('transitionrun', () => (globalThis.transitions += 1));
    });
    for (const name of ['Bag', 'Trouser']) {
      await room.samples.filter({ hasText: name }).click();
      await expect(room.verdict(name)).toBeVisible();
    }
    return page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(globalThis.transitions))),
        ),
    );
  };
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await transitions()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await transitions()).toBe(0);
});

test('nothing sticks out at 360, 768 and 1280 px, neither at first nor in the fullest page', async ({ room, page }) => {
  const expectToFit = async (/** @type {number} */ width) => {
    await page.setViewportSize({ width, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  };
  await page.goto(room.address);
  for (const width of [1280, 768, 360]) await expectToFit(width);
  await fill(room);
  for (const width of [360, 768, 1280]) await expectToFit(width);
});

test('nothing jumps when content arrives', async ({ room, page }) => {
  await page.addInitScript(() => {
    globalThis.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await room.open();
  await room.trainToTheEnd(SHORT);
  expect(await page.evaluate(() => globalThis.shift)).toBeLessThan(0.1);
});
