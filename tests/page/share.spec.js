// An experiment in the address: filled in, trained to the same losses, refused where it is none.

import { expect, test } from './support/test.js';

const NET = 'net=conv8-3.same.relu,pool2,drop0.1,flat,dense10.softmax';

test('an address fills in form and network, and the copied link gives the same losses elsewhere', async ({
  room,
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await room.open(`${room.address}#${NET}&epochs=2&lr=0.004&images=320&seed=7`);
  await expect(room.training.getByText(/^The experiment from the address of this page is filled in/)).toBeVisible();
  await expect.poll(() => room.layers()).toEqual(['Conv2D', 'MaxPool2D', 'Dropout', 'Flatten', 'Dense']);
  for (const [label, value] of [
    ['Epochs', '2'],
    ['Learning rate', '0.004'],
    ['Training images', '320'],
    ['Seed', '7'],
    ['Batch size', '32'],
  ])
    await expect(room.training.getByLabel(label, { exact: true })).toHaveValue(value);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await room.training.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(copied).toBe(`${room.address}#${NET}&epochs=2&lr=0.004&images=320&seed=7`);

  await room.train.click();
  await expect(room.trainStatus).toContainText('Finished.');
  const rows = await room.epochRows();
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await runs.getByRole('checkbox').check();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await runs.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(copied).toContain(NET);
  const link = await copied();

  await page.goto('about:blank');
  await room.open(link);
  await expect(room.training.getByText(/^The experiment from the address/)).toBeVisible();
  await room.train.click();
  await expect(room.trainStatus).toContainText('Finished.');
  expect(await room.epochRows()).toEqual(rows);
});

test('a broken or hostile address is refused in words, and nothing is changed', async ({ room, page }) => {
  await room.open();
  await room.set({ Epochs: '9' });
  await expect.poll(() => room.layers()).toContain('Conv2D');
  const layers = await room.layers();
  const sayings = [
    ['lr=<img src=x onerror=alert(1)>', 'that cannot be read'],
    ['epochs=100000&lr=0.1', 'Epochs must be a whole number from 1 to 1,000'],
    ['net=conv32-3,lstm4', 'layer 2 is no layer, but “lstm4”'],
    ['net=dense10.softmax', 'holds a network that cannot work, and nothing was changed'],
    ['net=conv999-3,flat,dense10.softmax', 'filters must be a whole number from 1 to 512'],
    ['evil=1', 'there is no setting “evil”'],
    [`net=${'flat,'.repeat(5000)}`, 'too long'],
  ];
  for (const [hash, saying] of sayings) {
    await page.evaluate((hash) => (location.hash = hash), hash);
    await expect(room.training.getByRole('alert')).toContainText(saying);
  }
  expect(await room.layers()).toEqual(layers);
  await expect(room.training.getByLabel('Epochs', { exact: true })).toHaveValue('9');
  await page.evaluate(() => (location.hash = 'epochs=4'));
  await expect(room.training.getByLabel('Epochs', { exact: true })).toHaveValue('4');
  await expect(room.training.getByRole('alert')).toHaveCount(0);
});
