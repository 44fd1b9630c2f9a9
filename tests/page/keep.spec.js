// Models and runs as files.

import { parametersOf } from './support/model-files.js';
import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';

test.beforeEach(({ room }) => room.open());

test('a model that was saved and loaded again predicts the same', async ({ room }) => {
  await room.trainToTheEnd();
  await room.drawTrousers();
  await room.expectPrediction();
  const probabilities = await room.probabilities();
  const model = await room.save('Download model');
  await room.open(); // a new visit, with the ready-made model
  await room.drawTrousers();
  await expect.poll(() => room.probabilities()).not.toEqual(probabilities);
  await room.load('Load model', model, 'mine.safetensors');
  await expect(room.keeping.getByText('Loaded mine.safetensors.')).toBeVisible();
  await expect.poll(() => room.probabilities()).toEqual(probabilities);
  await expect(room.training.getByText('The network in use is the one from mine.safetensors.')).toBeVisible();
  expect(parametersOf(await room.save('Download model'))).toEqual(parametersOf(model));
});

test('a run that is saved in the middle goes on in another visit exactly as if never interrupted', async ({ room }) => {
  const settings = { Epochs: '6', 'Training images': '1000', Seed: '5' };
  await room.startTraining(settings);
  await expect(room.confusion).toContainText('From the validation after epoch');
  await room.pause.click();
  await expect(room.trainStatus).toHaveText(/^Paused\. Epoch/);
  const run = await room.save('Save run');
  await room.resume.click();
  await expect(room.trainStatus).toContainText('Finished.');
  const uninterrupted = await room.epochRows();
  const weights = await room.save('Download model');

  await room.open();
  await room.load('Continue a saved run', run, 'mine.checkpoint');
  await expect(room.trainStatus).toContainText('“mine.checkpoint” is ready.');
  for (const [label, value] of Object.entries(settings)) {
    await expect(room.training.getByLabel(label, { exact: true })).toHaveValue(value);
  }
  const sofar = await room.epochRows();
  expect(sofar.length).toBeGreaterThan(0);
  expect(sofar.length).toBeLessThan(6);
  expect(sofar).toEqual(uninterrupted.slice(0, sofar.length));
  await room.resume.click();
  await expect(room.trainStatus).toContainText('Finished.');
  expect(await room.epochRows()).toEqual(uninterrupted);
  expect(parametersOf(await room.save('Download model'))).toEqual(parametersOf(weights));
});

test('a restored run can be set aside', async ({ room }) => {
  await room.startTraining(LONG);
  const run = await room.save('Save run');
  await room.stop.click();
  await expect(room.train).toBeEnabled();
  await room.load('Continue a saved run', run, 'mine.checkpoint');
  await expect(room.trainStatus).toContainText('is ready');
  await room.reset.click();
  await expect(room.train).toBeEnabled();
  await room.trainToTheEnd();
});

test('a run that was saved at its end has nothing to go on with, and says so', async ({ room }) => {
  await room.trainToTheEnd();
  const rows = await room.epochRows();
  const [run, weights] = [await room.save('Save run'), await room.save('Download model')];
  await room.open();
  await room.load('Continue a saved run', run, 'mine.checkpoint');
  await expect(room.trainStatus).toHaveText('“mine.checkpoint” had come to its end.');
  expect(await room.epochRows()).toEqual(rows);
  expect(parametersOf(await room.save('Download model'))).toEqual(parametersOf(weights));
});

test('while a run is on, the network cannot be exchanged, and there is a run to save', async ({ room }) => {
  const button = (/** @type {string} */ name) => room.keeping.getByRole('button', { name, exact: true });
  await expect(button('Save run')).toBeDisabled();
  await room.startTraining(LONG);
  await expect(button('Load model')).toBeDisabled();
  await expect(button('Continue a saved run')).toBeDisabled();
  expect((await room.save('Save run')).length).toBeGreaterThan(3 * 4 * 241_546); // weights and two moments
  await expect(room.pause).toBeVisible(); // it goes on
  await room.stop.click();
  await expect(button('Load model')).toBeEnabled();
});
