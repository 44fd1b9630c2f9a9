// A challenge: made by one visitor, taken by another with another network.

import { readFileSync } from 'node:fs';
import { AxeBuilder } from './support/axe.js';
import { CLASSES, Room } from './support/room.js';
import { expect, test } from './support/test.js';

/** @param {Room} room */
function challengeOf({ page }) {
  const region = page.getByRole('region', { name: 'Challenge', exact: true });
  const button = (/** @type {string | RegExp} */ name) => region.getByRole('button', { name, exact: true });
  return {
    region,
    button,
    shows: region.getByLabel('Your picture shows'),
    add: button('Add your picture'),
    chosen: region.getByRole('button', { name: /^Take out picture/ }),
    save: button('Save challenge'),
    cards: region.getByRole('list', { name: 'Pictures of the challenge' }).getByRole('listitem'),
    scores: region.getByRole('table', { name: 'Pictures that were classified right' }).getByRole('row'),
    result: region.getByText(/ of .+\.json: yours has \d+ right, theirs \d+\./),
    /** @param {'From my examples' | 'From the test images that fooled your network'} summary */
    openSource: (summary) => region.getByText(summary, { exact: true }).click(),
    /** @returns {Promise<Buffer>} the file */
    async take() {
      const download = page.waitForEvent('download');
      await button('Save challenge').click();
      return readFileSync(await (await download).path());
    },
    /** @param {Buffer} buffer */
    async give(buffer) {
      const chooser = page.waitForEvent('filechooser');
      await button('Open a challenge').click();
      await (await chooser).setFiles({ name: 'theirs.json', mimeType: 'application/json', buffer });
    },
  };
}

/** @param {Room} room */
async function hasNoViolations({ page }) {
  const { violations } = await new AxeBuilder({ page }).include('#challenge').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
}

test('a challenge of drawings, examples and mistakes is taken in another page by another network', async ({
  room,
  page,
  context,
  address,
}) => {
  test.slow();
  const made = challengeOf(room);
  await room.open();
  await expect(made.save).toBeDisabled();

  // The picture under Try: a drawing, of which the visitor says what it is.
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  await expect(made.add).toBeDisabled();
  await made.shows.selectOption('Trouser');
  await made.add.click();
  await expect(made.chosen).toHaveCount(1);

  // An example of a class that the other network will not know.
  const mine = page.getByRole('region', { name: 'My examples' });
  await mine.getByLabel('New class').fill('Hat');
  await page.keyboard.press('Enter');
  await expect(room.bars).toHaveCount(11);
  await room.samples.nth(8).click();
  await expect(room.verdict('Bag')).toBeVisible();
  await page.getByLabel('Not right? It is').selectOption('Hat');
  await page.getByRole('button', { name: 'Add to my examples' }).click();
  await made.openSource('From my examples');
  await made.button('Example 1, Hat').click();
  await expect(made.button('Example 1, Hat')).toHaveAttribute('aria-pressed', 'true');
  await expect(made.chosen).toHaveCount(2);

  // What fooled it, after a test.
  await made.openSource('From the test images that fooled your network');
  await expect(made.region).toContainText('Test the network under Judge first');
  await room.testTheNetwork();
  const fooled = made.region.getByRole('button', { name: /^Test image [\d,]+, labelled .+, taken for / });
  await expect(fooled).toHaveCount(40);
  for (const i of [0, 1, 2]) await fooled.nth(i).click();
  await expect(made.chosen).toHaveCount(5);
  await fooled.nth(2).click(); // and out again
  await expect(made.region.getByRole('heading', { name: /^4 of 20 chosen/ })).toBeVisible();
  await hasNoViolations(room);
  const file = await made.take();
  await expect(made.region).toContainText('Saved 4 pictures as fitting-room-challenge.json');
  const said = JSON.parse(file.toString()).pictures;
  expect(said.map((/** @type {any} */ picture) => picture.class).slice(0, 2)).toEqual(['Trouser', 'Hat']);

  // Another visitor, with a network that has learned next to nothing.
  const other = new Room(await context.newPage(), address);
  const taken = challengeOf(other);
  await other.open();
  await other.reset.click();
  await expect(other.training.getByText(/random weights/).first()).toBeVisible();
  await taken.give(file);
  await expect(taken.cards).toHaveCount(4);
  const theirs = said.filter((/** @type {any} */ picture) => picture.answer === picture.class).length;
  await expect(taken.result).toContainText(`theirs ${theirs}. Your network does not know “Hat”, which 1 picture shows`);
  await expect(taken.scores.nth(1)).toContainText(/of all 4/);
  await expect(taken.scores.nth(1).getByRole('cell').first()).toHaveText(String(theirs));
  await expect(taken.scores.nth(2)).toContainText('of the 3 whose class yours knows');
  await expect(taken.cards.nth(0)).toContainText(/Trouser.*theirs: Trouser, [\d.]+\s%.*right.*yours: .+/);
  await expect(taken.cards.nth(1)).toContainText(/Hat.*a class that yours does not know/);
  await expect(taken.cards.nth(2)).toContainText(/theirs: .*wrong/);
  await hasNoViolations(other);

  // With the ready-made model in its place it is tested once more.
  const before = await taken.cards.nth(0).innerText();
  await other.readyMade.click();
  await expect(taken.region).toContainText('The network has changed since.');
  await taken.button('Test once more').click();
  await expect(taken.region).not.toContainText('The network has changed since.');
  await expect(taken.cards.nth(0)).toContainText(/yours: Trouser, [\d.]+\s%.*right/);
  expect(await taken.cards.nth(0).innerText()).not.toBe(before);
});

