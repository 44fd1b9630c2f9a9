// The scatter plot of the test set: dots, their images, the visitor's picture, zoom, and that it follows training.

import { AxeBuilder } from './support/axe.js';
import { CLASSES, LONG } from './support/room.js';
import { expect, test } from './support/test.js';
import { mainThreadTasks } from '../../tools/benchmark/trace.mjs';

class Plane {
  /** @param {import('@playwright/test').Page} page */
  constructor(page) {
    const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true });
    this.page = page;
    this.draw = button('Draw the plot');
    this.update = button('Update the plot');
    this.plot = page.getByRole('application', { name: 'Scatter plot of the test set' });
    this.rows = page
      .getByRole('table', { name: /^Strays/ })
      .locator('tbody')
      .getByRole('row');
    this.place = page.getByText(/^Your picture lies nearest to the middle of /);
    this.dot = this.plot.locator('..').getByText(/^Test image [\d,]+: /);
    this.zoomIn = button('Zoom in');
    this.whole = button('Whole plot');
  }

  async open() {
    await this.draw.click();
    await expect(this.page.getByText('10,000 test images, as the network in use sees them.')).toBeVisible();
    await this.plot.scrollIntoViewIfNeeded();
  }

  /** How many colours there are, and a fingerprint of where they are. */
  painted() {
    return this.plot.evaluate((marks) => {
      const dots = marks.parentElement.querySelector('canvas'); // below the marks
      const { data } = dots.getContext('2d').getImageData(0, 0, dots.width, dots.height);
      const words = new Uint32Array(data.buffer);
      const counts = new Map();
      let print = 0;
      for (const word of words) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
        print = (Math.imul(print, 31) + word) | 0;
      }
      return { print, colours: [...counts.values()].filter((count) => count > 100).length };
    });
  }

  /** Looks at some dot near the middle. */
  async hover() {
    const box = await this.plot.boundingBox();
    for (let x = 0.3; x < 0.7 && !(await this.dot.isVisible()); x += 0.02) {
      await this.page.mouse.move(box.x + x * box.width, box.y + box.height / 2);
    }
    return /** @type {string} */ (await this.dot.textContent());
  }
}

/** @type {Plane} */
let plane;
test.beforeEach(({ page }) => {
  plane = new Plane(page);
});

test('the test set is a scatter plot whose dots show their images and can be classified, by pointer and by keys', async ({
  room,
  page,
}) => {
  await room.open();
  await plane.open();
  await expect(plane.plot).toHaveAccessibleDescription(
    /The plot shows \d\d % of what differs among the 160 numbers before the last layer: \d+ % from left to right, \d+ % from bottom to top\. It leaves out the other \d+ %\./,
  );
  await expect(plane.rows).toHaveCount(10);
  for (const [i, name] of CLASSES.entries()) await expect(plane.rows.nth(i)).toContainText(name);
  // Neighbours as anybody would expect them.
  await expect(plane.rows.filter({ has: page.getByRole('rowheader', { name: 'Sneaker' }) })).toContainText(
    /Sandal|Ankle boot/,
  );
  const strays = (await plane.rows.allInnerTexts()).map((text) => Number(/(\d+) %$/.exec(text)?.[1]));
  await expect(
    page.getByRole('table', { name: /They are no mistakes: .* directions that the plot leaves out/ }),
  ).toBeVisible();
  expect(strays[1]).toBeLessThan(25); // trousers are like nothing else
  await expect.poll(async () => (await plane.painted()).colours).toBeGreaterThan(10);

  const text = await plane.hover();
  const [, number, label] = /Test image ([\d,]+): (.*)$/.exec(text) ?? [];
  expect(CLASSES).toContain(label);
  await page.mouse.down();
  await page.mouse.up();
  await expect(room.verdict(label)).toBeVisible();
  await expect(room.try.getByText(`Test image ${number}`)).toBeVisible();

  await plane.plot.focus();
  await page.keyboard.press('ArrowRight');
  const first = await plane.dot.textContent();
  await page.keyboard.press('ArrowLeft');
  await expect(plane.dot).not.toHaveText(first ?? '');
  const chosen = /: (.*)$/.exec((await plane.dot.textContent()) ?? '')?.[1] ?? '';
  await page.keyboard.press('Enter');
  await expect(room.verdict(chosen)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('#inside-plane-frame').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`)).toEqual([]);
});

test(
  'the picture has its place, zoom looks closer, and a network in training moves the dots',
  { tag: '@measured' },
  async ({ room, page }) => {
    await room.open();
    await room.samples.filter({ hasText: 'Trouser' }).click();
    await plane.open();
    await expect(plane.place).toHaveText('Your picture lies nearest to the middle of Trouser.');
    await room.samples.filter({ hasText: 'Bag' }).click();
    await plane.plot.scrollIntoViewIfNeeded();
    await expect(plane.place).toHaveText('Your picture lies nearest to the middle of Bag.');
    await room.clear.click();
    await plane.plot.scrollIntoViewIfNeeded();
    await expect(page.getByText('There is nothing in your picture.')).toBeVisible();

    const whole = await plane.painted();
    await plane.zoomIn.click();
    await expect.poll(async () => (await plane.painted()).print).not.toBe(whole.print);
    await plane.whole.click();
    await expect.poll(async () => (await plane.painted()).print).toBe(whole.print);

    await room.startTraining(LONG);
    const tasks = await mainThreadTasks(page, async () => {
      await plane.plot.scrollIntoViewIfNeeded();
      await expect.poll(async () => (await plane.painted()).print).not.toBe(whole.print);
      const moved = await plane.painted();
      await expect.poll(async () => (await plane.painted()).print).not.toBe(moved.print);
    });
    await expect(room.pause).toBeVisible();
    const longest = Math.max(...tasks);
    test.info().annotations.push({ type: 'longest task', description: `${longest.toFixed(1)} ms of ${tasks.length}` });
    expect(longest).toBeLessThan(50);
  },
);
