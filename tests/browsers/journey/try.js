import { expect, fixture } from '../support/test.js';

/** @typedef {import('../support/visitor.js').Visitor} Visitor */

/** @param {Visitor} visitor */
export async function predict(visitor) {
  expect(await visitor.probabilities()).toHaveLength(10);
  await visitor.samples.expectCount(10);
  await visitor.samples.click();
  await visitor.predictions.expectText(/Right: its label is /);
}

/** @param {Visitor} visitor */
export async function draw(visitor) {
  await visitor.drawTrousers();
  await visitor.expectPrediction('Trouser');
  await visitor.clear();
  await visitor.button('Undo').click();
  await visitor.expectPrediction('Trouser');
  const drawn = await visitor.seenPixels();
  await visitor.stroke([0.1, 0.5], [0.9, 0.5]);
  await expect.poll(() => visitor.seenPixels()).not.toEqual(drawn);
  await visitor.button('Undo').click();
  await expect.poll(() => visitor.seenPixels()).toEqual(drawn);
}

/** Begins with the drawing of trousers. @param {Visitor} visitor */
export async function upload(visitor) {
  const drawn = await visitor.seenPixels();
  const drawing = await visitor.saveDrawing();
  await visitor.clear();
  await visitor.give('Upload image', 'mine.jpg', fixture('lying.jpg'));
  await visitor.trying.expectText(/mine\.jpg\. Draw on the canvas/);
  await visitor.expectPrediction('Trouser');
  expect(await visitor.seenPixels()).not.toEqual(drawn);
  await visitor.clear();
  await visitor.give('Upload image', 'mine.svg', drawing);
  await visitor.trying.expectText(/Your drawing from mine\.svg\./);
  await visitor.expectPrediction('Trouser');
  expect(await visitor.seenPixels()).toEqual(drawn);
}
