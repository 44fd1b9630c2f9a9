// Looking at the data set.

import { CLASSES } from './support/room.js';
import { expect, test } from './support/test.js';

test.beforeEach(({ room }) => room.open());

/** @param {import('./support/room.js').Room} room */
async function showImages(room) {
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.grid).not.toHaveCount(0);
}

test('images stand in a grid with their labels; Show more adds to them', async ({ room }) => {
  await showImages(room);
  const first = await room.grid.count();
  const labels = await room.grid.allTextContents();
  expect(new Set(labels)).toEqual(new Set(CLASSES)); // balanced: 60 of them show every class
  await room.data.getByRole('button', { name: 'Show more' }).click();
  await expect(room.grid).toHaveCount(2 * first);
  await expect(room.dataStatus).toContainText(`${2 * first} shown; 5,000 of 60,000 training images`);
});

test('filtered by class and by set', async ({ room }) => {
  await showImages(room);
  const filter = (/** @type {string} */ name) => room.data.getByRole('radio', { name, exact: true });
  for (const name of ['Ankle boot', 'T-shirt/top']) {
    await filter(name).check({ force: true });
    await expect.poll(async () => new Set(await room.grid.allTextContents())).toEqual(new Set([name]));
  }
  const training = await room.grid.first().evaluate((button) => button.querySelector('canvas').toDataURL());
  await filter('Test set').check({ force: true });
  await showTestImages(room);
  await expect.poll(async () => new Set(await room.grid.allTextContents())).toEqual(new Set(['T-shirt/top']));
  const test = await room.grid.first().evaluate((button) => button.querySelector('canvas').toDataURL());
  expect(test).not.toBe(training);
});

/** The other set is downloaded when it is asked for. */
async function showTestImages(room) {
  const show = room.data.getByRole('button', { name: 'Show images' });
  if (await show.isVisible()) await show.click();
  await expect(room.dataStatus).toContainText('of 10,000 test images are here');
}

test('an image is clicked and classified, with its true label', async ({ room }) => {
  await showImages(room);
  const before = await room.canvas();
  const bag = room.grid.filter({ hasText: /^Bag$/ }).first();
  await bag.click();
  await expect(room.verdict('Bag')).toBeVisible();
  await expect.poll(() => room.canvas()).not.toBe(before);
  await expect(room.try.getByText(/^Training image [\d,]+\./)).toBeVisible();
});

test('a download shows its progress and can be cancelled', async ({ room, page }) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route('**/train-01-images*', async (route) => {
    await held;
    await route.continue().catch(() => {}); // it may have been cancelled meanwhile
  });
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.data.getByRole('progressbar', { name: 'Download progress' })).toBeVisible();
  await expect(room.dataStatus).toHaveText(/^Fetching .+ of 2\.\d MB$/);
  await room.data.getByRole('button', { name: 'Cancel' }).click();
  await expect(room.data.getByRole('progressbar')).toBeHidden();
  await expect(room.problem).toHaveCount(0);
  release();
  await showImages(room);
});
