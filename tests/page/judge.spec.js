// The shipped model, judged on the 10,000 test images in the browser, and what is told about it then.

import { CLASSES, LONG } from './support/room.js';
import { expect, test } from './support/test.js';
import { mainThreadTasks } from '../../tools/benchmark/trace.mjs';

/** The numbers in a text: “93.3 % to 100.0 %” has two. @param {string} text */
const numbers = (text) => (text.replaceAll(',', '').match(/[\d.]+/g) ?? []).map(Number);

/** The last number in each text: the probability under an image. @param {string[]} texts */
const last = (texts) => texts.map((text) => numbers(text).at(-1));

/** @param {(number | undefined)[]} values */
const descending = (values) => [...values].sort((a, b) => b - a);

/** The counts behind the confusion matrix, as its cells tell them. @param {import('./support/room.js').Room} room */
async function counts(room) {
  const names = await room.confusion
    .getByRole('button')
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  return names.map((name) => Number(/: ([\d,]+) of/.exec(name)?.[1].replaceAll(',', '')));
}

test('the ready-made model gets at least 90.31 % of the test images right', async ({ room }) => {
  await room.open();
  await room.testTheNetwork();
  await expect(room.judgeStatus).toContainText('of 10,000 test images were classified right.');
  const right = Number((await room.judgeStatus.textContent())?.split(' of ')[0].replace(',', ''));
  test.info().annotations.push({ type: 'right', description: `${right} of 10,000` });
  expect(right).toBeGreaterThanOrEqual(9031);
});

test('the test is told in words, and what to look at next is one click away', async ({ room }) => {
  await room.open();
  const words = room.judging.getByText(/^(Mixed up most|Hard to tell what it mixes up)/);
  await expect(words).toHaveCount(0);
  await room.testTheNetwork();
  await expect(words).toHaveText(
    /^Mixed up most: (Shirt and .+|.+ and Shirt), \d+ of its [\d,]+ mistakes.*\. .*% sure on average, .*% right.*\. .*Shirt.*\.$/,
  );
  const next = room.judging.getByRole('button', { name: /^Look at .+ taken for / });
  const pair = (await next.innerText()).replace('Look at ', '');
  await next.click();
  await expect(room.judging.getByRole('heading', { name: pair })).toBeFocused();
  await expect(room.behind).toHaveCount(24);
  await room.reset.click();
  await expect(words.or(next)).toHaveCount(0);
});

test('“Test the network”, pressed at once after a run, and the advice that fills in the next one', async ({ room }) => {
  await room.open();
  await room.trainToTheEnd({ Epochs: '1', 'Training images': '640', 'Label smoothing': '0.5' });
  await room.judging.getByRole('button', { name: 'Test the network' }).click();
  await expect(room.judgeStatus).toContainText('were classified right');
  const next = room.judging.getByRole('button', { name: 'Try it without label smoothing' });
  await next.click();
  await expect(room.train).toBeFocused();
  await expect(room.training.getByLabel('Label smoothing', { exact: true })).toHaveValue('0');
});

test('a test can be cancelled and started again', async ({ room }) => {
  await room.open();
  const test = room.judging.getByRole('button', { name: 'Test the network' });
  await test.click();
  await expect(room.judging.getByRole('progressbar', { name: 'Test progress' })).toBeVisible();
  await test.click(); // as one does who did not see that a test has begun
  await room.judging.getByRole('button', { name: 'Cancel' }).click();
  await expect(room.judgeStatus).toHaveText('The test was cancelled.');
  await expect(room.problem).toHaveCount(0);
  await room.testTheNetwork();
});

test('before a test everything says what to do, and so it does again when the weights have changed', async ({
  room,
}) => {
  const expectUntested = async () => {
    await expect(room.judging.getByText('Press Test the network first')).toBeVisible();
    await expect(room.judging.getByText('Press Test the network, and the bars appear here.')).toBeVisible();
    await expect(room.judging.getByText('Press Test the network, and its mistakes appear here.')).toBeVisible();
    await expect(room.classScores.getByRole('row', { name: 'Pullover' })).toContainText('–');
    await expect(room.behind.or(room.mistakes)).toHaveCount(0);
  };
  await room.open();
  await expectUntested();
  await room.confusion.getByRole('button', { name: 'Shirt taken for Coat: not known yet' }).click();
  await expect(room.judging.getByRole('heading', { name: 'Shirt taken for Coat' })).toBeFocused();
  await expectUntested();
  await room.testTheNetwork();
  await expect(room.behind).not.toHaveCount(0);
  await expect(room.mistakes).not.toHaveCount(0);
  await room.reset.click();
  await expectUntested();
});

