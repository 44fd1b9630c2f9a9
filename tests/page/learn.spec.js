// Lessons, to their end and left in the middle: by roles and names, by keyboard, on a phone.

import { AxeBuilder } from './support/axe.js';
import { expect, test } from './support/test.js';

/** @typedef {ReturnType<typeof learning>} Learning */

/** @param {import('./support/room.js').Room} room */
function learning({ page }) {
  const region = page.getByRole('region', { name: 'Learn', exact: true });
  const button = (/** @type {string | RegExp} */ name) => region.getByRole('button', { name });
  return {
    region,
    begin: (/** @type {string | RegExp} */ title) =>
      region.getByRole('list').getByRole('button', { name: title }).click(),
    predict: () => button('See what happens').click(),
    leave: button('Leave the lesson'),
    next: button('Next lesson'),
    again: button('Once more'),
    field: region.getByRole('textbox', { name: /Your prediction/ }),
    choose: (/** @type {string} */ name) => region.getByRole('radio', { name, exact: true }).check(),
    /** Draws with the mouse into the empty chart. @param {...[number, number]} points as shares of it, from its top left corner */
    async drawCurve(...points) {
      const curve = region.getByRole('img', { name: /^Validation loss over the epochs/ });
      await curve.scrollIntoViewIfNeeded();
      const box = /** @type {{ x: number, y: number, width: number, height: number }} */ (await curve.boundingBox());
      const [first, ...rest] = points.map(
        ([x, y]) => /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]),
      );
      await page.mouse.move(...first);
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(...point, { steps: 5 });
      await page.mouse.up();
    },
    /** A busy machine takes long to train. */
    told: (/** @type {RegExp} */ what) => expect(region.getByText(what)).toBeVisible({ timeout: 300_000 }),
  };
}

const guess = (/** @type {string} */ value) => (/** @type {Learning} */ learn) => learn.field.fill(value);
const choice = (/** @type {string} */ name) => (/** @type {Learning} */ learn) => learn.choose(name);

/** How each lesson is answered, and what the reason says in the end, whatever the numbers are. @type {Record<string, [(learn: Learning) => Promise<void>, RegExp]>} */
const LESSONS = {
  'What does a network know before it has learned?': [guess('50'), /^It got \d+\.\d % right: of 10 classes/],
  'How many steps has an epoch?': [guess('300'), /is 313\. The last batch has only 16 images/],
  'What does “same” padding change?': [
    choice('A Dense layer'),
    /26, 13, 11, 5, 3 and are 28, 14, 12, 6, 4\. .* 147,584 before, 262,272 now/,
  ],
  'A quarter of the filters, a quarter of the parameters?': [
    guess('4624'),
    /from 320 to 80 parameters, and the second from 18,496 to 4,672, not 4,624/,
  ],
  'How far do pixels alone get?': [
    guess('60'),
    /with 7,850 parameters; the notebook’s network, trained alike, gets \d\d\.\d %/,
  ],
  'Which is higher: training or validation accuracy?': [
    choice('Neither'),
    /^(Training|Validation) \d\d\.\d %, validation \d\d\.\d %\./,
  ],
  'When does a network learn by heart?': [
    (learn) => learn.drawCurve([0.1, 0.2], [0.5, 0.7], [0.98, 0.4]),
    /^It (turned after epoch \d+, at \d\.\d{3}|did not turn)/,
  ],
  'Does dropout make it better?': [
    choice('Neither'),
    /^The gap was −?\d+\.\d points and is −?\d+\.\d points; the test accuracy was/,
  ],
  'Too large steps or too small ones?': [
    choice('0.1'),
    /^At 0\.1 it knows \d+\.\d % of the validation images.*at 0\.00001, \d+\.\d %\./,
  ],
  'Large batches or small ones?': [
    choice('Neither'),
    /^Batches of 1,000: \d+\.\d % after [\d,]+ steps? in .* after [\d,]+ steps in/,
  ],
  'All activations linear: does it collapse?': [
    choice('It rises'),
    /^\d\d\.\d % without ReLU, \d\d\.\d % with it\..*one linear function: \d\d\.\d %, beside \d\d\.\d %/,
  ],
  'What makes a shirt a pullover?': [
    choice('The T-shirt'),
    /^The shirt with sleeves was: T-shirt\/top, and is: Pullover\. The boot .* still: Ankle boot\./,
  ],
};
const TITLES = Object.keys(LESSONS);

