// A visitor who trains a network, looks inside it and judges it.

import { LONG, SHORT } from '../page/support/room.js';
import { BROWSERS, expect, test } from './support/test.js';

/** Where a run stands: the line below its bar. @param {import('./support/visitor.js').Visitor} visitor */
const place = async ({ training }) => /Epoch \d+ of \d+, [a-z ]+ \d+ of \d+/.exec((await training.text()) ?? '')?.[0];

for (const browser of BROWSERS) {
  test(`${browser}: trains, pauses, goes on by one batch, resumes and stops`, async ({ visit }) => {
    const visitor = await visit(browser);
    const { trainStatus, pause } = visitor;
    await visitor.startTraining(LONG);
    await visitor.confusion.expectText(/From the validation after epoch \d+\./);
    await pause.click();
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
    await visitor.button('Stop').click();
    await trainStatus.expectText(/^Stopped; the weights stay as they are\./);
    await visitor.button('Reset').click();
    await trainStatus.expectText('Ready.');
  });

  test(`${browser}: looks inside, at maps, reasons, weights and the map of the test set`, async ({ visit }) => {
    const visitor = await visit(browser);
    const { inside } = visitor;
    await visitor.part('group', 'What each layer makes of your picture').look();
    await visitor.button('Open map 1 of conv2d').click();
    const map = visitor.part('group', 'Map 1 of conv2d');
    await map.expectText(/Row \d+, column \d+: /);
    await map.part('table').expectCount(3);
    await visitor.part('img', /^The output: T-shirt\/top/).expectCount(1);
    const why = visitor.part('img', 'Heat map over the picture');
    await why.look();
    await inside.expectText(/What speaks most for /);
    const spread = visitor.part('group', 'Weights and gradients');
    await spread.look();
    await spread.part('img', /^kernel of conv2d: from /).expectCount(1);
    await visitor.button('Draw the map').click();
    await inside.expectText(/10,000 test images, as the network in use sees them\./);
    await visitor.part('application', 'Map of the test set').expectCount(1);
  });

  test(`${browser}: judges the network by a run and by the test set`, async ({ visit }) => {
    const visitor = await visit(browser);
    await visitor.trainToTheEnd(SHORT);
    const status = visitor.judging.part('status');
    await status.expectText(/^[\d,]+ of 10,000 test images were classified right\.$/);
    const readyMade = visitor.button('Use the ready-made model');
    await readyMade.click();
    await readyMade.expectCount(0); // it is there
    await visitor.button('Test the network').click();
    await status.expectText(/^9,[\d]+ of 10,000 test images were classified right\.$/);
    await visitor.confusion.part('button', /images of Shirt were taken for T-shirt\/top$/).click();
    await visitor.part('group', 'Images behind the cell').part('button').expectCount(24);
    await visitor.part('group', 'Its surest mistakes').part('button').click();
    await visitor.predictions.expectText(/Wrong: its label is /);
  });
}
