// Runs that were made: compared, used again, gone on with, made again.

import { AxeBuilder } from './support/axe.js';
import { SHORT as SETTINGS } from './support/room.js';
import { expect, test } from './support/test.js';

/** @param {import('./support/room.js').Room} room */
const partsOf = ({ page }) => {
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  const button = (/** @type {string} */ name) => runs.getByRole('button', { name, exact: true });
  return {
    runs,
    button,
    table: runs.getByRole('table', { name: 'Runs', exact: true }),
    rows: runs.getByRole('table', { name: 'Runs', exact: true }).locator('tbody').getByRole('row'),
    nameOf: (/** @type {string} */ name) => runs.getByRole('textbox', { name: `Name of ${name}`, exact: true }),
    note: runs.getByRole('status').first(),
    /** @param {...string} names and no others */
    async choose(...names) {
      for (const box of await runs.getByRole('checkbox').all()) {
        const label = (await box.getAttribute('aria-label')) ?? '';
        await box.setChecked(names.includes(label.replace('Choose ', '')));
      }
    },
  };
};

/** A run with its test, under Runs. @param {import('./support/room.js').Room} room @param {Record<string, string>} settings */
async function make(room, settings) {
  await room.trainToTheEnd(settings);
  await expect(room.judgeStatus).toContainText('were classified right');
}

test.beforeEach(({ room }) => room.open());

test('a table of runs: what differs, sorting, names, removing and taking that back', async ({ room }) => {
  const { runs, table, rows, button, nameOf, note, choose } = partsOf(room);
  await expect(runs.getByText('There is none yet.')).toBeVisible();
  await make(room, SETTINGS);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(/\d\d\.\d %\s*\d\d\.\d %\s*\d+ s\s*Finished/);
  await expect(rows).toContainText(/Reference CNN, epochs \d → 1, .*training images 10,000 → 320/);
  await room.layerField('Rate', 3).fill('0.1');
  await make(room, { ...SETTINGS, 'Learning rate': '0.004' });
  await expect(rows.first()).toContainText('Learning rate 0.001 → 0.004, dropout 0.25 → 0.1');

  const head = (/** @type {string} */ name) => table.getByRole('columnheader', { name: new RegExp(`^${name}`) });
  await expect(head('Began')).toHaveAttribute('aria-sort', 'descending');
  await head('Began').getByRole('button').click();
  await expect(head('Began')).toHaveAttribute('aria-sort', 'ascending');
  await expect(rows.first().getByRole('textbox')).toHaveValue('Run 1');
  await head('Run').getByRole('button').click();
  await head('Run').getByRole('button').click();
  await expect(head('Run')).toHaveAttribute('aria-sort', 'descending');
  await expect(rows.first().getByRole('textbox')).toHaveValue('Run 2');

  await nameOf('Run 2').fill('less dropout');
  await nameOf('Run 2').press('Enter');
  await expect(nameOf('less dropout')).toHaveValue('less dropout');
  await choose('Run 1', 'less dropout');
  await runs.getByText('The numbers of the chosen runs').click();
  const twin = runs.getByRole('table').filter({ hasText: 'Training loss' });
  await expect(twin.getByRole('row')).toHaveText([/^Run/, /^Run 11\d/, /^less dropout1\d/]);
  const charts = runs.getByRole('img', { name: /of the chosen runs/ });
  await expect(charts).toHaveCount(2);

  const download = room.page.waitForEvent('download');
  await button('Save as CSV').click();
  const csv = Buffer.concat(await (await (await download).createReadStream()).toArray()).toString();
  expect(csv.split('\r\n').map((line) => line.split(',')[0])).toEqual(['run', 'Run 1', 'less dropout', '']);

  await choose('Run 1');
  await button('Remove').click();
  await expect(note).toHaveText('Run 1 is removed.');
  await expect(rows).toHaveCount(1);
  await expect(button('Undo remove')).toBeFocused();
  await button('Undo remove').click();
  await expect(rows).toHaveCount(2);
});

test('a run is used again, goes on for more epochs, and is made again: the same losses', async ({ room }) => {
  const { button, rows, note, choose, runs } = partsOf(room);
  await make(room, { ...SETTINGS, Epochs: '2' });
  const two = await room.epochRows();
  const weights = await room.probabilities();
  await make(room, SETTINGS);
  const one = await room.epochRows();
  expect(one).toEqual(two.slice(0, 1));

  await choose('Run 1');
  await button('Use its weights').click();
  await expect(note).toHaveText('The weights of Run 1 are in use: they judge your picture.');
  await expect.poll(() => room.probabilities()).toEqual(weights);
  await expect.poll(() => room.epochRows()).toEqual(two);

  await choose('Run 2');
  await runs.getByLabel('more epochs').fill('1');
  await button('Go on').click();
  await expect(room.trainStatus).toContainText('Finished.');
  await expect.poll(() => room.epochRows()).toEqual(two);
  await expect.poll(() => room.probabilities()).toEqual(weights);
  await expect(rows).toHaveCount(2);
  await expect(room.training.getByLabel('Epochs', { exact: true })).toHaveValue('2');

  await choose('Run 1');
  await button('Train it again').click();
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText('The same again');
  await expect(room.trainStatus).toContainText('Finished.');
  expect(await room.epochRows()).toEqual(two);
});

