// Why this class: the heat map over the visitor's picture.

import { expect, test } from './support/test.js';

/** @param {import('@playwright/test').Page} page */
function parts(page) {
  const form = page.getByRole('form', { name: 'Why this class?' });
  return {
    form,
    picture: page.getByRole('img', { name: 'Heat map over the picture' }),
    choose: (/** @type {string} */ name) => form.getByLabel('Class').selectOption({ label: name }),
    method: (/** @type {string} */ name) => form.getByRole('radio', { name }).check({ force: true }),
    words: form.getByText(/speaks (most )?for/),
  };
}

/** The colours of the picture. @param {import('@playwright/test').Locator} picture @returns {Promise<number[][]>} */
const colours = (picture) =>
  picture.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, 28, 28);
    return Array.from({ length: 784 }, (_, i) => [...data.slice(4 * i, 4 * i + 3)]);
  });

test('a heat map for the answer and for any other class, by Grad-CAM and by occlusion, told in words', async ({
  room,
  page,
}) => {
  const { form, picture, choose, method, words } = parts(page);
  await room.open();
  await room.samples.filter({ hasText: 'Bag' }).click();
  await expect(room.verdict('Bag')).toBeVisible();
  await form.scrollIntoViewIfNeeded();
  await expect(words).toContainText(/^What speaks most for Bag \([\d.]+ %\) is (at|in) the /);
  await expect(picture).toHaveAccessibleDescription(/^What speaks most for Bag/);
  const answer = await colours(picture);
  expect(answer.some(([red, , blue]) => red > blue + 60)).toBe(true); // warm somewhere
  expect(answer.some(([red, green, blue]) => red === green && green === blue)).toBe(true); // and not everywhere

  await choose('Sandal');
  await expect(words).toContainText('for Sandal');
  await expect.poll(() => colours(picture)).not.toEqual(answer);
  await choose('The network’s answer: Bag');
  await expect.poll(() => colours(picture)).toEqual(answer);

  await method('Occlusion');
  await expect(words).toContainText(
    /covering a part of it lowers the probability by (up to|less than) [\d.]+ percentage points\.$/,
  );
  expect(await colours(picture)).not.toEqual(answer);
  await expect(form).toContainText('a black square of 5 × 5');
});

test('occlusion says that it has nothing to take from a class at 0.0 %, where Grad-CAM still speaks', async ({
  room,
  page,
}) => {
  const { form, choose, method, words } = parts(page);
  await room.open();
  await room.samples.filter({ hasText: 'Trouser' }).click();
  await expect(room.verdict('Trouser')).toBeVisible();
  expect((await room.probabilities())?.[9]).toBe(0);
  await form.scrollIntoViewIfNeeded();
  await choose('Ankle boot');
  await expect(words).toContainText('for Ankle boot (0.0 %)');
  await method('Occlusion');
  await expect(form).toContainText(
    'Ankle boot has 0.0 %, which covering cannot lower. Choose a likelier class, or Grad-CAM',
  );
});

test('the heat map follows another picture, and an empty one says what to do', async ({ room, page }) => {
  const { form, picture, words } = parts(page);
  await room.open();
  await form.scrollIntoViewIfNeeded();
  await expect(words).toBeVisible();
  const before = await colours(picture);
  await room.samples.filter({ hasText: 'Trouser' }).click();
  await expect(room.verdict('Trouser')).toBeVisible();
  await form.scrollIntoViewIfNeeded();
  await expect(words).toContainText('for Trouser');
  expect(await colours(picture)).not.toEqual(before);
  await room.clear.click();
  await form.scrollIntoViewIfNeeded();
  await expect(form).toContainText('There is nothing in the picture.');
});
