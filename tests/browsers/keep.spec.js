// A visitor who takes a network and a run home, and comes back with them; and files that are neither.

import { parametersOf } from '../page/support/model-files.js';
import { SHORT } from '../page/support/room.js';
import { BROWSERS, expect, fixture, test } from './support/test.js';

const MODEL = 'fitting-room-model.safetensors';
const RUN = 'fitting-room-run.checkpoint';

for (const browser of BROWSERS) {
  test(`${browser}: a model that was saved predicts the same when it is loaded`, async ({ visit }) => {
    const visitor = await visit(browser);
    await visitor.trainToTheEnd(SHORT);
    const model = await visitor.save('Download model', MODEL);
    const probabilities = await visitor.probabilities();
    await visitor.open(); // with the ready-made model
    await expect.poll(() => visitor.probabilities()).not.toEqual(probabilities);
    await visitor.give('Load model', 'mine.safetensors', model);
    await visitor.part('region', 'Keep').expectText(/Loaded mine\.safetensors\./);
    await expect.poll(() => visitor.probabilities()).toEqual(probabilities);
    expect(parametersOf(await visitor.save('Download model', MODEL))).toEqual(parametersOf(model));
  });

  test(`${browser}: a run that was saved in the middle ends as if never interrupted`, async ({ visit }) => {
    const visitor = await visit(browser);
    await visitor.set({ Epochs: '2', 'Training images': '1000' });
    for (const step of ['1', '2']) {
      await visitor.button('Step').click();
      await visitor.training.expectText(new RegExp(`Paused\\. Epoch 1 of 2, step ${step} of `));
    }
    const run = await visitor.save('Save run', RUN);
    await visitor.button('Resume').click();
    await visitor.trainStatus.expectText(/Finished\./);
    const rows = await visitor.epochRows();
    const weights = parametersOf(await visitor.save('Download model', MODEL));

    await visitor.open();
    await visitor.give('Continue a saved run', 'mine.checkpoint', run);
    await visitor.trainStatus.expectText(/“mine\.checkpoint” is ready\./);
    await visitor.button('Resume').click();
    await visitor.trainStatus.expectText(/Finished\./);
    expect(await visitor.epochRows()).toEqual(rows);
    expect(parametersOf(await visitor.save('Download model', MODEL))).toEqual(weights);
  });

  test(`${browser}: refuses what is no image, no model, no run and no number, and loses nothing`, async ({ visit }) => {
    const visitor = await visit(browser);
    await visitor.drawTrousers();
    await visitor.expectPrediction('Trouser');
    const probabilities = await visitor.probabilities();
    const letter = Buffer.from('Dear Sir or Madam');
    const keeping = visitor.part('region', 'Keep');

    await visitor.give('Upload image', 'letter.png', letter);
    await visitor
      .part('region', 'Try')
      .part('alert')
      .expectText(/letter\.png.*not an image/);
    await visitor.give('Upload image', 'good.png', fixture('trouser.png'));
    await visitor.part('region', 'Try').part('alert').expectCount(0);
    await visitor.button('Undo').click();
    await visitor.give('Load model', 'letter.safetensors', letter);
    await keeping.part('alert').expectText(/\w/);
    await keeping.expectText(/Nothing was changed\./);
    await visitor.give('Continue a saved run', 'letter.checkpoint', letter);
    await keeping.part('alert').expectCount(2);
    await visitor.set({ Epochs: 'three' });
    await visitor.train.click();
    await visitor.training.expectText(/whole number/);

    await expect.poll(() => visitor.probabilities()).toEqual(probabilities);
    await visitor.trainToTheEnd(SHORT);
  });
}
