// Whoever comes back finds what was there: picture, runs, network.

import { parametersOf } from './support/model-files.js';
import { SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

const SIX = { Epochs: '6', 'Training images': '1000', Seed: '5' };

/** What is offered of the last visit. @param {import('./support/room.js').Room} room */
const offer = (room) => room.training.getByRole('group', { name: 'From your last visit' });

/** How many marks the drawing has that is kept; as the browser's file system tells. @param {import('@playwright/test').Page} page */
const marksKept = (page) =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('kept');
    const texts = [];
    for await (const [name, entry] of folder.entries())
      if (name.startsWith('picture.')) texts.push(await (await entry.getFile()).text());
    return Math.max(0, ...texts.map((text) => text.split('"kind":"stroke"').length - 1));
  });

/** Browsers that keep nothing, as in a private window. @param {import('@playwright/test').Page} page */
const denyStorage = (page) =>
  page.addInitScript(() => {
    const denied = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    Object.defineProperty(globalThis, 'Worker', {
      value: class extends Worker {
        constructor(/** @type {string | URL} */ address, /** @type {WorkerOptions} */ options) {
          if (options?.name?.endsWith('store')) denied();
          super(address, options);
        }
      },
    });
  });

test('a run that a reload interrupts goes on to the same losses and weights', async ({ room, page }) => {
  await room.open();
  await room.trainToTheEnd(SIX);
  const uninterrupted = await room.epochRows();
  const weights = parametersOf(await room.save('Download model'));

  await room.startTraining(SIX);
  await expect(room.keeping).toContainText(/“Run 2” is kept up to epoch [23], /);
  await page.reload();
  await expect(offer(room)).toContainText(/“Run 2”, which began on .*, was interrupted in epoch \d of 6\./);
  await offer(room).getByRole('button', { name: 'Go on with it' }).click();
  await expect(room.trainStatus).toContainText('Finished.');
  expect(await room.epochRows()).toEqual(uninterrupted);
  expect(parametersOf(await room.save('Download model'))).toEqual(weights);
  await expect(offer(room)).toBeEmpty();
});

test('the picture and the network in use are there again', async ({ room, page }) => {
  await room.open();
  await room.trainToTheEnd();
  await room.drawTrousers();
  await room.expectPrediction();
  const drawing = await room.canvas();
  await expect.poll(() => marksKept(page)).toBe(3); // and so it has been judged with the last of them
  const probabilities = await room.probabilities();
  await expect(room.keeping.getByText(/One run is kept\. It takes [\d.]+ [kM]B\./)).toBeVisible();
  await page.reload();
  await expect(offer(room)).toContainText('the network of “Run 1” was in use.');
  expect(await room.canvas()).toBe(drawing);
  await offer(room).getByRole('button', { name: 'Use it again' }).click();
  await expect.poll(() => room.probabilities()).toEqual(probabilities);
});

test('everything goes into one file, is forgotten, and comes back', async ({ room, page }) => {
  await room.open();
  await room.trainToTheEnd();
  await room.drawTrousers();
  await page.getByLabel('Not right? It is').selectOption('Trouser');
  await page.getByRole('button', { name: 'Add to my examples' }).click();
  const example = page.getByRole('img', { name: 'Picture of example 1 of Trouser' });
  await expect(example).toBeVisible();
  const drawing = await room.canvas();
  const file = await room.save('Take everything with me');
  await room.keeping.getByRole('button', { name: 'Forget everything' }).click();
  await room.keeping.getByRole('button', { name: 'Forget them' }).click();
  await expect(room.keeping.getByText('Everything is forgotten.')).toBeVisible();
  await expect(example).toHaveCount(0);
  await page.reload();
  await room.expectPrediction();
  await expect(offer(room)).toBeEmpty();
  await expect(page.getByText('There are none yet. Draw or upload a picture under Try')).toBeVisible();

  await room.load('Bring it back', file, 'mine.zip');
  await expect(room.keeping.getByText('Brought back what was in mine.zip.')).toBeVisible();
  await expect(offer(room)).toContainText('the network of “Run 1” was in use.');
  await expect(example).toBeVisible();
  expect(await room.canvas()).toBe(drawing);

  await room.load('Bring it back', Buffer.from('no archive'), 'other.zip');
  await expect(room.keeping.getByRole('alert')).toContainText('is not what “Take everything with me” writes');
});

test('a second tab says that it keeps nothing', async ({ room, context }) => {
  await room.open();
  const other = await context.newPage();
  await other.goto(room.address);
  await expect(other.getByRole('region', { name: 'Keep' })).toContainText(
    'Another tab of this page keeps your work. What you do in this one is not kept: close the other',
  );
});

test('a dead worker costs at most ten seconds of a run', async ({ room, page }) => {
  await room.open();
  await room.startTraining({ ...SIX, Epochs: '100' });
  await expect(room.keeping).toContainText(/“Run 1” is kept up to epoch [2-9], /);
  const [before] = await room.epochRows();
  const worker = page.workers().find((each) => each.url().endsWith('/engine/worker.js'));
  worker?.evaluate(() => self.close()).catch(() => {});
  await offer(room).getByRole('button', { name: 'Go on with it' }).click();
  await expect(room.pause).toBeVisible();
  expect((await room.epochRows())[0]).toBe(before);
});

test('where nothing is kept the page says so, works, and asks before it is left', async ({ room, page }) => {
  await denyStorage(page);
  await room.open();
  await expect(room.keeping).toContainText('The browser keeps nothing for this page, as in a private window.');
  await room.trainToTheEnd(SHORT);
  /** @type {string[]} */
  const asked = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss(); // the visitor stays
  });
  await page.evaluate(() => location.reload());
  await expect.poll(() => asked).toEqual(['beforeunload']);
  await expect(room.trainStatus).toContainText('Finished.');
  await room.save('Download model');
  await room.open();
  expect(asked).toHaveLength(1);
});
