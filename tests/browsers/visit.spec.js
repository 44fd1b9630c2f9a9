// A visitor who opens the page and tries it.

import { BROWSERS, expect, fixture, test } from './support/test.js';

for (const browser of BROWSERS) {
  test(`${browser}: opens with a prediction; picks, draws and uploads a picture`, async ({ visit }) => {
    const visitor = await visit(browser);
    const first = await visitor.probabilities();
    expect(first).toHaveLength(10);
    await visitor.samples.expectCount(10);

    await visitor.samples.click();
    await visitor.predictions.expectText(/(Right|Wrong): its label is /);

    await visitor.drawTrousers();
    await visitor.expectPrediction('Trouser');
    const drawn = await visitor.probabilities();

    await visitor.give('Upload image', 'mine.png', fixture('trouser.png'));
    await visitor.part('region', 'Try').expectText(/mine\.png\. Draw on the canvas/);
    await visitor.expectPrediction('Trouser');
    await visitor.button('Undo').click();
    await expect.poll(() => visitor.probabilities()).toEqual(drawn);
    await visitor.button('Clear').click();
    await visitor.predictions.expectText(/Nothing drawn yet\./);
  });
}
