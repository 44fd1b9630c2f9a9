// The pictures of a game: fair, without repetition, the same for the same seed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deal } from '../../web/sections/judge/deal.js';

const DECK = { classes: 10, each: 2, of: 500 };

test('each class comes twice, with two pictures of its first 500', () => {
  for (let seed = 0; seed < 200; seed++) {
    const pictures = deal(seed, DECK);
    assert.equal(pictures.length, 20);
    assert.equal(new Set(pictures.map((picture) => `${picture.class}/${picture.start}`)).size, 20);
    for (let k = 0; k < 10; k++) assert.equal(pictures.filter((picture) => picture.class === k).length, 2);
    for (const { start } of pictures) assert.ok(Number.isInteger(start) && start >= 0 && start < 500);
  }
});

test('the same seed deals the same, another deals something else', () => {
  assert.deepEqual(deal(7, DECK), deal(7, DECK));
  assert.notDeepEqual(deal(7, DECK), deal(8, DECK));
  assert.notDeepEqual(deal(2 ** 32 - 1, DECK), deal(0, DECK));
});

test('neither the order nor the place tells the class: each turn up everywhere over many games', () => {
  const first = new Array(10).fill(0);
  let places = 0;
  for (let seed = 0; seed < 5000; seed++) {
    const pictures = deal(seed, DECK);
    first[pictures[0].class] += 1;
    places += pictures[0].start;
  }
  // 500 expected each, with a standard deviation of 21; the mean place 249.5 with one of 2.
  for (const count of first) assert.ok(Math.abs(count - 500) < 105, `${count} of 5000`);
  assert.ok(Math.abs(places / 5000 - 249.5) < 10, `${places / 5000}`);
});

test('a small deck is dealt whole', () => {
  const starts = deal(3, { classes: 1, each: 2, of: 2 }).map(({ start }) => start);
  assert.deepEqual(starts.sort(), [0, 1]);
});
