// Several pointers on the canvas, and strokes whose end is told in odd ways: the pointer that began one is the
// only one that draws and ends it.

import { expect, test } from './support/test.js';

/** @typedef {'mouse' | 'pen' | 'touch'} Kind */

const PEN = /** @type {const} */ ({ pointerId: 11, pointerType: 'pen' });
const PALM = /** @type {const} */ ({ pointerId: 12, pointerType: 'touch' });
const MOUSE = /** @type {const} */ ({ pointerId: 1, pointerType: 'mouse' });

test.beforeEach(async ({ room }) => {
  await room.open();
  await room.clear.click();
});

/**
 * An event as browsers send it: pen, palm and mouse are all primary, each the first of its type.
 * @param {import('./support/room.js').Room} room
 * @param {{ pointerId: number, pointerType: Kind }} pointer
 * @param {string} type
 * @param {readonly [number, number]} at as shares of the canvas
 * @param {PointerEventInit} [more]
 */
const send = (room, pointer, type, at, more = {}) =>
  room.picture.evaluate(
    (canvas, { pointer, type, at, more }) => {
      const box = canvas.getBoundingClientRect();
      const [clientX, clientY] = [box.left + at[0] * box.width, box.top + at[1] * box.height];
      const down = type === 'pointerdown' || type === 'pointermove';
      const defaults = { isPrimary: true, buttons: down ? 1 : 0, pressure: down ? 0.5 : 0, bubbles: true };
      canvas.dispatchEvent(
        new PointerEvent(type, { ...defaults, ...pointer, clientX, clientY, cancelable: true, ...more }),
      );
    },
    { pointer, type, at, more },
  );

/** How many pixels of the canvas are drawn on. @param {import('./support/room.js').Room} room */
const drawn = (room) =>
  room.picture.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((count, value, i) => count + Number(i % 4 === 0 && value > 0), 0);
  });

test('a palm beside the pen neither draws nor ends its stroke', async ({ room }) => {
  await send(room, PEN, 'pointerdown', [0.2, 0.2]);
  await send(room, PALM, 'pointerdown', [0.8, 0.9]);
  await send(room, PALM, 'pointermove', [0.7, 0.9]);
  await send(room, PEN, 'pointermove', [0.4, 0.2]);
  await send(room, PALM, 'pointerup', [0.7, 0.9]);
  await send(room, PEN, 'pointermove', [0.6, 0.2]);
  expect(await room.grey([0.45, 0.2])).toBeGreaterThan(100); // the palm has ended nothing
  expect(await room.grey([0.75, 0.9])).toBe(0);
  expect(await room.grey([0.5, 0.55])).toBe(0); // nor is there a line between the two
  await send(room, PEN, 'pointerup', [0.6, 0.2]);
  await room.undo.click();
  await expect(room.nothingDrawn).toBeVisible(); // it was one stroke
});

test('a mouse that hovers does not draw into the stroke of a finger', async ({ room }) => {
  await send(room, PALM, 'pointerdown', [0.2, 0.2]);
  await send(room, MOUSE, 'pointermove', [0.8, 0.8], { buttons: 0, pressure: 0 });
  await send(room, PALM, 'pointermove', [0.6, 0.2]);
  await send(room, PALM, 'pointerup', [0.6, 0.2]);
  expect(await room.grey([0.5, 0.2])).toBeGreaterThan(100);
  expect(await room.grey([0.5, 0.5])).toBe(0);
});

test('while a pen fills, a palm does not', async ({ room }) => {
  await room.tool('Fill');
  await send(room, PEN, 'pointerdown', [0.2, 0.2]);
  await send(room, PALM, 'pointerdown', [0.8, 0.9]);
  await send(room, PALM, 'pointerup', [0.8, 0.9]);
  await send(room, PEN, 'pointerup', [0.2, 0.2]);
  await room.undo.click();
  await expect(room.nothingDrawn).toBeVisible();
});

/** @type {Record<string, (room: import('./support/room.js').Room) => Promise<unknown>>} */
const ENDS = {
  pointercancel: (room) => send(room, MOUSE, 'pointercancel', [0.5, 0.2]),
  'a capture that is lost': (room) => send(room, MOUSE, 'lostpointercapture', [0.5, 0.2]),
  'a button released where nobody heard of it': (room) =>
    send(room, MOUSE, 'pointermove', [0.5, 0.2], { buttons: 0, pressure: 0 }),
  'the left button released while the right one is held': (room) =>
    send(room, MOUSE, 'pointermove', [0.5, 0.2], { buttons: 2 }),
  'a context menu': (room) => room.picture.dispatchEvent('contextmenu'),
  'another window or a dialog of the browser': ({ page }) => page.evaluate(() => dispatchEvent(new Event('blur'))),
  'another tab': ({ page }) =>
    page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      Reflect.deleteProperty(document, 'hidden');
    }),
};

for (const [name, happen] of Object.entries(ENDS)) {
  test(`a stroke is ended by ${name}`, async ({ room }) => {
    await send(room, MOUSE, 'pointerdown', [0.2, 0.2]);
    await send(room, MOUSE, 'pointermove', [0.4, 0.2]);
    await happen(room);
    const before = await drawn(room);
    expect(before).toBeGreaterThan(0);
    await send(room, MOUSE, 'pointermove', [0.8, 0.8], { buttons: 0, pressure: 0 });
    await send(room, MOUSE, 'pointermove', [0.2, 0.8]);
    expect(await drawn(room)).toBe(before);
    // And the next one is a stroke of its own.
    await send(room, MOUSE, 'pointerdown', [0.2, 0.6]);
    await send(room, MOUSE, 'pointermove', [0.6, 0.6]);
    await send(room, MOUSE, 'pointerup', [0.6, 0.6]);
    expect(await room.grey([0.5, 0.6])).toBeGreaterThan(100);
    expect(await room.grey([0.3, 0.4])).toBe(0);
  });
}

test('a menu that a resting palm asks for does not open, and the pen draws on', async ({ room }) => {
  await send(room, PEN, 'pointerdown', [0.2, 0.2]);
  const opened = await room.picture.evaluate(
    (canvas, palm) =>
      canvas.dispatchEvent(new PointerEvent('contextmenu', { ...palm, bubbles: true, cancelable: true })),
    PALM,
  );
  expect(opened).toBe(false);
  await send(room, PEN, 'pointermove', [0.6, 0.2]);
  await send(room, PEN, 'pointerup', [0.6, 0.2]);
  expect(await room.grey([0.5, 0.2])).toBeGreaterThan(100);
});

test('a mouse released outside the canvas has ended its stroke', async ({ room, page }) => {
  const [x, y] = await room.at([0.5, 0.5]);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(5, y, { steps: 4 });
  await page.mouse.up();
  const before = await drawn(room);
  await page.mouse.move(x, y + 100, { steps: 4 });
  expect(await drawn(room)).toBe(before);
});
