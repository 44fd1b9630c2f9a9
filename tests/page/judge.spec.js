// The shipped model, judged on the 10,000 test images in the browser.

import { expect, test } from './support/test.js';

test('the ready-made model gets at least 90.31 % of the test images right', async ({ room }) => {
  await room.open();
  await room.judging.getByRole('button', { name: 'Test the network' }).click();
  await expect(room.judgeStatus).toContainText('of 10,000 test images were classified right.');
  const right = Number((await room.judgeStatus.textContent())?.split(' of ')[0].replace(',', ''));
  test.info().annotations.push({ type: 'right', description: `${right} of 10,000` });
  expect(right).toBeGreaterThanOrEqual(9031);
  await expect(room.judging.getByText(/taken for/).first()).toBeVisible();
});

test('a test can be cancelled and started again', async ({ room }) => {
  await room.open();
  await room.judging.getByRole('button', { name: 'Test the network' }).click();
  await expect(room.judging.getByRole('progressbar', { name: 'Test progress' })).toBeVisible();
  await room.judging.getByRole('button', { name: 'Cancel' }).click();
  await expect(room.judgeStatus).toHaveText('The test was cancelled.');
  await expect(room.problem).toHaveCount(0);
  await room.judging.getByRole('button', { name: 'Test the network' }).click();
  await expect(room.judgeStatus).toContainText('were classified right.');
});
