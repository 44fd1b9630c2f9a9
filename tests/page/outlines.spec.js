// What a visitor does first: draws a garment's outline with the brush as it stands, and looks at the answer.

import { expect, test } from './support/test.js';

/** @typedef {[number, number]} Point shares of the canvas, to the right and down */

/** A line and its mirror image. @param {Point[]} line @returns {Point[][]} */
const twice = (line) => [line, line.map(([x, y]) => [1 - x, y])];

/** One clean outline of each class, its strokes in the order in which a hand draws them. @type {Record<string, Point[][]>} */
const OUTLINES = {
  'T-shirt/top': [
    ...twice([
      [0.4, 0.12],
      [0.28, 0.16],
      [0.1, 0.34],
      [0.2, 0.46],
      [0.3, 0.38],
      [0.3, 0.9],
    ]),
    [
      [0.3, 0.9],
      [0.7, 0.9],
    ],
    [
      [0.4, 0.12],
      [0.44, 0.18],
      [0.5, 0.2],
      [0.56, 0.18],
      [0.6, 0.12],
    ],
  ],
  Trouser: [
    [
      [0.34, 0.1],
      [0.66, 0.1],
      [0.72, 0.9],
      [0.56, 0.9],
      [0.5, 0.4],
      [0.44, 0.9],
      [0.28, 0.9],
      [0.34, 0.1],
    ],
  ],
  Pullover: [
    ...twice([
      [0.4, 0.14],
      [0.3, 0.18],
      [0.18, 0.4],
      [0.1, 0.8],
      [0.21, 0.83],
      [0.31, 0.46],
      [0.31, 0.88],
    ]),
    [
      [0.31, 0.88],
      [0.69, 0.88],
    ],
    [
      [0.4, 0.14],
      [0.45, 0.19],
      [0.55, 0.19],
      [0.6, 0.14],
    ],
  ],
  Dress: [
    ...twice([
      [0.42, 0.08],
      [0.4, 0.22],
      [0.42, 0.4],
      [0.24, 0.92],
    ]),
    [
      [0.24, 0.92],
      [0.76, 0.92],
    ],
    [
      [0.42, 0.08],
      [0.46, 0.15],
      [0.54, 0.15],
      [0.58, 0.08],
    ],
    [
      [0.42, 0.4],
      [0.58, 0.4],
    ],
  ],
  Coat: [
    ...twice([
      [0.4, 0.1],
      [0.28, 0.15],
      [0.17, 0.4],
      [0.1, 0.76],
      [0.21, 0.79],
      [0.29, 0.48],
      [0.27, 0.92],
    ]),
    [
      [0.27, 0.92],
      [0.73, 0.92],
    ],
    [
      [0.5, 0.3],
      [0.5, 0.92],
    ],
    [
      [0.4, 0.1],
      [0.5, 0.3],
      [0.6, 0.1],
    ],
  ],
  Sandal: [
    [
      [0.5, 0.06],
      [0.36, 0.12],
      [0.32, 0.3],
      [0.38, 0.56],
      [0.38, 0.84],
      [0.5, 0.94],
      [0.62, 0.84],
      [0.62, 0.56],
      [0.68, 0.3],
      [0.64, 0.12],
      [0.5, 0.06],
    ],
    [
      [0.36, 0.5],
      [0.5, 0.24],
      [0.64, 0.5],
    ],
  ],
  Shirt: [
    ...twice([
      [0.4, 0.12],
      [0.28, 0.16],
      [0.1, 0.38],
      [0.2, 0.48],
      [0.3, 0.38],
      [0.3, 0.9],
    ]),
    [
      [0.3, 0.9],
      [0.7, 0.9],
    ],
    [
      [0.4, 0.12],
      [0.45, 0.24],
      [0.5, 0.16],
      [0.55, 0.24],
      [0.6, 0.12],
    ],
    [
      [0.5, 0.16],
      [0.5, 0.9],
    ],
  ],
  Sneaker: [
    [
      [0.08, 0.66],
      [0.08, 0.42],
      [0.18, 0.36],
      [0.28, 0.44],
      [0.42, 0.38],
      [0.62, 0.52],
      [0.86, 0.58],
      [0.93, 0.66],
      [0.93, 0.74],
      [0.08, 0.74],
      [0.08, 0.66],
      [0.93, 0.66],
    ],
  ],
  Bag: [
    [
      [0.2, 0.42],
      [0.8, 0.42],
      [0.86, 0.88],
      [0.14, 0.88],
      [0.2, 0.42],
    ],
    [
      [0.34, 0.42],
      [0.36, 0.22],
      [0.5, 0.14],
      [0.64, 0.22],
      [0.66, 0.42],
    ],
  ],
  'Ankle boot': [
    [
      [0.22, 0.12],
      [0.5, 0.12],
      [0.52, 0.5],
      [0.7, 0.62],
      [0.86, 0.7],
      [0.86, 0.84],
      [0.42, 0.84],
      [0.4, 0.9],
      [0.22, 0.9],
      [0.22, 0.12],
    ],
  ],
};

test('nine of ten clean outlines are recognised, drawn with the brush as it stands', async ({ room }) => {
  await room.open();
  const wrong = [];
  for (const [name, strokes] of Object.entries(OUTLINES)) {
    await room.clear.click();
    await expect(room.nothingDrawn).toBeVisible();
    for (const stroke of strokes) await room.stroke(...stroke);
    const isRight = expect(room.headline(name)).toBeVisible({ timeout: 3000 });
    await isRight.catch(async () => wrong.push(`${name}: ${await room.headline().textContent()}`));
  }
  expect(wrong.length, wrong.join('; ')).toBeLessThanOrEqual(1);
});
