// The network is wrong: the visitor says so, and teaches it.

import { readFileSync } from 'node:fs';
import { AxeBuilder } from './support/axe.js';
import { CLASSES, SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/** @typedef {import('./support/room.js').Room} Room */
/** @typedef {readonly [number, number]} Point */

/** @param {Room} room */
function examplesOf(room) {
  const { page } = room;
  const region = page.getByRole('region', { name: 'My examples' });
  const button = (/** @type {string | RegExp} */ name) => region.getByRole('button', { name, exact: true });
  return {
    region,
    is: page.getByLabel('Not right? It is'),
    add: page.getByRole('button', { name: 'Add to my examples' }),
    pictures: region.getByRole('img', { name: /^Picture of example/ }),
    tune: button('Fine-tune'),
    cancel: button('Cancel'),
    undo: button('Undo fine-tuning'),
    undelete: button('Undo delete'),
    outcome: region.getByText(/^Of your (example|\d+ examples) \d+ (is|are) right now/),
    button,
    /** @param {string} name of a class */
    async say(name) {
      await this.is.selectOption(name);
      await this.add.click();
    },
    /** Fine-tunes to the end. @returns {Promise<{ points: number, seconds: number }>} what it cost */
    async tuneToTheEnd() {
      await this.tune.click();
      await expect(this.outcome).toBeVisible({ timeout: 240_000 });
      const text = (await this.outcome.textContent()) ?? '';
      const [, before, after] = /Test accuracy: ([\d.]+) % before, ([\d.]+) % now/.exec(text) ?? [];
      return { points: Number(before) - Number(after), seconds: Number(/took (\d+) s\./.exec(text)?.[1]) };
    },
  };
}

const T_SHIRT = /** @type {Point[]} */ ([
  [0.33, 0.18],
  [0.67, 0.18],
  [0.86, 0.33],
  [0.78, 0.45],
  [0.7, 0.39],
  [0.7, 0.86],
  [0.3, 0.86],
  [0.3, 0.39],
  [0.22, 0.45],
  [0.14, 0.33],
]);

/** Whether a polygon encloses a point. @param {Point[]} corners @param {Point} point */
const encloses = (corners, [x, y]) =>
  corners.filter(([u, v], i) => {
    const [s, t] = corners.at(i - 1) ?? [0, 0];
    return v > y !== t > y && x < u + ((s - u) * (y - v)) / (t - v);
  }).length %
    2 ===
  1;

/**
 * Puts a drawing on the stage, as a file: a mouse takes its time.
 * @param {Room} room
 * @param {string} name
 * @param {number} width of its lines
 * @param {Point[][]} lines
 */
async function draw(room, name, width, lines) {
  const polylines = lines.map(
    (line) => `<polyline points="${line.map(([x, y]) => `${336 * x},${336 * y}`).join(' ')}"/>`,
  );
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="336" height="336"><rect width="336" height="336" fill="white"/>' +
    `<g fill="none" stroke="black" stroke-width="${width}" stroke-linecap="round">${polylines.join('')}</g></svg>`;
  await room.uploadFile({ name, mimeType: 'image/svg+xml', buffer: Buffer.from(svg) });
  await expect(room.try).toContainText(name);
  await expect(room.page.getByLabel('Not right? It is')).toBeEnabled(); // it is judged
}

/** A T-shirt as slanting lines, a little otherwise each time. @param {Room} room @param {number} time */
function drawHatched(room, time) {
  const corners = T_SHIRT.map(([x, y]) => /** @type {Point} */ ([x * (1 + 0.03 * time) - 0.02 * time, y]));
  const lines = Array.from({ length: 15 }, (_, i) => {
    const below = -0.7 + 0.01 * time + 0.1 * i;
    const places = Array.from({ length: 100 }, (_, x) => /** @type {Point} */ ([x / 100, x / 100 + below]));
    const within = places.filter((place) => encloses(corners, place));
    return [...within.slice(0, 1), ...within.slice(-1)];
  });
  return draw(room, `hatched ${time}.svg`, 12, lines);
}

/** A hat from the side. @param {Room} room @param {number} time */
function drawHat(room, time) {
  const far = 0.01 * time;
  const brim = /** @type {Point[]} */ ([
    [0.7, 0.66],
    [0.91, 0.7 + far],
    [0.5, 0.76],
    [0.09 + far, 0.7],
    [0.3, 0.66],
  ]);
  const crown = /** @type {Point[]} */ ([
    [0.3, 0.66],
    [0.34 - far, 0.33],
    [0.5, 0.27 + far],
    [0.66, 0.33],
    [0.7, 0.66],
  ]);
  return draw(room, `hat ${time}.svg`, 14, [brim, crown]);
}

/** What is said of the picture once it has been looked at. @param {Room} room */
const headline = async (room) => {
  await room.expectPrediction();
  return (await room.headline().textContent()) ?? '';
};

test('a picture becomes an example, is renamed, deleted, brought back, taken elsewhere and there again', async ({
  room,
  page,
}) => {
  const mine = examplesOf(room);
  await room.open();
  await expect(mine.region).toContainText('There are none yet.');
  await expect(mine.tune).toBeDisabled();
  await room.samples.nth(3).click();
  await expect(room.verdict('Dress')).toBeVisible();
  await expect(mine.add).toBeDisabled();
  // By keys alone.
  await mine.is.focus();
  await page.keyboard.type('Coat');
  await page.keyboard.press('Tab');
  await expect(mine.add).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('My examples has 1 of Coat now.')).toBeVisible();
  await expect(mine.pictures).toHaveCount(1);
  await mine.region.getByLabel('Class of example 1 of Coat').focus();
  await mine.region.getByLabel('Class of example 1 of Coat').selectOption('Dress');
  await expect(mine.region.getByLabel('Class of example 1 of Dress')).toBeFocused();
  await room.samples.nth(8).click();
  await expect(room.verdict('Bag')).toBeVisible();
  await mine.say('Bag');
  await expect(mine.pictures).toHaveCount(2);
  await mine.button('Delete example 1 of Dress').click();
  await expect(mine.button('Delete example 1 of Bag')).toBeFocused();
  await expect(mine.pictures).toHaveCount(1);
  await mine.undelete.click();
  await expect(mine.pictures).toHaveCount(2);
  await expect(mine.undelete).toBeDisabled();

  const download = page.waitForEvent('download');
  await mine.button('Export').click();
  const file = readFileSync(await (await download).path());
  await page.reload();
  await expect(mine.pictures).toHaveCount(2);
  await mine.button('Delete example 1 of Bag').click();
  const take = async (/** @type {Buffer} */ buffer) => {
    const chooser = page.waitForEvent('filechooser');
    await mine.button('Import').click();
    await (await chooser).setFiles({ name: 'mine.json', mimeType: 'application/json', buffer });
  };
  await take(Buffer.from(file.subarray(0, 500)));
  await expect(mine.region.getByRole('alert')).toContainText('This file holds no examples.');
  await expect(mine.pictures).toHaveCount(1);
  await take(file);
  await expect(mine.region).toContainText('Added 1 example of mine.json.');
  await expect(mine.pictures).toHaveCount(2);
  await expect(mine.region.getByRole('alert')).toHaveCount(0);
});

