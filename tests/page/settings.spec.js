// Settings that cannot be used: each field says what it wants, and keeps what was typed.

import { SETTINGS } from '../../web/engine/settings-table.js';
import { DRAWINGS, FAST, OPENING } from '../../web/lab/recipes.js';
import { SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

/** @typedef {import('../../web/engine/engine.js').Setting} Setting */

const NAMED = /** @type {[string, Setting][]} */ (Object.entries(SETTINGS));

const WRONG = {
  Epochs: ['', '0', '-1', '1.5', 'three', '1e1', '0x40', '99999999999999999999'],
  'Training images': ['', '-10000', '60001', 'all of them', '1 000 00', 'Infinity', 'NaN'],
  'Batch size': ['', '0', '-32', '100000', '<b>'],
  'Learning rate': ['', '0', '-0.001', '1000', '10.000001', '1e400', '0x1', 'small'],
  Seed: ['', '-1', '0.5', '1e30', '9007199254740992', 'lucky'],
};

test('every wrong value is pointed out and kept, and nothing starts', async ({ room }) => {
  await room.open();
  await room.set({ ...SHORT, Seed: '1' });
  for (const [label, values] of Object.entries(WRONG)) {
    const field = room.training.getByLabel(label, { exact: true });
    const right = await field.inputValue();
    const help = await field.evaluate(
      (input) => document.getElementById(input.getAttribute('aria-describedby')).textContent,
    );
    for (const value of values) {
      await test.step(`${label}: “${value}”`, async () => {
        await room.set({ [label]: value });
        await room.train.click();
        await expect(field).toBeFocused();
        await expect(field).toHaveAttribute('aria-invalid', 'true');
        await expect(field).toHaveAccessibleDescription(/(Enter|must be) a (whole )?number (from|above)/);
        await expect(field).toHaveValue(value);
        await expect(room.train).toBeEnabled();
      });
    }
    await room.set({ [label]: right });
    await field.blur();
    await expect(field).toHaveAttribute('aria-invalid', 'false');
    await expect(field).toHaveAccessibleDescription(help ?? '');
  }
  await room.trainToTheEnd();
});

/** What stands in fields, by their labels. @param {import('./support/room.js').Room} room @param {string[]} labels */
const standing = (room, labels) =>
  Promise.all(labels.map((label) => room.training.getByLabel(label, { exact: true }).inputValue()));

test('a recipe fills the settings in, and changing one by hand makes it your own', async ({ room }) => {
  await room.open();
  const recipe = room.training.getByRole('combobox', { name: 'Recipe' });
  await expect(recipe).toHaveAccessibleDescription(/10,000/);
  await recipe.selectOption('Fast and good');
  await expect(recipe).toHaveAccessibleDescription(/60,000/);
  const { epochs, trainingImages, batchSize, learningRate, beta2, schedule } = FAST;
  const labels = ['Epochs', 'Training images', 'Batch size', 'Learning rate', 'Beta 2', 'Schedule'];
  const fast = [epochs, trainingImages, batchSize, learningRate, beta2, schedule].map(String);
  expect(await standing(room, labels)).toEqual(fast);

  const chosen = recipe.locator('option:checked');
  await room.set({ Seed: '7' }); // any seed is the recipe's
  await expect(chosen).toHaveText('Fast and good');
  await room.set({ Epochs: '1', 'Training images': '640' });
  await expect(chosen).toHaveText('Your own');
  expect(await standing(room, labels)).toEqual(['1', '640', ...fast.slice(2)]);
  await room.trainToTheEnd({});

  await recipe.selectOption('The notebook’s');
  expect(await standing(room, labels)).toEqual(['3', '10000', '32', '0.001', '0.999', 'constant']);
  expect(await standing(room, ['Seed'])).toEqual(['7']);
});

test('a recipe for drawings: what it is for, and for which network, which Build offers', async ({ room }) => {
  await room.open();
  const recipe = room.training.getByRole('combobox', { name: 'Recipe' });
  expect(await recipe.getByRole('option').allTextContents()).toEqual([
    'A first run',
    'The notebook’s',
    'Fast and good',
    'Drawings and photos',
    'Slow and strong',
    'Slowest and strongest',
    'Your own',
  ]);
  await recipe.selectOption('Drawings and photos');
  await expect(recipe).toHaveAccessibleDescription(/Learns outlines, too, .* “Ready-made CNN”/);
  const { epochs, trainingImages, batchSize, schedule, augmentation } = DRAWINGS;
  const labels = ['Epochs', 'Training images', 'Batch size', 'Schedule', 'Augmentation'];
  expect(await standing(room, labels)).toEqual([epochs, trainingImages, batchSize, schedule, augmentation].map(String));
  await room.set({ Augmentation: 'photo' });
  await expect(room.training.getByRole('checkbox', { name: 'Flip', exact: true })).toBeChecked();
  await expect(recipe.locator('option:checked')).toHaveText('Your own');
  await room.set({ Augmentation: augmentation });
  await expect(recipe.locator('option:checked')).toHaveText('Drawings and photos');

  await room.preset.selectOption('Ready-made CNN');
  await expect(room.preset).toHaveAccessibleDescription(
    'The network of the ready-made model, without its weights: with batch normalization.',
  );
  await expect(room.network.getByRole('row', { name: 'All layers' })).toContainText('280,298');
});

test('like drawings: about three in ten of the sample images become outlines', async ({ room }) => {
  await room.open();
  const images = room.training.getByRole('img', { name: 'Sample images, changed at random' }).locator('canvas');
  const urls = (/** @type {import('@playwright/test').Locator} */ canvases) =>
    canvases.evaluateAll((all) => all.map((/** @type {HTMLCanvasElement} */ canvas) => canvas.toDataURL()));
  const asTheyAre = await urls(room.samples.locator('canvas'));
  await room.set({ Augmentation: 'drawing' });
  await expect(images).toHaveCount(10);
  let before = '';
  let changed = 0;
  for (let time = 0; time < 6; time++) {
    await expect.poll(async () => (await urls(images)).join()).not.toBe(before);
    const now = await urls(images);
    before = now.join();
    changed += now.filter((url, i) => url !== asTheyAre[i]).length;
    await room.training.getByRole('button', { name: 'Change them again' }).click();
  }
  expect(changed).toBeGreaterThan(6);
  expect(changed).toBeLessThan(30);
});

test('schedule, beta 2 and augmentation change the run, and come back with it', async ({ room }) => {
  await room.open();
  const rows = new Set();
  for (const change of [
    {},
    { Schedule: 'cosine' },
    { 'Beta 2': '0.9' },
    { Augmentation: 'photo' },
    { Augmentation: 'photo-and-drawing' },
  ]) {
    await room.set({ ...SHORT, Schedule: 'constant', 'Beta 2': '0.999', Augmentation: 'none', ...change });
    await room.trainToTheEnd({});
    rows.add((await room.epochRows()).join());
  }
  expect(rows.size).toBe(5);

  const run = await room.save('Save run');
  await room.trainToTheEnd({ Augmentation: 'none', 'Training images': '100' });
  await room.load('Continue a saved run', run);
  await expect(room.training.getByLabel('Augmentation')).toHaveValue('photo-and-drawing');
  await expect(room.training.getByLabel('Training images')).toHaveValue(SHORT['Training images']);
});

test('momentum counts for SGD only', async ({ room }) => {
  await room.open();
  await room.set({ ...SHORT, Optimizer: 'sgd', Momentum: '1' });
  await room.train.click();
  await expect(room.training.getByLabel('Momentum')).toHaveAccessibleDescription(
    'Momentum must be a number from 0 to below 1.',
  );
  await room.set({ Optimizer: 'adam' });
  await room.trainToTheEnd();
});

test('beta 2 counts for Adam only', async ({ room }) => {
  await room.open();
  await room.set({ ...SHORT, 'Beta 2': '1' });
  await room.train.click();
  await expect(room.training.getByLabel('Beta 2')).toHaveAccessibleDescription(
    'Beta 2 must be a number from 0 to below 1.',
  );
  await room.set({ Optimizer: 'sgd' });
  await expect(room.training.getByLabel('Beta 2')).toBeDisabled();
  await room.trainToTheEnd();
});

test('AdamW has a weight decay, and labels can be smoothed', async ({ room }) => {
  await room.open();
  const decay = room.training.getByLabel('Weight decay');
  await room.set({ Optimizer: 'adam' });
  await expect(decay).toBeDisabled();
  const rows = new Set();
  for (const change of [{}, { 'Weight decay': '0.5' }, { 'Label smoothing': '0.2' }]) {
    await room.set({ ...SHORT, Optimizer: 'adamw', 'Weight decay': '0', 'Label smoothing': '0', ...change });
    await room.trainToTheEnd({});
    rows.add((await room.epochRows()).join());
  }
  expect(rows.size).toBe(3);
  await room.set({ 'Weight decay': '1', 'Label smoothing': '1' });
  await room.train.click();
  await expect(decay).toBeFocused();
  await expect(decay).toHaveAccessibleDescription('Weight decay must be a number from 0 to below 1.');
  await expect(room.training.getByLabel('Label smoothing')).toHaveAccessibleDescription(/from 0 to below 1\.$/);
});

test('flip, shift, erase and figures change the training images, and can be seen to', async ({ room }) => {
  await room.open();
  const images = room.training.getByRole('img', { name: 'Sample images, changed at random' });
  const drawn = () => images.locator('canvas').evaluateAll((all) => all.map((canvas) => canvas.toDataURL()).join());
  const box = (/** @type {string} */ name) => room.training.getByRole('checkbox', { name, exact: true });
  await room.training.getByText('More settings').click();
  await expect(images).toBeHidden();
  await room.set(SHORT);

  const seen = new Set();
  const rows = new Set();
  for (const name of ['Flip', 'Shift', 'Erase', 'Figures']) {
    await box(name).check();
    await expect(images.locator('canvas')).toHaveCount(10);
    await expect.poll(async () => seen.has(await drawn())).toBe(false);
    seen.add(await drawn());
    await room.trainToTheEnd({});
    rows.add((await room.epochRows()).join());
    await box(name).uncheck();
    await expect(images).toBeHidden();
  }
  expect(rows.size).toBe(4);

  await box('Shift').check();
  await expect(images.locator('canvas')).toHaveCount(10);
  await expect.poll(drawn).not.toBe('');
  await expect.poll(async () => seen.has(await drawn())).toBe(true); // the same seed, the same changes
  await room.training.getByRole('button', { name: 'Change them again' }).click();
  await expect.poll(async () => seen.has(await drawn())).toBe(false);
});

test('every setting has a control, with what the page proposes and the range that the engine gives it', async ({
  room,
  page,
}) => {
  await room.open();
  /** Whether the engine takes each setting that is tried. @type {(tried: object[]) => Promise<boolean[]>} */
  const taken = (tried) =>
    page.evaluate(async (settings) => {
      const { createEngine } = await import(new URL('engine/engine.js', location.href).href);
      const engine = await createEngine({ threads: 1 });
      const answers = settings.map((one) =>
        engine.imagesNeeded(one).then(
          () => true,
          (/** @type {{ code: string }} */ { code }) => code !== 'bad-settings',
        ),
      );
      const found = await Promise.all(answers);
      engine.close();
      return found;
    }, tried);

  await room.training.getByText('More settings').click();
  for (const [name, setting] of NAMED) {
    const control = room.training.getByLabel(setting.title, { exact: true });
    await expect(control).toHaveAttribute('name', name);
    if (setting.type === 'boolean') {
      await expect(control).toBeChecked({ checked: OPENING[name] === true });
    } else {
      await expect(control).toHaveValue(String(OPENING[name]));
    }
    if (setting.enum) {
      const values = control.locator('option').evaluateAll((all) => all.map((/** @type {any} */ { value }) => value));
      expect(await values).toEqual(setting.enum);
    }
    if (setting.type !== 'integer' && setting.type !== 'number') continue;
    if (setting.optimizers) await room.set({ Optimizer: setting.optimizers[0] });
    const ends = [setting.minimum ?? setting.exclusiveMinimum, setting.maximum ?? setting.exclusiveMaximum];
    const small = setting.type === 'integer' ? 1 : 1e-9;
    const numbers = ends.flatMap((end) => [end - small, end, end + small]);
    const right = await taken(numbers.map((number) => ({ [name]: number })));
    expect(right.slice(1, 3), `${name}: its range begins at ${ends[0]}`).toContain(true);
    for (const [i, number] of numbers.entries()) {
      await test.step(`${name}: ${number}`, async () => {
        await control.fill(String(number));
        await control.blur();
        await expect(control).toHaveAttribute('aria-invalid', String(!right[i]));
      });
    }
  }
});

test('numbers as people write them', async ({ room }) => {
  await room.open();
  await room.startTraining({ Epochs: ' 100 ', 'Training images': '1,000', 'Learning rate': '1e-3' });
  await expect(room.training.getByText(/^Epoch \d+ of 100, step \d+ of 32$/)).toBeVisible();
});

test('a comma, full-width digits and groups mean what they mean', async ({ room }) => {
  await room.open();
  const plain = { Epochs: '1', 'Training images': '1000', 'Learning rate': '0.004', Optimizer: 'adamw' };
  await room.trainToTheEnd({ ...plain, 'Weight decay': '0.5' });
  const rows = await room.epochRows();
  for (const typed of [
    { 'Learning rate': '0,004', 'Weight decay': ',5' },
    { Epochs: '１', 'Training images': '１０００', 'Learning rate': '０．００４' },
    { 'Training images': '1 000', 'Learning rate': '4e-3' },
  ]) {
    await room.trainToTheEnd({ ...plain, 'Learning rate': '0.1' });
    expect(await room.epochRows()).not.toEqual(rows);
    await room.trainToTheEnd({ 'Weight decay': '0.5', ...typed });
    expect(await room.epochRows()).toEqual(rows);
  }
});

test('what can be two numbers is asked about, and nothing starts', async ({ room }) => {
  await room.open();
  for (const [label, value, readings] of /** @type {const} */ ([
    ['Training images', '60.000', '60000 or as 60'],
    ['Epochs', '1.000', '1000 or as 1'],
    ['Learning rate', '1,000', '1000 or as 1'],
  ])) {
    const field = room.training.getByLabel(label, { exact: true });
    await room.set({ ...SHORT, 'Learning rate': '0.001', [label]: value });
    await room.train.click();
    await expect(field).toBeFocused();
    await expect(field).toHaveAccessibleDescription(
      `“${value}” can be read as ${readings}. Type the one that you mean.`,
    );
    await expect(room.train).toBeEnabled();
  }
});

test('a saved run with settings that nobody types is shown without a complaint', async ({ room, page }) => {
  await room.open();
  const settings = {
    epochs: 1000,
    trainingImages: 100,
    learningRate: 1e-7,
    optimizer: 'sgd',
    momentum: 0.9995,
    labelSmoothing: 0.9999999,
    seed: 2 ** 53 - 1,
  };
  const checkpoint = await page.evaluate(async (given) => {
    const { createEngine } = await import(new URL('engine/engine.js', location.href).href);
    const engine = await createEngine({ threads: 1 });
    await engine.newModel(await (await fetch('model/small.json')).json());
    await new Promise((onProgress) => {
      engine.fit({ settings: given, onProgress }).done.catch(() => {}); // it is never done
    });
    const bytes = new Uint8Array(await (await engine.saveCheckpoint()).arrayBuffer());
    engine.close();
    return Array.from(bytes);
  }, settings);
  await room.load('Continue a saved run', Buffer.from(checkpoint), 'mine.checkpoint');
  await expect(room.trainStatus).toContainText('is ready');
  await room.training.getByText('More settings').click();
  for (const [name, value] of Object.entries(settings)) {
    const field = room.training.getByLabel(SETTINGS[name].title, { exact: true });
    await expect(field).toHaveValue(String(value));
    await expect(field).not.toHaveAttribute('aria-invalid', 'true');
  }
  await expect(room.training.locator('.wrong')).toHaveCount(0);
  await room.resume.click();
  await expect(room.training.getByText(/^Epoch \d+ of 1000, (validation )?step \d+/)).toBeVisible();
});

test('Enter that takes a composed word starts nothing', async ({ room, page }) => {
  await room.open();
  await room.set(SHORT);
  const field = room.training.getByLabel('Epochs', { exact: true });
  await field.fill('');
  const heard = await page.evaluateHandle(() => {
    /** @type {[string, boolean][]} */
    const keys = [];
    document.addEventListener('keydown', ({ key, isComposing }) => keys.push([key, isComposing]), { capture: true });
    return keys;
  });
  const keyboard = await page.context().newCDPSession(page);
  await keyboard.send('Input.imeSetComposition', { text: '１', selectionStart: 1, selectionEnd: 1 });
  await expect(field).toHaveValue('１');
  await page.keyboard.press('Enter');
  expect(await heard.evaluate((keys) => keys)).toEqual([['Enter', true]]);
  await expect(field).toBeFocused();
  await expect(room.train).toBeEnabled();
  await expect(room.pause).toBeHidden();
  // As Safari has it: the composition is over, and only the key's code tells.
  await field.evaluate((input) => {
    const key = new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true });
    input.dispatchEvent(key);
  });
  await expect(room.train).toBeEnabled();
  await field.fill('１');
  await field.press('Enter');
  await expect(room.trainStatus).toContainText('Finished.');
});

test('a form with everything at its limits runs', async ({ room }) => {
  await room.open();
  await room.startTraining({
    Epochs: '1',
    'Training images': '100',
    'Batch size': '1024',
    'Learning rate': '1e-300',
    Seed: '9007199254740991',
  });
  await expect(room.trainStatus).toContainText('Finished.');
});