test('a cell opens the images behind it, the surest first, and they are what it says', async ({ room }) => {
  await room.open();
  await room.testTheNetwork();
  const cell = room.cell('Shirt', 'T-shirt/top');
  const count = numbers(await cell.getAttribute('aria-label')).at(-2); // “11 %: 114 of 1,000 images …”
  await cell.click();
  await expect(room.judging.getByRole('heading', { name: 'Shirt taken for T-shirt/top' })).toBeVisible();
  await expect(room.judging.getByText(/^[\d,]+ images, the ones that the network is surest of first/)).toBeVisible();
  await expect(room.behind).toHaveCount(24);
  const more = room.judging.getByRole('button', { name: 'Show more' }).first();
  await more.click();
  await expect(room.behind).toHaveCount(48);
  expect(numbers(await room.judging.getByText(/images, the ones that/).textContent())[0]).toBe(count);

  const shown = last(await room.behind.allInnerTexts());
  expect(shown).toEqual(descending(shown));
  await room.behind.nth(30).click();
  await expect(room.verdict('Shirt')).toHaveText(/^Wrong/);
  await room.expectPrediction('T-shirt/top');
  expect(Math.abs((await room.probabilities())[0] - shown[30])).toBeLessThanOrEqual(0.1001);
});

test('an empty cell says so, and a commonest mistake opens its cell', async ({ room }) => {
  await room.open();
  await room.testTheNetwork();
  await room.cell('Sneaker', 'Dress').click();
  await expect(room.judging.getByText('No image was.')).toBeVisible();
  await expect(room.behind).toHaveCount(0);
  const mixUp = room.judging.getByRole('button', { name: /taken for .+ times$/ }).first();
  const [pair, times] = (await mixUp.innerText()).split('\n');
  await mixUp.click();
  await expect(room.judging.getByRole('heading', { name: pair })).toBeFocused();
  await expect(room.judging.getByText(`${numbers(times)[0]} images, the ones`)).toBeVisible();
});

