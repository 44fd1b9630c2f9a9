// You against the network: twenty test images, two of each class.

import { CLASSES } from './support/room.js';
import { expect, test } from './support/test.js';

/** @param {import('./support/room.js').Room} room */
function gameOf(room) {
  const button = (/** @type {string} */ name) => room.judging.getByRole('button', { name, exact: true });
  const board = room.judging.getByRole('group', { name: 'What is this?' });
  return {
    play: button('Play'),
    playAgain: button('Play again'),
    giveUp: button('Give up'),
    cancel: room.judging.getByRole('button', { name: 'Cancel' }),
    undo: board.getByRole('button', { name: 'Undo' }),
    result: button('See the result'),
    board,
    /** @param {number} number */
    picture: (number) => board.getByRole('img', { name: `Picture ${number} of 20`, exact: true }),
    /** @param {string} name */
    answer: (name) => board.getByRole('button', { name, exact: true }),
    /** The picture that is asked for, to be compared. */
    canvas: () => board.getByRole('img').evaluate((canvas) => canvas.toDataURL()),
    scores: room.judging.getByRole('definition').filter({ hasText: /of 20/ }),
    differed: room.judging.getByRole('group', { name: 'Where you differed' }).getByRole('button'),
  };
}

test('by keys alone: bag is right for two of twenty, and the network knows better', async ({ room, page }) => {
  await room.open();
  const game = gameOf(room);
  await game.play.focus();
  await page.keyboard.press('Enter');
  await expect(game.board).toBeFocused();
  for (let i = 1; i <= 20; i++) {
    await expect(game.picture(i)).toBeVisible();
    await page.keyboard.press('9'); // Bag
  }
  await expect(game.result).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(room.judging.getByRole('heading', { name: 'The network wins.' })).toBeFocused();
  await expect(game.scores.first()).toHaveText('2 of 20, 10 %');
  const its = Number((await game.scores.nth(1).textContent())?.split(' of ')[0]);
  expect(its).toBeGreaterThanOrEqual(12); // it gets 91 % right: fewer come once in 20,000 games
  await expect(room.judging.getByText(/^People score 83\.5 %/)).toBeVisible();

  // Those that differ are those that the network did not take for bags, each with both answers.
  const cards = await game.differed.allTextContents();
  const agreed = Number(
    /agreed on (\d+) of the 20/.exec(await room.judging.getByText(/^You agreed on/).textContent())?.[1],
  );
  expect(cards.length).toBe(20 - agreed);
  for (const card of cards) {
    const [, label, mine, its] =
      /^(.+)you: (.+)\s[✓✗], (?:right|wrong)it: (.+)\s[✓✗], (?:right|wrong)[\d.]+ % sure$/.exec(card);
    expect(CLASSES).toContain(label);
    expect(mine).toBe('Bag');
    expect(its).not.toBe('Bag');
    expect(card.includes('✓, right')).toBe([mine, its].includes(label));
  }
  const first = /^(.+)you:/.exec(cards[0])[1];
  await game.differed.first().click();
  await expect(room.verdict(first)).toBeVisible();
});

test('the last answer is taken back, by button and by key, also the twentieth', async ({ room, page }) => {
  await room.open();
  const game = gameOf(room);
  await game.play.click();
  await expect(game.undo).toBeDisabled();
  const first = await game.canvas();
  await game.answer('Coat').click();
  await expect(game.picture(2)).toBeVisible();
  expect(await game.canvas()).not.toBe(first);
  await game.undo.click();
  await expect(game.picture(1)).toBeVisible();
  expect(await game.canvas()).toBe(first);
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await expect(game.picture(3)).toBeVisible();
  await page.keyboard.press('Backspace');
  await expect(game.picture(2)).toBeVisible();
  for (let i = 2; i <= 20; i++) await page.keyboard.press('0');
  await expect(game.result).toBeVisible();
  await game.undo.click();
  await expect(game.result).toBeHidden();
  await expect(game.picture(20)).toBeVisible();
});

test('a picture is never labelled by keys meant for another field, and giving up puts all away', async ({
  room,
  page,
}) => {
  await room.open();
  const game = gameOf(room);
  await game.play.click();
  await expect(game.picture(1)).toBeVisible();
  await room.training.getByLabel('Epochs', { exact: true }).focus();
  await page.keyboard.type('12');
  await expect(game.picture(1)).toBeVisible();
  await game.giveUp.click();
  await expect(game.board).toBeHidden();
  await expect(game.play).toBeVisible();
});

test('on a phone: with a thumb, two games with different pictures, while the network trains', async ({
  room,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await room.open();
  await room.startTraining({ Epochs: '100', 'Training images': '640' });
  const game = gameOf(room);
  /** @type {string[][]} */
  const games = [];
  for (const start of [game.play, game.playAgain]) {
    await start.click();
    const pictures = [];
    for (let i = 1; i <= 20; i++) {
      await expect(game.picture(i)).toBeVisible();
      await expect(game.picture(i)).toBeInViewport({ ratio: 0.9 }); // together with the answers
      pictures.push(await game.canvas());
      await game.answer(CLASSES[i % 10]).click();
    }
    await game.result.click();
    await expect(game.scores).toHaveCount(2);
    expect(new Set(pictures).size).toBe(20);
    games.push(pictures);
  }
  expect(games[1]).not.toEqual(games[0]);
  await expect(room.pause).toBeVisible();
});

test('a cut connection is told and tried again; the download can be cancelled', async ({ room, page, watch }) => {
  watch.allow(/Failed to load resource/);
  await room.open();
  const game = gameOf(room);
  await page.route('**/test-01-images*', (route) => route.abort());
  await game.play.click();
  await expect(room.problem).toBeVisible();
  await expect(game.play).toBeVisible();
  await page.unroute('**/test-01-images*');
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(undefined)));
  await page.route('**/test-01-images*', async (route) => {
    await held;
    await route.continue().catch(() => {});
  });
  await room.problem.getByRole('button', { name: 'Retry' }).click();
  await game.cancel.click();
  await expect(game.play).toBeVisible();
  await expect(room.problem).toHaveCount(0);
  release();
  await game.play.click();
  await expect(game.picture(1)).toBeVisible();
});
