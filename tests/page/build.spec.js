// The network's table, which is its editor.

import { AxeBuilder } from './support/axe.js';
import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';
import { mainThreadTasks } from '../../tools/benchmark/trace.mjs';

test.beforeEach(({ room }) => room.open());

/** The description in a model file. @param {Buffer} file */
function networkOf(file) {
  const length = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, 8 + length));
  return JSON.parse(header.__metadata__.network);
}

/** @param {import('./support/room.js').Room} room @param {string} name */
const press = (room, name) => room.building.getByRole('button', { name, exact: true }).click();

test('shapes and parameters follow as one types, and every change can be taken back', async ({ room }) => {
  const before = await room.probabilities();
  await expect(room.layer(1)).toContainText('26 × 26 × 32');
  await room.layerField('Filters', 1).fill('8');
  await expect(room.layer(1).getByRole('cell', { name: /: 26 × 26 × 8$/ })).toBeVisible();
  await expect(room.layer(4).getByRole('cell', { name: /: 4,672$/ })).toBeVisible(); // 3 × 3 × 8 × 64 + 64
  await room.layerField('Padding', 1).selectOption('same');
  await expect(room.layer(1)).toContainText('28 × 28 × 8');
  await room.layerField('Pool', 2).fill('4');
  await expect(room.layerField('Stride', 2)).toHaveValue('4'); // windows lie side by side
  await expect(room.layer(2)).toContainText('7 × 7 × 8');
  await room.layerField('Pool', 2).fill('2');
  await expect(room.layer(2)).toContainText('14 × 14 × 8');
  // 80 + 4,672 + 73,856 + (12 × 12 → 6 × 6 → 4 × 4 × 128) × 128 + 128 + 1,290
  await expect(room.network.getByRole('row', { name: 'All layers' })).toContainText('342,170');

  await expect(room.preset).toHaveValue('own');
  await expect(room.networkStatus).toContainText('You have changed the network.');
  await expect(room.training.getByText('You have built another one below: Train takes that one.')).toBeVisible();
  expect(await room.probabilities()).toEqual(before);
  for (const still of [true, true, false]) {
    await press(room, 'Undo change');
    await expect(room.building.getByRole('button', { name: 'Undo change' })).toBeEnabled({ enabled: still });
  }
  const redo = room.building.getByRole('button', { name: 'Redo change' });
  await expect(redo).toBeFocused(); // there is nothing more to undo
  await redo.press('Enter');
  await expect(room.layerField('Filters', 1)).toHaveValue('8');
  await press(room, 'Undo change');
  await expect(room.preset).toHaveValue('reference');
  await expect(room.layer(1)).toContainText('26 × 26 × 32');
  await expect(room.networkStatus).toBeEmpty();
});

test('a shape or a count opens its arithmetic, which follows the fields', async ({ room, page }) => {
  const shape = page.getByRole('button', { name: 'Output shape of layer 4: 11 × 11 × 64' });
  const numbers = page.getByRole('group', { name: /^The numbers of layer 4/ });
  await shape.focus();
  await shape.press('Enter');
  await expect(shape).toHaveAttribute('aria-expanded', 'true');
  await expect(numbers).toContainText('11 = 13 − 3 + 1');
  await expect(numbers).toContainText('(3 · 3 · 32 + 1) · 64 = 18,496');
  await expect(
    numbers.getByRole('img', { name: 'One row: 13 values in, 11 windows of 3, 11 values out' }),
  ).toBeVisible();
  await room.layerField('Filters', 4).fill('16');
  await expect(numbers).toContainText('(3 · 3 · 32 + 1) · 16 = 4,624');
  await page.getByRole('button', { name: 'Parameters of layer 9: ' }).click();
  await expect(numbers).toHaveCount(0);
  const dense = page.getByRole('group', { name: /^The numbers of layer 9/ });
  await expect(dense).toContainText('1,152 · 128 + 128 = 147,584');
  await dense.getByRole('button', { name: 'Close' }).press('Escape');
  await expect(dense).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Output shape of layer 9: 128' })).toBeFocused();
});