/** Those that train little or not at all; their numbers are the notebook's own. */
const QUICK = [0, 1, 2, 3, 11].map((i) => TITLES[i]);
/** In each of these groups lessons share runs. */
const LONG = [
  [4, 5, 10, 9],
  [6, 7, 8],
].map((group) => group.map((i) => TITLES[i]));

/**
 * Goes through some lessons, each to its end, and leaves the last one.
 * @param {import('./support/room.js').Room} room
 * @param {string[]} titles
 */
async function learnAll(room, titles) {
  const learn = learning(room);
  for (const [i, title] of titles.entries()) {
    const [answer, reason] = LESSONS[title];
    await learn.begin(title);
    await answer(learn);
    await learn.predict();
    await learn.told(reason);
    await learn.told(new RegExp(`^${i + 1} of 12 done`));
    await expect(learn.next).toBeVisible({ visible: title !== TITLES[11] });
  }
  await learn.leave.click();
  await expect(room.training.getByText(/The network in use is the ready-made model/)).toBeVisible();
}

/** The same lessons with short runs: how they end is what matters. @param {import('@playwright/test').Page} page */
async function shortenRuns(page) {
  await page.route('**/later.js', async (route) => {
    const response = await route.fetch();
    let body = await response.text();
    for (const [usual, short] of /** @type {[RegExp, string][]} */ ([
      [/\b(USUAL=Object\.freeze\(\{\.\.\.\w+)\}/, '$1,trainingImages:640}'],
      [/\btrainingImages:1e3,epochs:20\b/, 'trainingImages:200,epochs:6'],
    ])) {
      expect(body).toMatch(usual);
      body = body.replace(usual, short);
    }
    await route.fulfill({ response, body });
  });
}

test('lessons that train little, each to its end', async ({ room }) => {
  await room.open();
  await learnAll(room, QUICK);
});

for (const titles of LONG)
  test(`to the end, with short runs: ${titles.join(' ')}`, async ({ room, page }) => {
    test.slow(); // each of some runs is tested on all 10,000 images
    await shortenRuns(page);
    await room.open();
    await learnAll(room, titles);
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

test('with another network in use: a lesson has its own, “cues” has this one, and this one is back in the end', async ({
  room,
}) => {
  await room.open();
  await room.preset.selectOption('Small and fast');
  await room.building.getByRole('button', { name: 'Use this network' }).click();
  await expect(room.training.getByText(/has fresh random weights/)).toBeVisible();
  await room.trainToTheEnd({ Epochs: '1', 'Training images': '320' });
  const learn = learning(room);
  await learn.begin(/before it has learned/);
  await learn.field.fill('10');
  await learn.predict();
  await learn.told(/^It got \d+\.\d % right/);
  await expect(room.training.getByText(/has fresh random weights/)).toBeVisible();
  await learn.begin(/shirt a pullover/);
  await expect(room.training.getByText('The network in use is the one from Run 1.')).toBeVisible();
  await learn.choose('Both');
  await learn.predict();
  await learn.told(/^The shirt with sleeves (was|is still): /);
  const changed = learn.region.getByRole('button', { name: /^Put it on the stage/ });
  await expect(changed).toHaveCount(4);
  const { violations } = await new AxeBuilder({ page: room.page }).include('#learn').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
  await changed.nth(1).press('Enter');
  await expect(room.try.getByText('From a lesson')).toBeVisible();
  await learn.leave.click();
  await expect(room.network.getByRole('row', { name: /^All layers/ })).toContainText('27,518');
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
  await expect(region.getByText(/^None yet\. Train would show each of the 10,000 images 5 times/)).toBeVisible();
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
  await region.getByRole('link', { name: 'Judge', exact: true }).click();
  await expect(page).toHaveURL(/#judge$/);
});
