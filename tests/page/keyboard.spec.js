// The whole page without a mouse.

import { SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/** More presses of Tab than the page, as it opens, has stops. */
const MANY = 300;

/** What has the focus, by role and name as a screen reader has them. @param {import('@playwright/test').Page} page */
async function focused(page) {
  return (await page.locator(':focus').ariaSnapshot()).split('\n')[0].replace(/^- /, '');
}

/** Presses Tab until the focus is where it should be. @param {import('@playwright/test').Locator} target */
async function tabTo(target) {
  const page = target.page();
  const isFocused = () => target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < MANY && !(await isFocused()); i++) await page.keyboard.press('Tab');
  await expect(target).toBeFocused();
}

test.beforeEach(({ room }) => room.open());

test('the first stop leads past the navigation', async ({ room, page }) => {
  await page.keyboard.press('Tab');
  expect(await focused(page)).toContain('Skip to the content');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeInViewport();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(room.try.locator(':focus')).toHaveCount(1);
});

test('every stop shows that it has the focus, and the round ends', async ({ page }) => {
  /** @type {string[]} */
  const stops = [];
  for (let i = 0; i < MANY; i++) {
    await page.keyboard.press('Tab');
    const stop = page.locator(':focus');
    if ((await stop.count()) === 0 || (await stop.evaluate((element) => element === document.body))) break;
    stops.push(await focused(page));
    const ring = await stop.evaluate((element) => {
      const shown = [element, element.nextElementSibling].filter(Boolean);
      return shown.some(
        (each) =>
          getComputedStyle(each).outlineStyle !== 'none' && Number.parseFloat(getComputedStyle(each).outlineWidth) > 0,
      );
    });
    expect(ring, stops.at(-1)).toBe(true);
  }
  expect(stops.length).toBeGreaterThan(25);
  expect(stops.length).toBeLessThan(MANY);
});

test('a sample is chosen with the arrow keys and classified', async ({ room, page }) => {
  await tabTo(room.samples.first());
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(room.samples.nth(2)).toBeFocused();
  await page.keyboard.press('End');
  await expect(room.samples.last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(room.verdict('Ankle boot')).toBeVisible();
  await expect(room.samples.last()).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Tab');
  await expect(room.train).toBeFocused(); // one stop for all ten
});

test('settings, Train, Pause, Resume and Stop', async ({ room, page }) => {
  await tabTo(room.training.getByLabel('Epochs', { exact: true }));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('20');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2000');
  await page.keyboard.press('Enter'); // in a field: Train
  await expect(room.pause).toBeVisible();
  await room.pause.focus();
  await page.keyboard.press('Space');
  await expect(room.trainStatus).toHaveText(/^Paused\./);
  await expect(room.resume).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(room.pause).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(room.stop).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(room.trainStatus).toHaveText(/^Stopped;/);
  await expect(room.train).toBeFocused(); // not lost with the button that cannot be pressed any more
  await page.keyboard.press('Enter');
  await expect(room.pause).toBeFocused(); // nor while the images were fetched
  await room.stop.click();
  await expect(room.step).toBeEnabled();
  await room.step.press('Enter');
  await expect(room.trainStatus).toHaveText(/^Paused\./);
  await expect(room.step).toBeFocused();
  await room.stop.click();
  await room.readyMade.press('Enter');
  await expect(room.readyMade).toBeHidden();
  await expect(room.train).toBeFocused();
});

test('the data: class and set by arrow keys, an image by Enter', async ({ room, page }) => {
  const show = room.data.getByRole('button', { name: 'Show images' });
  await tabTo(show);
  await page.keyboard.press('Enter');
  await expect(room.grid).not.toHaveCount(0);
  await room.data.getByRole('radio', { name: 'All classes' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => new Set(await room.grid.allTextContents())).toEqual(new Set(['T-shirt/top']));
  await tabTo(room.grid.first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(room.verdict('T-shirt/top')).toBeVisible();
});

test('screen readers hear what is predicted and how training goes', async ({ room }) => {
  await room.samples.nth(1).click();
  await expect(room.predictions.getByRole('status')).toHaveText(/^Prediction: Trouser\./);
  await room.clear.click();
  await expect(room.predictions.getByRole('status')).toHaveText(/^Nothing drawn yet/);
  // All that is said is written down: on a fast machine a sentence may stand for a moment only.
  const heard = await room.trainStatus.evaluateHandle((status) => {
    /** @type {(string | null)[]} */
    const sentences = [];
    new MutationObserver(() => sentences.push(status.textContent)).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    return sentences;
  });
  await room.startTraining({ ...SHORT, Epochs: '2' });
  await expect(room.trainStatus).toHaveText(/^Finished\. Validation accuracy/);
  expect(await heard.jsonValue()).toContainEqual(expect.stringMatching(/^Epoch 1: validation accuracy/));
});