test('what cannot work is said at its layer, and cannot be trained', async ({ room, page }) => {
  const reason = 'Layer 7 (Conv2D) does not fit: its window is 6 × 6 and the map that reaches it 5 × 5.';
  await room.layerField('Kernel', 7).fill('6');
  await expect(room.layer(7)).toContainText(reason);
  await expect(room.layerField('Kernel', 7)).toHaveAccessibleDescription(/does not fit: its window is 6 × 6/);
  await expect(room.layer(6)).toContainText('5 × 5 × 64');
  await expect(room.layer(8).getByRole('cell', { name: '–' })).toHaveCount(2);
  await expect(room.networkStatus).toContainText('The reason stands at layer 7.');
  await expect(room.building.getByRole('button', { name: 'Use this network' })).toBeDisabled();
  for (const name of ['Train', 'Step', 'Reset'])
    await expect(room.training.getByRole('button', { name, exact: true })).toBeDisabled();
  await expect(room.training.getByText('The one that you have built below cannot work')).toBeVisible();
  await room.layerField('Kernel', 7).fill('');
  await expect(room.layer(7)).toContainText('kernel must be a whole number from 1 to 11.');
  await room.layerField('Units', 9).fill('9999');
  await expect(room.layer(7)).toContainText('kernel must be'); // the first of two reasons
  await room.layerField('Kernel', 7).fill('3');
  await expect(room.layer(9)).toContainText('units must be a whole number from 1 to 4096.');
  await press(room, 'Add a layer below layer 9');
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  const { violations } = await new AxeBuilder({ page }).include('#build').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
  await press(room, 'Discard changes');
  await expect(room.network).not.toContainText('must be');
  await expect(room.train).toBeEnabled();
  await expect(room.preset).toHaveValue('reference');
  await room.samples.filter({ hasText: 'Bag' }).click();
  await expect(room.verdict('Bag')).toBeVisible(); // the network in use was there all the time
});

test('numbers are read as in Train: full-width digits, a comma, and a question where there can be two', async ({
  room,
}) => {
  await room.layerField('Filters', 1).fill('６４');
  await expect(room.layer(1)).toContainText('26 × 26 × 64');
  await room.layerField('Units', 9).fill('1.024');
  await expect(room.layer(9)).toContainText('“1.024” can be read as 1024 or as 1.024. Type the one that you mean.');
  await expect(room.layerField('Units', 9)).toHaveAccessibleDescription(/can be read as/);
  await expect(room.building.getByRole('button', { name: 'Use this network' })).toBeDisabled();
  await room.layerField('Units', 9).fill('1,024');
  await expect(room.layer(9)).toContainText('1,180,672'); // 1,152 × 1,024 + 1,024
  await room.layerField('Rate', 3).fill('0,5');
  await expect(room.networkStatus).toContainText('You have changed the network.');
  await room.layerField('Rate', 3).fill('1,000');
  await expect(room.layer(3)).toContainText('“1,000” can be read as 1000 or as 1.');
});

test('a number that is being composed is taken when it is done', async ({ room, page }) => {
  const filters = room.layerField('Filters', 1);
  await filters.fill('');
  await filters.fill('32');
  await filters.selectText();
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: 'ろく', selectionStart: 2, selectionEnd: 2 });
  await expect(filters).toHaveValue('ろく');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await expect(room.networkStatus).toBeEmpty();
  await expect(room.network).not.toContainText('must be');
  await expect(room.layer(1)).toContainText('26 × 26 × 32');
  await keyboard.send('Input.insertText', { text: '６' });
  await expect(filters).toHaveValue('６');
  await expect(room.layer(1)).toContainText('26 × 26 × 6');
});

