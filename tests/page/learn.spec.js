// Lessons, to their end and left in the middle: by roles and names, by keyboard, on a phone.

import { AxeBuilder } from './support/playwright.js';
import { expect, test } from './support/test.js';

/** @param {import('./support/room.js').Room} room */
function learning({ page }) {
  const region = page.getByRole('region', { name: 'Learn', exact: true });
  const button = (/** @type {string | RegExp} */ name) => region.getByRole('button', { name });
  return {
    region,
    begin: (/** @type {RegExp} */ title) => region.getByRole('list').getByRole('button', { name: title }).click(),
    predict: () => button('See what happens').click(),
    leave: button('Leave the lesson'),
    next: button('Next lesson'),
    again: button('Once more'),
    field: region.getByRole('textbox', { name: /Your prediction/ }),
    choose: (/** @type {string} */ name) => region.getByRole('radio', { name, exact: true }).check(),
    /** A busy machine takes long to train. */
    told: (/** @type {RegExp} */ what) => expect(region.getByText(what)).toBeVisible({ timeout: 300_000 }),
  };
}

test('twelve lessons, one after the other, each to its end', async ({ room }) => {
  test.setTimeout(900_000); // some thirty epochs
  await room.open();
  const learn = learning(room);
  const guess = (/** @type {string} */ value) => () => learn.field.fill(value);
  const choice = (/** @type {string} */ name) => () => learn.choose(name);
  /** @type {[() => Promise<void>, RegExp][]} */
  const lessons = [
    [guess('50'), /^It got \d+\.\d % right: of 10 classes/],
    [guess('300'), /is 313\. The last batch has only 16 images/],
    [choice('A Dense layer'), /26, 13, 11, 5, 3 and are 28, 14, 12, 6, 4\. .* 147,584 before, 262,272 now/],
    [guess('4624'), /from 320 to 80 parameters, and the second from 18,496 to 4,672, not 4,624/],
    [guess('60'), /with 7,850 parameters; the notebook’s network, trained alike, gets/],
    [choice('Neither'), /^(Training|Validation) \d\d\.\d %, validation \d\d\.\d %\./],
    [
      async () => {
        const curve = learn.region.getByRole('img', { name: /^Validation loss over the epochs/ });
        await curve.scrollIntoViewIfNeeded();
        const box = await curve.boundingBox();
        const { mouse } = room.page;
        const at = (/** @type {number} */ x, /** @type {number} */ y) =>
          /** @type {const} */ ([(box?.x ?? 0) + x * (box?.width ?? 0), (box?.y ?? 0) + y * (box?.height ?? 0)]);
        await mouse.move(...at(0.1, 0.2));
        await mouse.down();
        await mouse.move(...at(0.5, 0.7), { steps: 5 });
        await mouse.move(...at(0.98, 0.4), { steps: 5 });
        await mouse.up();
      },
      /^It (turned after epoch \d+, at 0\.\d{3}|did not turn)/,
    ],
    [choice('Neither'), /^The gap was \d+\.\d points and is −?\d+\.\d points; the test accuracy was/],
    [choice('0.1'), /^At 0\.1 it knows \d+\.\d % of the validation images.*at 0\.00001, \d\d\.\d %\./],
    [choice('Neither'), /^Batches of 1,000: \d\d\.\d % after 30 steps in .* after 7,500 steps in/],
    [
      choice('It rises'),
      /^\d\d\.\d % without ReLU, \d\d\.\d % with it\..*one linear map: \d\d\.\d %, beside \d\d\.\d %/,
    ],
    [
      choice('The T-shirt'),
      /^The shirt with sleeves was: T-shirt\/top, and is: Pullover\. The boot .* still: Ankle boot\./,
    ],
  ];
  await learn.begin(/before it has learned/);
  for (const [i, [answer, reason]] of lessons.entries()) {
    await answer();
    await learn.predict();
    await learn.told(reason);
    await learn.told(new RegExp(`^${i + 1} of 12 done`));
    if (i < lessons.length - 1) await learn.next.click();
  }
  await expect(learn.next).toBeHidden();
  await learn.leave.click();
  await expect(room.training.getByText(/The network in use is the ready-made model/)).toBeVisible();
});

