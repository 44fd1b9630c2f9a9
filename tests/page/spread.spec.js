// Weights and gradients: how they are spread, live, and what is said of a layer that is dead or exploding.

import { withValues } from './support/model-files.js';
import { LONG, SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

class Spread {
  /** @param {import('@playwright/test').Page} page */
  constructor(page) {
    this.page = page;
    this.panel = page.getByRole('group', { name: 'Weights and gradients' });
  }

  /** @param {string} name of what is spread, from its beginning */
  histogram(name) {
    return this.panel.getByRole('img', { name: new RegExp(`^${name}: `) });
  }

  /** A layer's name and what is said of it. @param {string} layer */
  layer(layer) {
    return this.panel.getByRole('heading', { name: new RegExp(`^${layer}(:|$)`) });
  }

  look() {
    return this.page.getByRole('heading', { name: 'Weights and gradients' }).scrollIntoViewIfNeeded();
  }
}

/** @type {Spread} */
let spread;
test.beforeEach(async ({ page, room }) => {
  spread = new Spread(page);
  await page.addInitScript(() => {
    globalThis.asked = 0;
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message, ...rest) {
      globalThis.asked += Number(message?.type === 'histograms');
      return postMessage.call(this, message, ...rest);
    };
  });
  await room.open();
});

test('weights and gradients of every layer are shown, live where they are seen, and not asked for elsewhere', async ({
  room,
  page,
}) => {
  await spread.look();
  for (const layer of ['conv2d', 'conv2d_1', 'conv2d_2', 'dense', 'dense_1']) {
    await expect(spread.histogram(`kernel of ${layer}`)).toHaveAccessibleName(
      /: from −[\d.]+ to [\d.]+, mean −?[\d.]+, deviation [\d.]+, \d+ % zeros$/,
    );
    await expect(spread.histogram(`bias of ${layer}`)).toBeVisible();
    await expect(spread.histogram(`Gradient of kernel of ${layer}`)).toHaveAccessibleName(
      /: none before the first step$/,
    );
  }
  await expect(spread.layer('conv2d')).toHaveText('conv2d'); // no images are there to look for dead units

  await room.startTraining(LONG);
  await spread.look();
  const gradient = spread.histogram('Gradient of kernel of conv2d');
  await expect(gradient).toHaveAccessibleName(/% zeros$/);
  await expect(spread.layer('conv2d_1')).toContainText(/units? answers?\b.* 256 images\.$/);
  const shape = gradient.locator('path');
  const before = await shape.getAttribute('d');
  await expect(shape).not.toHaveAttribute('d', before ?? '');

  await page.evaluate(async () => {
    scrollTo(0, 0);
    // Only with the second frame has the page been told that it is out of view.
    for (let frame = 0; frame < 2; ++frame) await new Promise(requestAnimationFrame);
  });
  const probabilities = await room.probabilities();
  await expect.poll(() => room.probabilities()).not.toEqual(probabilities); // what was under way has come
  const asked = await page.evaluate(() => globalThis.asked);
  const trained = await room.trainProgress.getAttribute('value');
  await expect(room.trainProgress).not.toHaveAttribute('value', trained ?? '');
  await expect.poll(() => room.probabilities()).not.toEqual(probabilities);
  expect(await page.evaluate(() => globalThis.asked)).toBe(asked);
});

test('a dead layer and one that explodes are told in words', async ({ room }) => {
  let model = await room.save('Download model');
  model = withValues(model, 'conv2d_1/bias', () => -1000);
  model = withValues(model, 'dense/kernel', (value) => 40 * value);
  await room.load('Load model', model);
  await spread.look();
  await expect(spread.layer('dense')).toContainText(
    /: Exploding: its weights are spread \d+ times as far as fresh ones\. Choose a smaller/,
  );
  await expect(spread.layer('conv2d_2')).toHaveText('conv2d_2');

  await room.trainToTheEnd({ ...SHORT, 'Start from': 'current weights' });
  await spread.look();
  await expect(spread.layer('conv2d')).toContainText(': No gradient reaches this layer: it has stopped learning.');
  await expect(spread.layer('conv2d_1')).toContainText(
    ': Dead: none of its 64 units answers to any of 256 images, and no gradient reaches it, so it cannot recover.',
  );
  await expect(spread.histogram('Gradient of kernel of conv2d_1')).toHaveAccessibleName(/: all zeros$/);
  await expect(spread.histogram('Gradient of bias of dense_1')).toHaveAccessibleName(/ zeros$/);
  await expect(spread.histogram('Gradient of bias of dense_1')).not.toHaveAccessibleName(/all zeros$/);
});