test('layers are added, moved and removed with the keyboard alone', async ({ room, page }) => {
  const focused = (/** @type {string} */ name) => room.network.getByLabel(name, { exact: true });
  await focused('Add a layer below layer 8').press('Enter');
  await expect(focused('Add Conv2D')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(focused('Add a layer below layer 8')).toBeFocused();
  await page.keyboard.press('Enter');
  await focused('Add Dense').press('Enter');
  await expect(focused('Units of layer 9')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(focused('Units of layer 9')).toHaveValue('65');
  await expect(room.layer(9)).toContainText('74,945'); // 1,152 × 65 + 65
  await focused('Move layer 4 up').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(focused('Add a layer below layer 4')).toBeFocused(); // the row's buttons are one stop
  await focused('Move layer 3 up').press('Enter');
  await expect(focused('Move layer 2 up')).toBeFocused();
  await page.keyboard.press('Enter'); // now it is the first, and cannot go on
  await expect(focused('Move layer 1 down')).toBeFocused();
  expect((await room.layers()).slice(0, 3)).toEqual(['Dropout', 'Conv2D', 'MaxPool2D']);
  await focused('Remove layer 1').press('Enter');
  await expect(focused('Remove layer 1')).toBeFocused();
  expect(await room.layers()).toEqual([
    'Conv2D',
    'MaxPool2D',
    'Conv2D',
    'MaxPool2D',
    'Dropout',
    'Conv2D',
    'Flatten',
    'Dense',
    'Dense',
    'Dropout',
    'Dense',
  ]);
  await expect(focused('Remove layer 11')).toHaveCount(0);
  await expect(room.layer(11)).toContainText('So this layer stays.');
});

test('Train takes the network of the table; another visitor’s model brings its own', async ({ room }) => {
  await room.preset.selectOption('Small and fast');
  await expect(room.network.getByRole('row', { name: 'All layers' })).toContainText('27,518');
  await room.set({ ...LONG, Seed: '2' });
  await room.step.click();
  await expect(room.trainStatus).toHaveText('Paused. Epoch 1 of 100, step 1 of 20');
  await expect(room.layerField('Filters', 1)).toBeDisabled();
  await expect(room.building.getByRole('button', { name: 'Remove layer 1' })).toBeDisabled();
  await expect(room.preset).toBeDisabled();
  await expect(room.networkStatus).toContainText('Stop the run to change it.');
  const small = await room.save('Download model');
  expect(networkOf(small).name).toBe('Small and fast');
  await room.stop.click();
  await expect(room.layerField('Filters', 1)).toBeEnabled();

  await room.layerField('Units', 6).fill('20');
  await expect(room.networkStatus).toContainText('You have changed the network.');
  await room.set({ 'Start from': 'current' });
  await room.train.click();
  await expect(room.problem).toContainText('the new one has no weights yet');
  const probabilities = await room.probabilities();
  await press(room, 'Use this network');
  await expect(room.networkStatus).toBeEmpty();
  await expect.poll(() => room.probabilities()).not.toEqual(probabilities);
  expect(networkOf(await room.save('Download model'))).toMatchObject({
    name: 'Own network',
    layers: { 5: { units: 20 } },
  });

  await room.load('Load model', small);
  await expect(room.preset).toHaveValue('small');
  await expect(room.layerField('Units', 6)).toHaveValue('28');
  await expect.poll(() => room.probabilities()).toEqual(probabilities);
  await press(room, 'Undo change');
  await expect(room.layerField('Units', 6)).toHaveValue('20');
  await room.reset.click();
  await expect(room.networkStatus).toBeEmpty();
  expect(networkOf(await room.save('Download model')).layers[5].units).toBe(20);
});

test('Train makes a new reference CNN; the ready-made model is another network, and going on from it trains that one', async ({
  room,
}) => {
  const readyMade = networkOf(await room.save('Download model'));
  await expect(room.preset).toHaveValue('reference');
  await expect(
    room.building.getByText(
      /^Train makes a new network of these layers\. The one in use is another: “.+”, [\d,]+ parameters\. Trained for \d+ epochs on 60,000 images, with photos and drawings beside them\.$/,
    ),
  ).toContainText(`“${readyMade.name}”`);
  await room.set({ ...LONG, 'Start from': 'current' });
  await room.step.click();
  await expect(room.trainStatus).toHaveText('Paused. Epoch 1 of 100, step 1 of 20');
  const rates = readyMade.layers.flatMap(({ rate }, i) => (rate === undefined ? [] : [[i + 1, rate]]));
  for (const [layer, rate] of rates) await expect(room.layerField('Rate', layer)).toHaveValue(String(rate));
  expect(networkOf(await room.save('Download model'))).toEqual(readyMade);
});

test('a network without any convolution can be looked into and judged', async ({ room, page }) => {
  await room.preset.selectOption('Small and fast');
  for (let layer = 0; layer < 4; ++layer) await press(room, 'Remove layer 1');
  await press(room, 'Remove layer 2');
  expect(await room.layers()).toEqual(['Flatten', 'Dense']);
  await expect(room.layer(2)).toContainText('7,850'); // 784 × 10 + 10
  await room.trainToTheEnd();
  await expect(room.judgeStatus).toContainText('were classified right');
  await page.getByRole('heading', { name: 'What each layer makes of your picture' }).scrollIntoViewIfNeeded();
  await expect(page.getByRole('img', { name: /^The output: / })).toBeAttached();
  await expect(page.getByRole('button', { name: /^Open map/ })).toHaveCount(0);
  const why = page.getByRole('form', { name: 'Why this class?' });
  await why.scrollIntoViewIfNeeded();
  await expect(why).toContainText('This network has no convolution');
  await why.getByRole('radio', { name: 'Occlusion' }).check({ force: true });
  await expect(why).toContainText(/speaks (most )?for/);
  await expect(room.problem).toHaveCount(0);
});

test('more maps than can be shown, no pooling, batch normalization: the maps and the heat map are there', async ({
  room,
  page,
}) => {
  await room.preset.selectOption('Strong CNN');
  await expect(room.network.getByRole('row', { name: 'All layers' })).toContainText('not trained but measured');
  await room.preset.selectOption('Small and fast');
  await press(room, 'Remove layer 2');
  await press(room, 'Remove layer 3');
  await room.layerField('Filters', 1).fill('300');
  await room.layerField('Stride', 2).fill('3');
  await press(room, 'Add a layer below layer 1');
  await press(room, 'Add BatchNormalization');
  await expect(room.layer(2)).toContainText('1,200'); // four numbers for each map
  expect(await room.layers()).toEqual(['Conv2D', 'BatchNormalization', 'Conv2D', 'Flatten', 'Dense', 'Dense']);
  await press(room, 'Use this network');
  await expect(room.networkStatus).toBeEmpty();
  await page.getByRole('heading', { name: 'What each layer makes of your picture' }).scrollIntoViewIfNeeded();
  const maps = page.getByRole('group', { name: 'Maps of batch_normalization' });
  await expect(maps.getByRole('button')).toHaveCount(128);
  await expect(page.getByText('300 maps of 26 × 26, the first 128 are shown')).toHaveCount(2);
  await expect(page.getByRole('img', { name: /^The output: / })).toBeAttached();
  const why = page.getByRole('form', { name: 'Why this class?' });
  await why.scrollIntoViewIfNeeded();
  await expect(why).toContainText(/speaks (most )?for/);
  await expect(room.problem).toHaveCount(0);
});

test('the engine tells by number which layer is to blame, and keeps the network in use', async ({ page }) => {
  const told = await page.evaluate(async () => {
    const { createEngine } = await import(new URL('engine/engine.js', location.href).href);
    const engine = await createEngine({ threads: 1 });
    const head = { type: 'Dense', units: 10, activation: 'softmax' };
    const network = (/** @type {object[]} */ ...layers) => ({ name: 'Mine', input: [28, 28, 1], layers });
    await engine.newModel(network({ type: 'Flatten' }, head));
    const bad = network({ type: 'Flatten' }, { type: 'MaxPool2D', pool: 2 }, head);
    const outline = await engine.summarise(bad);
    const refusals = await Promise.all(
      [engine.newModel(bad), engine.summarise(network())].map((call) =>
        call.catch((/** @type {any} */ { name, code, layer }) => [name, code, layer]),
      ),
    );
    const { description, parameters } = await engine.summary();
    engine.close();
    return { problem: outline.problem.layer, known: outline.layers.length, refusals, description, parameters };
  });
  expect(told).toEqual({
    problem: 2,
    known: 1,
    refusals: [
      ['EngineError', 'bad-description', 2],
      ['EngineError', 'bad-description', null],
    ],
    description: {
      name: 'Mine',
      input: [28, 28, 1],
      layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax' }],
    },
    parameters: 7850,
  });
});

test(
  'no task of the main thread takes 50 ms while a network is built',
  { tag: '@measured' },
  async ({ room, page }) => {
    const tasks = await mainThreadTasks(page, async () => {
      await room.preset.selectOption('Strong CNN');
      for (let layer = 0; layer < 4; ++layer) {
        await press(room, 'Add a layer at the start');
        await press(room, 'Add Conv2D');
        await room.layerField('Filters', 1).fill('8');
        await press(room, 'Move layer 1 down');
      }
      await expect(room.layer(20)).toContainText('2,570');
    });
    const longest = Math.max(...tasks);
    test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms of ${tasks.length}` });
    expect(tasks.length).toBeGreaterThan(20);
    expect(longest).toBeLessThan(50);
  },
);