test('left in the middle: the run ends, and the network that was in use is back', async ({ room }) => {
  await room.open();
  await room.trainToTheEnd({ Epochs: '1', 'Training images': '320' });
  const learn = learning(room);
  await learn.begin(/training or validation/);
  await learn.predict();
  await learn.told(/^Choose one of them/);
  await learn.choose('Neither');
  await learn.predict();
  await expect(room.pause).toBeVisible();
  await learn.told(/the curves stand under Train/);
  await learn.leave.click();
  await expect(room.train).toBeEnabled();
  await expect(room.training.getByText('The network in use is the one from Run 1.')).toBeVisible();
  await expect(learn.region.getByText(/of 12 done/)).toHaveCount(0);
});

test('a run of the visitor’s goes first; a stopped one leads back to the question', async ({ room }) => {
  await room.open();
  const learn = learning(room);
  await room.startTraining({ Epochs: '100', 'Training images': '640' });
  await learn.begin(/steps has an epoch/);
  await learn.told(/^Stop the run or the fine-tuning first/);
  await expect(learn.region.getByRole('button', { name: 'See what happens' })).toBeDisabled();
  await room.stop.click();
  await learn.field.fill('many');
  await learn.predict();
  await learn.told(/^Enter a whole number from 1 to 2,000/);
  await learn.field.fill('300');
  await learn.predict();
  await expect(room.pause).toBeVisible();
  await room.stop.click();
  await expect(learn.region.getByRole('button', { name: 'See what happens' })).toBeEnabled();
});

test('on a phone and by keyboard alone: a choice, a number, a curve; axe finds nothing', async ({ room, page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await room.open();
  const learn = learning(room);
  const tab = async (/** @type {RegExp | string} */ name) => {
    for (let i = 0; i < 12; ++i) {
      await page.keyboard.press('Tab');
      const said = await page.evaluate(() => {
        const focused = /** @type {HTMLElement} */ (document.activeElement);
        return (
          (focused.textContent || focused.getAttribute('aria-label') || focused.closest('label')?.textContent) ?? ''
        );
      });
      if (said.match(name)) return;
    }
    throw new Error(`The Tab key does not lead to ${name}.`);
  };
  await learn.region
    .getByRole('list')
    .getByRole('button', { name: /“same” padding/ })
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /“same” padding/ })).toBeFocused();
  await page.keyboard.press('Tab');
  for (let i = 0; i < 2; ++i) await page.keyboard.press('ArrowDown');
  await tab('See what happens');
  await page.keyboard.press('Enter');
  await learn.told(/^(You were right|You expected)/);
  await tab('Next lesson');
  await page.keyboard.press('Enter');
  await tab(/on a line/);
  await page.keyboard.press('PageUp');
  await tab('See what happens');
  await page.keyboard.press('Enter');
  await learn.told(/^You said [\d,]+; it was 4,672\./);
  await learn.begin(/learn by heart/);
  await learn.predict();
  await learn.told(/^Draw your curve first/);
  await page.keyboard.press('ArrowLeft');
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('#learn').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('the notebook’s lines and the assignment’s questions follow what was trained and tested', async ({
  room,
  page,
}) => {
  await room.open();
  const { region } = learning(room);
  await region.getByText('The questions of the assignment').click();
  await expect(region.getByText(/^None yet\. Train would show each of the 10,000 images 3 times/)).toBeVisible();
  await region.getByText('The notebook, line by line').click();
  await expect(region.getByText('What Train would make now:')).toBeVisible();
  await expect(region.getByText("layers.Conv2D(64, 3, activation='relu'),")).toBeVisible();
  await expect(region.getByText(/Total params: 241,546/)).toBeVisible();
  await expect(region.getByText(/^Epoch 1\/1/)).toHaveCount(0);
  await room.trainToTheEnd({ Epochs: '1', 'Training images': '320' });
  await expect(region.getByText(/^Epoch 1\/1\s+10\/10 - loss: \d\.\d{4}/)).toBeVisible();
  await expect(region.getByText(/^\[\d\.\d{4}, 0\.\d{4}\]$/)).toBeVisible();
  await expect(region.getByText(/^Your last run: 1 epoch of 10 steps each/)).toBeVisible();
  await expect(region.getByText(/\(\d+\.\d % found, else mostly taken for/)).toBeVisible();
  await region.getByRole('link', { name: 'Judge' }).click();
  await expect(page).toHaveURL(/#judge$/);
});
