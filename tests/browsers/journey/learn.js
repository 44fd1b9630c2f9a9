import { LONG, SHORT } from '../../page/support/room.js';
import { expect } from '../support/test.js';

/** @typedef {import('../support/visitor.js').Visitor} Visitor */

/** Where a run stands: the line below its bar. @param {Visitor} visitor */
const place = async ({ training }) => /Epoch \d+ of \d+, [a-z ]+ \d+ of \d+/.exec((await training.text()) ?? '')?.[0];

/** @param {Visitor} visitor */
export async function train(visitor) {
  const { trainStatus } = visitor;
  await visitor.startTraining(LONG);
  await visitor.confusion.expectText(/From the validation after epoch \d+\./);
  await visitor.pause.click();
  await trainStatus.expectText(/^Paused\. Epoch/);
  // Each picture goes to the worker and back: the first behind the steps that were under way, the second behind
  // those of a run that does not hold.
  await visitor.drawTrousers();
  await visitor.expectPrediction();
  const held = await place(visitor);
  await visitor.samples.click();
  await visitor.predictions.expectText(/(Right|Wrong): its label is /);
  expect(await place(visitor)).toBe(held);
  await visitor.button('Step').click();
  await expect.poll(() => place(visitor)).not.toBe(held);
  const stepped = await place(visitor);
  await visitor.button('Resume').click();
  await expect.poll(() => place(visitor)).not.toBe(stepped);
  await visitor.dropRun();
}

/** @param {Visitor} visitor */
export async function lookInside(visitor) {
  const { inside } = visitor;
  await visitor.part('group', 'What each layer makes of your picture').look();
  await visitor.button('Open map 1 of conv2d').click();
  const map = visitor.part('group', 'Map 1 of conv2d');
  await map.expectText(/Row \d+, column \d+: /);
  await map.part('table').expectCount(3);
  await visitor.part('img', /^The output: Trouser/).expectCount(1);
  await visitor.part('img', 'Heat map over the picture').look();
  await inside.expectText(/What speaks most for /);
  const spread = visitor.part('group', 'Weights and gradients');
  await spread.look();
  await spread.part('img', /^kernel of conv2d: from /).expectCount(1);
  await visitor.button('Draw the plot').click();
  await inside.expectText(/10,000 test images, as the network in use sees them\./);
  await visitor.part('application', 'Scatter plot of the test set').expectCount(1);
}

/** A run ends with what its network makes of the test set. @param {Visitor} visitor */
export async function judge(visitor) {
  await visitor.trainToTheEnd(SHORT);
  await visitor.judging.part('status').expectText(/^[\d,]+ of 10,000 test images were classified right\.$/);
  await visitor.confusion.part('button', /: [1-9][\d,]* of [\d,]+ images of Shirt were taken for /).click();
  await visitor.part('group', 'Images behind the cell').part('button').expectUsable();
  await visitor.part('group', 'Its surest mistakes').part('button').click();
  await visitor.predictions.expectText(/Wrong: its label is /);
}