test('the form says whose settings it shows, and the visitor’s own come back', async ({ room }) => {
  const { button, choose } = partsOf(room);
  const rate = room.training.getByLabel('Learning rate', { exact: true });
  const whose = room.training.getByText(/^These are the settings of/);
  const back = room.training.getByRole('button', { name: 'Bring mine back' });
  await room.trainToTheEnd(SETTINGS);
  await room.set({ 'Learning rate': '0.004', Seed: '9' });
  await choose('Run 1');
  for (const act of ['Use its weights', 'Train it again']) {
    await button(act).click();
    await expect(whose).toContainText(/“Run [12]”/);
    await expect(rate).toHaveValue('0.001');
    await expect(room.trainStatus).toContainText(/Finished\.|come to its end/);
    await back.click();
    await expect(rate).toHaveValue('0.004');
    await expect(room.training.getByLabel('Seed', { exact: true })).toHaveValue('9');
    await expect(whose).toBeHidden();
    await expect(room.training.getByLabel('Recipe')).toBeFocused();
  }
  await rate.fill('none'); // what was no number is not put back: the first recipe's stands there
  await button('Use its weights').click();
  await expect(rate).toHaveValue('0.001');
  await back.click();
  await expect(rate).toHaveValue('0.003');

  await button('Use its weights').click();
  await expect(whose).toContainText('“Run 1”');
  await rate.fill('0.002'); // by hand, and so the visitor's own
  await expect(whose).toBeHidden();
});

test('a run whose learning rate follows a schedule says why it cannot go on', async ({ room }) => {
  const { button, note, choose, runs } = partsOf(room);
  await make(room, { ...SETTINGS, Schedule: 'cosine' });
  await choose('Run 1');
  await button('Go on').click();
  await expect(runs.getByRole('alert')).toContainText('Its learning rate falls until the last epoch');
  await expect(note).toHaveText('Nothing was changed.');
  await expect(room.trainStatus).toContainText('Finished.');
});

test('two runs side by side, while the weights in use stay; axe finds nothing', async ({ room, page }) => {
  const { button, runs, choose } = partsOf(room);
  await make(room, SETTINGS);
  const first = await room.probabilities();
  const accuracy = await room.judging.getByText(/^\d\d\.\d\d %$/).textContent();
  await make(room, { ...SETTINGS, 'Learning rate': '0.004' });
  const second = await room.probabilities();
  await choose('Run 1', 'Run 2');
  await button('Side by side').click();
  const pair = runs.getByRole('group', { name: 'Run 1 and Run 2, side by side' });
  await expect(pair.getByRole('table', { name: `Run 1: test accuracy ${accuracy}` })).toBeVisible();
  await expect(pair.getByText(/^They disagree on [\d,]+ of 10,000 test images\. Run 1 is right about/)).toBeVisible();
  const difference = pair.getByRole('table', { name: /^The difference, in points: Run 2 less Run 1/ });
  await expect(
    difference
      .getByRole('cell')
      .filter({ hasText: /^[+−]\d+$/ })
      .first(),
  ).toBeVisible();
  const images = pair.getByRole('group', { name: 'Where they disagree' }).getByRole('button');
  await expect(images).toHaveCount(20);
  const said = /labelled (.+), taken for (.+) by Run 1 and taken for (.+) by Run 2/;
  for (const title of await images.evaluateAll((all) => all.map(({ title }) => title))) {
    const [, , a, b] = said.exec(title) ?? [];
    expect(a).not.toBe(b);
  }
  const column = (/** @type {number} */ n) =>
    pair
      .getByRole('table', { name: 'Your picture' })
      .locator('tbody')
      .getByRole('row')
      .evaluateAll((rows, n) => rows.map((row) => Number.parseFloat(/** @type {any} */ (row).cells[n].textContent)), n);
  await expect.poll(() => column(1)).toEqual(first);
  await expect.poll(() => column(2)).toEqual(second);
  await expect(pair.getByText(/“Not sure” is said under Try, by the network in use alone\.$/)).toBeVisible();
  expect(await room.probabilities()).toEqual(second);
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#runs').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await pair.getByRole('button', { name: 'Close' }).click();
  await expect(pair).toBeHidden();
  await expect(button('Side by side')).toBeFocused();
});

test('an experiment makes its runs and says what was seen', async ({ room }) => {
  test.slow();
  const { runs, rows } = partsOf(room);
  const experiment = runs.getByRole('listitem').filter({ hasText: 'A hundred images' });
  await experiment.getByRole('button', { name: 'Make its runs' }).click();
  await expect(experiment.getByRole('status')).toHaveText(
    /^After as many steps it knew \d+\.\d % of its hundred images, but \d+\.\d % of new ones; from three thousand .+ \d+\.\d %/,
    { timeout: 400_000 },
  );
  await expect(rows).toHaveCount(2);
  for (const box of await runs.getByRole('checkbox').all()) await expect(box).toBeChecked();
  await expect(experiment.getByRole('button', { name: 'Show its curves' })).toBeEnabled();
});