test('without a mouse: arrow keys in the matrix, Enter opens a cell, Escape leads back', async ({ room, page }) => {
  await room.open();
  await room.testTheNetwork();
  await room.confusion.getByRole('button').first().focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowRight'])
    await page.keyboard.press(key);
  await expect(room.cell('Pullover', 'Pullover')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(room.judging.getByRole('heading', { name: 'Pullover taken for Coat' })).toBeFocused();
  await expect(room.behind).not.toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(room.cell('Pullover', 'Coat')).toBeFocused();
  await page.keyboard.press('Tab'); // one stop for all hundred
  await expect(room.judging.getByRole('combobox', { name: 'Labelled' })).toBeFocused();
});

test('on a phone: two classes are chosen from lists', async ({ room, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await room.open();
  await room.testTheNetwork();
  await room.judging.getByRole('combobox', { name: 'Labelled' }).selectOption('Ankle boot');
  await room.judging.getByRole('combobox', { name: 'taken for' }).selectOption('Sneaker');
  await expect(room.judging.getByRole('heading', { name: 'Ankle boot taken for Sneaker' })).toBeVisible();
  await expect(room.behind).toHaveCount(24);
  await expect(room.cell('Ankle boot', 'Sneaker')).toHaveAttribute('aria-pressed', 'true');
});

test('precision, recall and F1 are those of the matrix', async ({ room }) => {
  await room.open();
  await room.testTheNetwork();
  const matrix = await counts(room);
  const sum = (/** @type {number} */ start, /** @type {number} */ step) =>
    CLASSES.reduce((total, _, i) => total + matrix[start + i * step], 0);
  const f1s = [];
  for (const [k, name] of CLASSES.entries()) {
    const right = matrix[11 * k];
    const [precision, recall] = [right / sum(k, 10), right / sum(10 * k, 1)];
    const f1 = 2 / (1 / precision + 1 / recall);
    f1s.push(f1);
    const cells = await room.classScores.locator('tbody').getByRole('row').nth(k).getByRole('cell').allInnerTexts();
    expect(cells.slice(0, 3), name).toEqual([precision, recall, f1].map((share) => `${(share * 100).toFixed(1)} %`));
    expect(cells[3]).toBe('1,000');
  }
  const macro = f1s.reduce((a, b) => a + b) / 10;
  await expect(room.classScores.getByRole('rowheader')).toHaveText([...CLASSES, 'Macro average']);
  await expect(room.classScores.getByRole('row', { name: 'Macro average' })).toContainText(
    `${(macro * 100).toFixed(1)} %`,
  );
});

test('the calibration error is that of the bins in the table', async ({ room }) => {
  await room.open();
  await room.testTheNetwork();
  await expect(room.judging.getByRole('img', { name: /^Reliability diagram/ })).toBeVisible();
  await room.judging.getByText('The numbers, bin by bin').click();
  const table = room.judging.getByRole('table').filter({ hasText: 'Mean confidence' });
  const rows = (await table.locator('tbody').getByRole('row').allInnerTexts()).map(numbers);
  const images = rows.reduce((sum, [, , count]) => sum + count, 0);
  expect(images).toBe(10_000);
  for (const [from, to, , confidence] of rows) {
    expect(confidence).toBeGreaterThanOrEqual(from);
    expect(confidence).toBeLessThanOrEqual(to);
  }
  const apart = rows.reduce(
    (sum, [, , count, confidence, accuracy]) => sum + count * Math.abs(confidence - accuracy),
    0,
  );
  const told = numbers(await room.judging.getByText(/^Expected calibration error/).textContent())[0];
  expect(Math.abs(told - apart / images)).toBeLessThan(0.11); // all of it is rounded to a tenth
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThan(10);
});

test('the surest mistakes, with both classes, and the word that the label may be wrong', async ({ room }) => {
  await room.open();
  await room.testTheNetwork();
  await expect(room.judging.getByText(/often wrong labels in the data set/)).toBeVisible();
  await expect(room.mistakes).toHaveCount(20);
  const shown = await room.mistakes.allInnerTexts();
  expect(last(shown)).toEqual(descending(last(shown)));
  expect(last(shown)[0]).toBeGreaterThan(95);
  for (const text of shown) {
    const [label, taken] = text.split(/\s*taken for /);
    expect(CLASSES).toContain(label.trim());
    expect(CLASSES).toContain(taken.split(',')[0]);
    expect(taken).not.toContain(label.trim() + ',');
  }
  const [label, taken] = shown[0].split(/\s*taken for /);
  await room.mistakes.first().click();
  await expect(room.verdict(label.trim())).toHaveText(/^Wrong/);
  await room.expectPrediction(taken.split(',')[0]);
});

test(
  'no task of the main thread takes 50 ms while the network is judged and cells are opened',
  { tag: '@measured' },
  async ({ room, page }) => {
    await room.open();
    // Looking things up by role is itself work on the main thread, so it is done before.
    const press = (/** @type {import('@playwright/test').Locator} */ button) =>
      button.evaluateHandle((element) => () => element.click());
    const start = await press(room.judging.getByRole('button', { name: 'Test the network' }));
    const cells = [];
    for (const name of [/^Shirt, recognised/, /^Shirt taken for Coat/, /^Shirt taken for Pullover/])
      cells.push(await press(room.confusion.getByRole('button', { name })));
    const tasks = await mainThreadTasks(page, async () => {
      await start.evaluate((click) => click());
      await page.waitForFunction(() => document.querySelector('#judge-mistakes-grid').childElementCount === 20);
      for (const cell of cells) {
        await cell.evaluate((click) => click());
        await page.waitForFunction(() => document.querySelector('#judge-behind-grid').childElementCount === 24);
      }
    });
    await expect(room.behind).toHaveCount(24);
    const longest = Math.max(...tasks);
    test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms of ${tasks.length}` });
    expect(longest).toBeLessThan(50);
  },
);

test('while training, the matrix follows the epochs, and its cells say what opens them', async ({ room }) => {
  await room.open();
  await room.startTraining(LONG);
  await expect(room.confusion).toContainText('From the validation after epoch');
  await room.cell('Shirt', 'Coat').click();
  await expect(room.judging.getByText('Press Test the network first')).toBeVisible();
  await expect(room.behind).toHaveCount(0);
});
