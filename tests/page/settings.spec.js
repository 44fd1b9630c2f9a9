// Settings that cannot be used: each field says what it wants, and keeps what was typed.

import { SHORT } from './support/room.js';
import { expect, test } from './support/test.js';

const WRONG = {
  Epochs: ['', '0', '-1', '1.5', 'three', '1e9', '99999999999999999999'],
  'Training images': ['', '-10000', '60001', 'all of them', 'Infinity', 'NaN'],
  'Batch size': ['', '0', '-32', '100000', '<b>'],
  'Learning rate': ['', '0', '-0.001', '1000', '1e400', 'small'],
  Seed: ['', '-1', '0.5', '1e30', 'lucky'],
};

test('every wrong value is pointed out and kept, and nothing starts', async ({ room }) => {
  await room.open();
  await room.set({ ...SHORT, Seed: '1' });
  for (const [label, values] of Object.entries(WRONG)) {
    const field = room.training.getByLabel(label, { exact: true });
    const right = await field.inputValue();
    const help = await field.evaluate(
      (input) => document.getElementById(input.getAttribute('aria-describedby')).textContent,
    );
    for (const value of values) {
      await test.step(`${label}: “${value}”`, async () => {
        await room.set({ [label]: value });
        await room.train.click();
        await expect(field).toBeFocused();
        await expect(field).toHaveAttribute('aria-invalid', 'true');
        await expect(field).toHaveAccessibleDescription(/(Enter|must be) a (whole )?number from/);
        await expect(field).toHaveValue(value);
        await expect(room.train).toBeEnabled();
      });
    }
    await room.set({ [label]: right });
    await field.blur();
    await expect(field).toHaveAttribute('aria-invalid', 'false');
    await expect(field).toHaveAccessibleDescription(help ?? '');
  }
  await room.trainToTheEnd();
});

test('momentum counts for SGD only', async ({ room }) => {
  await room.open();
  await room.set({ ...SHORT, Optimizer: 'sgd', Momentum: '1' });
  await room.train.click();
  await expect(room.training.getByLabel('Momentum')).toHaveAccessibleDescription(
    /Momentum must be a number from 0 to 0\.999/,
  );
  await room.set({ Optimizer: 'adam' });
  await room.trainToTheEnd();
});

test('numbers as people write them', async ({ room }) => {
  await room.open();
  await room.startTraining({ Epochs: ' 100 ', 'Training images': '1,000', 'Learning rate': '1e-3' });
  await expect(room.training.getByText(/^Epoch \d+ of 100, step \d+ of 32$/)).toBeVisible();
});

test('a form with everything at its limits runs', async ({ room }) => {
  await room.open();
  await room.startTraining({
    Epochs: '1',
    'Training images': '100',
    'Batch size': '1024',
    'Learning rate': '0.000001',
    Seed: '4294967295',
  });
  await expect(room.trainStatus).toContainText('Finished.');
});
