// Two pointers at once, as a driver moves them. That of WebKitGTK knows the mouse alone; tests/page has Chromium's.

import { expect, test } from './support/test.js';
import { DOWN, REST, UP } from './support/visitor.js';

test('Firefox: a mouse neither draws into the stroke of a finger nor ends it', async ({ visit }) => {
  const visitor = await visit('Firefox');
  await visitor.clear();
  const [begin, middle, end] = await visitor.moves([0.2, 0.2], [0.5, 0.2], [0.8, 0.2]);
  const [from, to] = await visitor.moves([0.8, 0.8], [0.2, 0.8]);
  await visitor.driver.point({
    touch: [begin, DOWN, middle, REST, REST, REST, end, UP],
    mouse: [REST, REST, from, DOWN, to, UP, REST, REST],
  });
  const greys = await visitor.greys([0.35, 0.2], [0.65, 0.2], [0.5, 0.8], [0.65, 0.5]);
  expect(greys.map((grey) => grey > 100)).toEqual([true, true, false, false]);
  await visitor.button('Undo').click();
  await visitor.predictions.expectText(/Nothing drawn yet\./); // it was one stroke
});