test('a damaged or another file is refused in words, and what was open stays', async ({ room }) => {
  const { region, button, shows, add, take, give, cards, result } = challengeOf(room);
  const problem = region.getByRole('alert');
  await room.open();
  await room.samples.nth(3).click();
  await expect(room.verdict('Dress')).toBeVisible();
  await expect(shows).toHaveValue('3'); // its label is known
  await add.click();
  const file = await take();
  await give(file);
  await expect(cards).toHaveCount(1);
  const json = JSON.parse(file.toString());
  const [picture] = json.pictures;
  const changed = (/** @type {object} */ change) => Buffer.from(JSON.stringify({ ...json, ...change }));
  for (const [bad, words] of /** @type {[Buffer, string][]} */ ([
    [file.subarray(0, 300), 'This file holds no challenge.'],
    [changed({ format: 'fitting-room examples' }), 'This file holds no challenge.'],
    [changed({ version: 2 }), 'This challenge is from a newer version of this page.'],
    [changed({ pictures: [picture, { ...picture, probability: 2 }] }), 'Picture 2 of this file is damaged'],
    [changed({ pictures: Array(21).fill(picture) }), 'more than 20 pictures'],
    [Buffer.alloc(200_000), 'too large: it holds no challenge'],
  ])) {
    await give(bad);
    await expect(problem).toContainText(words);
    await expect(cards).toHaveCount(1);
    await expect(result).toContainText('on 1 picture of theirs.json: ');
  }
  await give(file);
  await expect(problem).toHaveCount(0);
  await expect(button('Test once more')).toBeVisible();
});

test('by keys alone, and no more than twenty', async ({ room, page }) => {
  const { region, chosen, shows, save, openSource } = challengeOf(room);
  await room.open();
  await room.testTheNetwork();
  await openSource('From the test images that fooled your network');
  const fooled = region.getByRole('button', { name: /^Test image / });
  await expect(fooled).toHaveCount(40);
  await fooled.first().focus();
  for (let i = 0; i < 20; ++i) {
    await page.keyboard.press('Enter');
    await expect(chosen).toHaveCount(i + 1);
    await page.keyboard.press('ArrowRight');
  }
  await expect(fooled.nth(20)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(region.getByRole('status').first()).toContainText('A challenge has at most 20 pictures.');
  await expect(chosen).toHaveCount(20);

  await page.keyboard.press('Tab');
  await expect(chosen.first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(19);
  await expect(chosen.last()).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(18);
  await expect(chosen.first()).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(save).toBeFocused();
  const download = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  await download;

  await room.samples.nth(8).click();
  await expect(room.verdict('Bag')).toBeVisible();
  await expect(shows).toHaveValue('8');
  await shows.focus();
  await page.keyboard.type('Coat');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveCount(19);
  await expect(chosen.last()).toHaveAccessibleName(`Take out picture 19, ${CLASSES[4]}`);
  while ((await chosen.count()) > 0) await chosen.first().press('Enter');
  await expect(region.getByRole('heading', { name: 'Nothing is chosen yet' })).toBeFocused();
});

test('on a phone nothing of it is wider than the screen', async ({ room, page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  const { region, add, take, give, cards } = challengeOf(room);
  await room.open();
  await room.samples.nth(9).click();
  await expect(room.verdict('Ankle boot')).toBeVisible();
  await add.click();
  await give(await take());
  await expect(cards).toHaveCount(1);
  await region.scrollIntoViewIfNeeded();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