test('three examples turn drawings of their kind right at little cost, and can be undone', async ({ room, page }) => {
  test.setTimeout(600_000);
  const mine = examplesOf(room);
  await room.open();
  for (const time of [0, 1, 2]) {
    await drawHatched(room, time);
    expect(await headline(room)).not.toContain('T-shirt');
    await mine.say('T-shirt/top');
    await expect(mine.pictures).toHaveCount(time + 1);
  }
  await drawHatched(room, 3);
  const before = await headline(room);
  expect(before).not.toContain('T-shirt');
  const { points } = await mine.tuneToTheEnd();
  await expect(mine.outcome).toContainText('3 are right now, before 0.');
  expect(points).toBeLessThanOrEqual(1);
  await expect(mine.region.getByText('Now: T-shirt/top ✓')).toHaveCount(3);
  await room.expectPrediction('T-shirt/top'); // the one on the stage was held back
  for (const time of [4, 5]) {
    await drawHatched(room, time);
    await room.expectPrediction('T-shirt/top');
  }
  await expect(room.training.getByText(/the one that you corrected/)).toBeVisible();
  await mine.undo.click();
  await expect(mine.region).toContainText('Undone. The network is as it was before.');
  await expect(mine.undo).toBeDisabled();
  await expect(room.training.getByText(/is the ready-made model/)).toBeVisible();
  await expect(room.headline('T-shirt/top')).toHaveCount(0);

  // Cancelled half way, it is as it was.
  await mine.tune.click();
  await expect(mine.region.getByText('Fine-tuning', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(room.train).toBeDisabled();
  await mine.cancel.click();
  await expect(mine.region).toContainText('Cancelled. The network is as it was.');
  await expect(room.train).toBeEnabled();
  await expect(page.getByText(/is the ready-made model/)).toBeVisible();
});

test('a class of one’s own is everywhere where classes are, and goes again', async ({ room, page }) => {
  test.setTimeout(600_000);
  const mine = examplesOf(room);
  const NAMES = [...CLASSES, 'Hat'];
  await room.open();
  await mine.region.getByLabel('New class').fill('Coat');
  await mine.button('Add class').click();
  await expect(mine.region.getByRole('alert')).toContainText('two are named Coat');
  await mine.is.selectOption('something else');
  await expect(mine.add).toBeDisabled();
  await room.try.getByRole('link', { name: 'My examples' }).click();
  await expect(mine.region.getByLabel('New class')).toBeFocused();
  await mine.region.getByLabel('New class').fill('Hat');
  await page.keyboard.press('Enter');
  await expect(room.bars).toHaveCount(11);
  for (const time of [0, 1, 2, 3, 4]) {
    await drawHat(room, time);
    await mine.say('Hat');
    await expect(mine.pictures).toHaveCount(time + 1);
    if (time === 3) await expect(mine.region).toContainText('there are fewer of Hat');
  }
  const { points } = await mine.tuneToTheEnd();
  expect(points).toBeLessThanOrEqual(1);
  await drawHat(room, 6);
  await room.expectPrediction('Hat');
  await expect(room.confusion.getByRole('columnheader')).toHaveText(NAMES);
  await expect(room.classScores.locator('tbody').getByRole('row').last()).toContainText(/^Hat.*–.*0$/);
  await expect(room.data.getByRole('group', { name: 'Class' }).getByRole('radio')).toHaveCount(11); // with “All classes”
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#examples').include('#try').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
  }

  const model = await room.save('Download model');
  await room.readyMade.click();
  await expect(room.bars).toHaveCount(10);
  await expect(mine.region).toContainText('The network in use has no such class.');
  await room.load('Load model', model);
  await room.expectPrediction('Hat');
  await mine.button('Remove class Hat').click();
  await expect(room.bars).toHaveCount(10);
  await mine.button('Undo removed class').click();
  await room.expectPrediction('Hat');
});

test('a run with a class of one’s own stands beside one without it', async ({ room, page }) => {
  const mine = examplesOf(room);
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  const table = runs.getByRole('table', { name: 'Runs', exact: true });
  const box = (/** @type {string} */ name) => runs.getByRole('checkbox', { name: `Choose ${name}`, exact: true });
  await room.open();
  await room.trainToTheEnd();
  await expect(room.judgeStatus).toContainText('were classified right');
  await mine.region.getByLabel('New class').fill('Hat');
  await page.keyboard.press('Enter');
  await expect(room.bars).toHaveCount(11);
  await room.trainToTheEnd({ ...SHORT, 'Start from': 'current' });
  await expect(table.getByRole('row').nth(1)).toContainText('with the class Hat, from the weights in use');
  await box('Run 2').check();
  await expect(runs.getByRole('button', { name: 'Copy link' })).toBeDisabled();
  await box('Run 1').check();
  await runs.getByRole('button', { name: 'Side by side' }).click();
  const difference = runs.getByRole('table', { name: /^The difference, in points/ });
  await expect(difference.getByRole('columnheader')).toHaveText([...CLASSES, 'Hat']);
  const picture = runs.getByRole('table', { name: 'Your picture' });
  await expect(picture.getByRole('row').last()).toHaveText(/^Hat–[\d.]+ %$/);
  const { violations } = await new AxeBuilder({ page }).include('#runs').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await room.training.getByRole('button', { name: 'Copy link' }).click();
  await expect(room.training.getByRole('alert')).toContainText('cannot hold the weights in use, nor examples');
});
