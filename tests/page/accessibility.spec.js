// axe's rules, in light and dark; motion; the narrow screen.

import { AxeBuilder } from './support/playwright.js';
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

/** @param {import('@playwright/test').Page} page */
async function violations(page) {
  const { violations: all } = await new AxeBuilder({ page }).analyze();
  return all.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ target }) => target).join(', ')}`);
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('axe finds nothing in the page as it opens, nor in the full page', async ({ room, page }) => {
      await room.open();
      expect(await violations(page)).toEqual([]);
      await fill(room);
      expect(await violations(page)).toEqual([]);
    });
  });
}

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
  const moving = async () => {
    await room.clear.click();
    await room.drawTrousers();
    await room.expectPrediction('Trouser');
    return page.evaluate(async () => {
      const begun = [];
      document.addEventListener('transitionrun', (event) => begun.push(event.propertyName));
      document.querySelector('button[aria-pressed]')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      await new Promise((resolve) => new MutationObserver(() => resolve(0)).observe(document.querySelector('[aria-label="Probability of each class"]'), { subtree: true, attributes: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return begun.length + document.getAnimations().length;
    });
  };
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await moving()).toBe(0);
});

for (const width of [360, 768, 1280]) {
  test(`at ${width} px nothing sticks out, from the first to the fullest page`, async ({ room, page }) => {
    await page.setViewportSize({ width, height: 740 });
    const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
    await page.goto(room.address);
    expect(await widest()).toBeLessThanOrEqual(width);
    await fill(room);
    expect(await widest()).toBeLessThanOrEqual(width);
  });
}

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
