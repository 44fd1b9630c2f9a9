// The real bar: what a visitor gets who presses Train and touches nothing else.

import { expect, test } from './support/test.js';

test('Train, with nothing else touched, passes 87 % on the test set @learning', async ({ room }) => {
  test.setTimeout(600_000);
  await room.open();
  await room.train.click();
  await expect(room.trainStatus).toContainText('Finished.', { timeout: 540_000 });
  await expect(room.judgeStatus).toContainText('of 10,000 test images were classified right.', { timeout: 60_000 });
  const right = Number((await room.judgeStatus.textContent())?.split(' of ')[0].replace(',', ''));
  test.info().annotations.push({ type: 'right', description: `${right} of 10,000` });
  expect(right).toBeGreaterThan(8700);
});
