// A model's classes are called as its file calls them, wherever the page names one.

import { readFileSync } from 'node:fs';
import { withAnswer, withHeader } from './support/model-files.js';
import { CLASSES } from './support/room.js';
import { SITE, expect, test } from './support/test.js';

const readyMade = readFileSync(`${SITE}model/ready-made.safetensors`);
const RENAMED = CLASSES.map((name, index) => (index === 1 ? 'Jeans “501”' : `My ${name}`));
/** The ready-made model under other names. */
const renamed = withHeader(readyMade, ({ __metadata__: metadata }) => (metadata.classes = JSON.stringify(RENAMED)));

/** Every place that names classes does it so. @param {import('./support/room.js').Room} room @param {string[]} names */
async function expectNames(room, names) {
  const { page } = room;
  await expect(room.bars).toHaveText(names.map((name) => new RegExp(`^${name}[\\d.]+ %$`)));
  await expect(room.samples).toHaveText(names);
  await expect(room.confusion.getByRole('columnheader')).toHaveText(names);
  await expect(room.confusion.locator('tbody').getByRole('rowheader')).toHaveText(names);
  await expect(room.classScores.locator('tbody').getByRole('rowheader')).toHaveText(names);
  const behind = room.judging.getByRole('form').filter({ has: page.getByLabel('Labelled') });
  for (const select of await behind.getByRole('combobox').all())
    await expect(select.locator('option:not([value=""])')).toHaveText(names);
  const why = page.getByRole('form', { name: 'Why this class?' }).getByLabel('Class');
  await why.scrollIntoViewIfNeeded();
  await expect(why.locator('option')).toHaveText([/^The network’s answer: /, ...names]);
  const filter = room.data.getByRole('group', { name: 'Class' }).getByRole('radio');
  for (const [index, name] of ['All classes', ...names].entries())
    await expect(filter.nth(index)).toHaveAccessibleName(name);
}

test('a model under other names shows them everywhere, until the ready-made model is back', async ({ room, page }) => {
  await room.open();
  await room.samples.nth(1).click();
  await room.expectPrediction('Trouser');
  await expect(room.verdict('Trouser')).toBeVisible();
  await expectNames(room, CLASSES);

  await room.load('Load model', renamed);
  await room.expectPrediction('Jeans “501”');
  await expect(room.verdict('Jeans “501”')).toBeVisible();
  await expectNames(room, RENAMED);
  await room.testTheNetwork();
  await room.cell('My Shirt', 'My T-shirt/top').click();
  await expect(room.judging.getByRole('heading', { name: 'My Shirt taken for My T-shirt/top' })).toBeFocused();
  await expect(room.behind.first()).toHaveAttribute('title', /labelled My Shirt, taken for My T-shirt\/top with/);
  await expect(room.mistakes.first()).toContainText(/^My .*taken for (My |Jeans “501”)/);
  await room.data.getByRole('radio', { name: 'Jeans “501”' }).check({ force: true });
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.grid.first()).toHaveAttribute('title', /: Jeans “501”\. Click to classify it$/);

  // The model goes on naming them when it is saved.
  await room.load('Load model', await room.save('Download model'));
  await expect(room.verdict('Jeans “501”')).toBeVisible();

  await room.readyMade.click();
  await room.expectPrediction('Trouser');
  await expect(room.verdict('Trouser')).toBeVisible();
  await expectNames(room, CLASSES);
  await expect(room.data.getByRole('radio', { name: 'Trouser' })).toBeChecked();
  await expect(room.grid.first()).toHaveText('Trouser');
  await expect(room.grid.first()).toHaveAttribute('title', /: Trouser\. Click to classify it$/);
  await expect(page.getByText(/Jeans|\bMy (Coat|Bag)\b/)).toHaveCount(0);
});

test('only what is called a shoe is told as one', async ({ room }) => {
  const unsure = withAnswer(readyMade, [0.01, 0.01, 0.01, 0.01, 0.01, 0.32, 0.01, 0.31, 0.01, 0.3]);
  await room.open();
  await room.load('Load model', unsure);
  await room.drawTrousers();
  await room.expectPrediction('Sandal');
  await expect(room.predictions.getByText(/sure of a shoe: Sandal/)).toBeVisible();
  const hats = CLASSES.map((name, index) => (index === 5 ? 'Hat' : index === 7 ? 'Cap' : name));
  await room.load(
    'Load model',
    withHeader(unsure, (header) => (header.__metadata__.classes = JSON.stringify(hats))),
  );
  await room.expectPrediction('Hat');
  await expect(room.predictions.getByText('Second guess: Cap, 31 %.')).toBeVisible();
});

test('the engine tells the classes of the model and those of the data', async ({ room, page }) => {
  await room.open();
  const told = await page.evaluate(
    async ([bytes]) => {
      const { CLASS_NAMES, createEngine } = await import('./engine/engine.js');
      const engine = await createEngine();
      await engine.loadModel(Uint8Array.from(bytes));
      const named = (await engine.summary()).classes;
      await engine.loadImages({ split: 'test', count: 1 });
      const images = await engine.images({ split: 'test', class: 9, count: 1 });
      const refused = await engine.images({ split: 'test', class: 10, count: 1 }).catch(String);
      const noClass = await engine.heatMap(images.pixels, { class: 10 }).catch(String);
      await engine.newModel((await engine.summary()).description);
      const fresh = (await engine.summary()).classes;
      engine.close();
      return { named, images: images.classes, refused, noClass, fresh, names: [...CLASS_NAMES] };
    },
    [[...renamed]],
  );
  expect(told.named).toEqual(RENAMED);
  expect(told.names).toEqual(CLASSES);
  expect(told.fresh).toEqual(CLASSES);
  expect(told.images).toEqual(CLASSES);
  for (const sentence of [told.refused, told.noClass])
    expect(sentence).toContain('There is no such class. Choose one from 0 to 9.');
});
