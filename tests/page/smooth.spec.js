// The page stays at hand while training takes every core.

import { LONG } from './support/room.js';
import { expect, test } from './support/test.js';
import { mainThreadTasks } from '../../tools/benchmark/trace.mjs';

test(
  'while training, drawing predicts with the network in training, and no task of the main thread takes 50 ms',
  {
    tag: '@measured',
  },
  async ({ room, page }) => {
    await room.open();
    await room.set(LONG);
    const tasks = await mainThreadTasks(page, async () => {
      await room.startTraining({});
      for (const x of [0.2, 0.35, 0.5, 0.65, 0.8]) {
        const before = await room.seenPixels();
        await room.stroke([x, 0.15], [x, 0.85]);
        await expect.poll(() => room.seenPixels()).not.toEqual(before);
        await room.expectPrediction();
      }
      await expect(room.confusion).toContainText('From the validation after epoch');
    });
    await expect(room.pause).toBeVisible(); // it was training all the while
    expect(tasks.length).toBeGreaterThan(100);
    const longest = Math.max(...tasks);
    test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms of ${tasks.length}` });
    expect(longest).toBeLessThan(50);
  },
);

test('the prediction of a standing picture changes as the network learns', async ({ room }) => {
  await room.open();
  await room.startTraining(LONG);
  for (let i = 0; i < 3; i++) {
    const before = await room.probabilities();
    await expect.poll(() => room.probabilities()).not.toEqual(before);
  }
});

test('while training, images are looked at and the model is saved', async ({ room }) => {
  await room.open();
  await room.startTraining(LONG);
  await room.data.getByRole('button', { name: 'Show images' }).click();
  await expect(room.grid).not.toHaveCount(0);
  await room.grid.filter({ hasText: /^Bag$/ }).first().click();
  await expect(room.verdict('Bag')).toBeVisible();
  expect((await room.save('Download model')).length).toBeGreaterThan(241_546 * 2);
  await expect(room.pause).toBeVisible();
});
