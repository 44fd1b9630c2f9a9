import { parametersOf } from '../../page/support/model-files.js';
import { expect, fixture } from '../support/test.js';

/** @typedef {import('../support/visitor.js').Visitor} Visitor */

const MODEL = 'fitting-room-model.safetensors';
const RUN = 'fitting-room-run.checkpoint';

/** @param {Visitor} visitor @returns {Promise<unknown>} the weights in use */
const weights = async (visitor) => parametersOf(await visitor.save('Download model', MODEL));

/** Nothing is lost by it. @param {Visitor} visitor */
export async function refuse(visitor) {
  const probabilities = await visitor.probabilities();
  const before = await weights(visitor);
  const letter = Buffer.from('Dear Sir or Madam');

  await visitor.give('Upload image', 'letter.png', letter);
  await visitor.trying.part('alert').expectText(/letter\.png.*not an image/);
  await visitor.give('Upload image', 'good.png', fixture('trouser.png'));
  await visitor.trying.part('alert').expectCount(0);
  await visitor.button('Undo').click();
  await visitor.give('Load model', 'letter.safetensors', letter);
  await visitor.keeping.part('alert').expectText(/\w/);
  await visitor.keeping.expectText(/Nothing was changed\./);
  await visitor.give('Continue a saved run', 'letter.checkpoint', letter);
  await visitor.keeping.part('alert').expectCount(2);
  await visitor.set({ Epochs: 'three' });
  await visitor.train.click();
  await visitor.training.expectText(/whole number/);
  await visitor.set({ Epochs: '3' });

  await expect.poll(() => visitor.probabilities()).toEqual(probabilities);
  expect(await weights(visitor)).toEqual(before);
}

/** @param {Visitor} visitor @param {number[]} steps that a held run takes, and ends at */
async function takeSteps(visitor, steps) {
  for (const step of steps) {
    await visitor.button('Step').click();
    await visitor.training.expectText(new RegExp(`Paused\\. Epoch 1 of 2, step ${step} of `));
  }
}

/** @param {Visitor} visitor */
export async function restoreRun(visitor) {
  await visitor.set({ Epochs: '2', 'Training images': '1000' });
  await takeSteps(visitor, [1, 2]);
  const run = await visitor.save('Save run', RUN);
  await takeSteps(visitor, [3, 4]);
  const uninterrupted = await weights(visitor);

  await visitor.open();
  await visitor.give('Continue a saved run', 'mine.checkpoint', run);
  await visitor.trainStatus.expectText(/“mine\.checkpoint” is ready\./);
  await takeSteps(visitor, [3, 4]);
  expect(await weights(visitor)).toEqual(uninterrupted);
  await visitor.dropRun();
}

/** A picture that is there in every visit; the one before may come back, but perhaps not the very last. @param {Visitor} visitor */
async function pickSample(visitor) {
  await visitor.clear();
  await visitor.samples.click();
  await visitor.expectPrediction();
}

/** @param {Visitor} visitor */
export async function restoreModel(visitor) {
  await pickSample(visitor);
  const model = await visitor.save('Download model', MODEL);
  const probabilities = await visitor.probabilities();
  await visitor.open(); // with the ready-made model
  await pickSample(visitor);
  await expect.poll(() => visitor.probabilities()).not.toEqual(probabilities);
  await visitor.give('Load model', 'mine.safetensors', model);
  await visitor.keeping.expectText(/Loaded mine\.safetensors\./);
  await expect.poll(() => visitor.probabilities()).toEqual(probabilities);
  expect(await weights(visitor)).toEqual(parametersOf(model));
}
