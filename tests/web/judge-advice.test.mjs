// What a test says in words, on both sides of each rule.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceOnTest } from '../../web/sections/judge/advice.js';

const NAMES = ['Shirt', 'Coat', 'Bag', 'Dress'];

/**
 * A test whose answers make up a confusion matrix.
 * @param {number[][]} rows counts: rows are true classes, columns predicted ones
 * @param {object} [how]
 * @param {(right: boolean) => number} [how.sure]
 * @param {number | null} [how.labelSmoothing] null: the network comes from no run
 */
function testOf(rows, { sure, labelSmoothing = null } = {}) {
  const count = rows.flat().reduce((a, b) => a + b);
  const accuracy = rows.reduce((sum, row, i) => sum + row[i], 0) / count;
  const answers = rows.flatMap((row, label) =>
    row.flatMap((times, predicted) =>
      Array.from({ length: times }, (_, index) => ({
        index,
        label,
        predicted,
        probability: sure?.(label === predicted) ?? accuracy,
      })),
    ),
  );
  const settings = labelSmoothing === null ? null : { labelSmoothing };
  const names = NAMES.slice(0, rows.length);
  return /** @type {any} */ ({ names, confusion: rows.flat(), answers, settings });
}

/** @param {Parameters<typeof testOf>} of */
const advice = (...of) => adviceOnTest(testOf(...of)) ?? { text: '', next: null };
/** @param {Parameters<typeof testOf>} of */
const said = (...of) => advice(...of).text;

/** Ninety in a hundred right; what is wrong goes round evenly. */
const EVEN = [
  [901, 33, 33, 33],
  [33, 901, 33, 33],
  [33, 33, 901, 33],
  [33, 33, 33, 901],
];

test('nothing is said before a test', () => {
  assert.equal(adviceOnTest(null), null);
  assert.equal(adviceOnTest({ ...testOf(EVEN), answers: [] }), null);
});

test('the classes that are mixed up most, where any stand out', () => {
  const mixed = advice([
    [900, 80, 20, 0],
    [40, 960, 0, 0],
    [10, 0, 990, 0],
    [0, 5, 0, 995],
  ]);
  assert.match(mixed.text, /^Mixed up most: Shirt and Coat, 120 of its 155 mistakes, then Shirt and Bag, 30\. /);
  assert.deepEqual(mixed.next, { label: 'Look at Shirt taken for Coat', cell: 1 });
  assert.match(
    said([[900, 100, 0, 0], ...EVEN.slice(1).map((_, i) => [0, 0, 0, 0].fill(1000, i + 1, i + 2))]),
    /^Mixed up most: Shirt and Coat, 100 of its 100 mistakes\. /,
  );
  // Of the two directions the commoner one is looked at.
  assert.deepEqual(
    advice([
      [960, 40, 0],
      [80, 920, 0],
      [0, 0, 1000],
    ]).next,
    {
      label: 'Look at Coat taken for Shirt',
      cell: 3,
    },
  );
});

test('mistakes that are spread, few or none say little', () => {
  const ten = Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => (i === j ? 910 : 10)));
  const names = ten.map((_, i) => `Class ${i}`);
  const spread = adviceOnTest({ ...testOf(ten), names })?.text ?? '';
  assert.match(spread, /^Hard to tell what it mixes up: no two classes have a tenth of its 900 mistakes\. /);
  assert.match(
    said([
      [991, 9, 0],
      [5, 995, 0],
      [5, 0, 995],
    ]),
    /^It made 19 mistakes: too few to tell/,
  );
  assert.match(
    said([
      [990, 10, 0],
      [5, 995, 0],
      [5, 0, 995],
    ]),
    /^Mixed up most: Shirt and Coat, 15 of its 20 mistakes/,
  );
  const perfect = advice(
    [
      [1000, 0],
      [0, 1000],
    ],
    { sure: () => 1 },
  );
  assert.match(perfect.text, /^It made no mistake\. It knows how sure it can be/);
  assert.equal(perfect.next, null);
});

test('confidence is held against accuracy', () => {
  const sure = (/** @type {number} */ p) => said(EVEN, { sure: () => p });
  assert.match(sure(0.91), /It knows how sure it can be: 91\.0 % sure on average, 90\.1 % right\./);
  assert.match(sure(0.915), /It is a little over-confident: 91\.5 % sure .* still 91\.5 % sure\./);
  assert.match(sure(0.935), /It is over-confident: 93\.5 %/);
  assert.match(sure(0.885), /It is a little under-confident: 88\.5 %/);
  assert.match(sure(0.85), /It is under-confident: 85\.0 %/);
  assert.match(said(EVEN, { sure: (right) => (right ? 0.99 : 0.8) }), /where it is wrong, still 80\.0 % sure\./);
  // With few images a distance may be chance.
  const few = EVEN.map((row) => row.map((count) => Math.round(count / 33)));
  assert.match(
    said(few, { sure: () => 0.92 }),
    /Hard to tell whether it is too sure of itself: .* of only 120 images\./,
  );
  assert.match(said(few, { sure: () => 0.97 }), /It is over-confident/);
});

test('over-confidence of a run leads to label smoothing, and too little of it away from there', () => {
  const smooth = { label: 'Try label smoothing of 0.1', settings: { labelSmoothing: 0.1 } };
  const at = (/** @type {number} */ p, /** @type {number | null} */ labelSmoothing) =>
    advice(EVEN, { sure: () => p, labelSmoothing }).next;
  assert.deepEqual(at(0.95, 0), smooth);
  assert.ok('cell' in (at(0.95, 0.2) ?? {})); // it has some already
  assert.ok('cell' in (at(0.95, null) ?? {})); // nothing is known of how it was made
  assert.ok('cell' in (at(0.9, 0) ?? {}));
  assert.deepEqual(at(0.8, 0.1), { label: 'Try it without label smoothing', settings: { labelSmoothing: 0 } });
  assert.ok('cell' in (at(0.8, 0) ?? {}));
});

test('what is rarely found, what least, or that it is hard to tell', () => {
  const rest = [
    [0, 990, 10],
    [0, 10, 990],
  ];
  assert.match(said([[499, 501, 0], ...rest]), /Rarely found, of all its images: Shirt \(49\.9 %\)\.$/);
  assert.match(
    said([[500, 500, 0], ...rest]),
    /Found least is Shirt: 50\.0 % of its images, of the other classes 99\.0 % on average\.$/,
  );
  assert.match(
    said([[450, 550, 0], [600, 400, 0], rest[1]]),
    /Rarely found, .*: Coat \(40\.0 %\) and Shirt \(45\.0 %\)\.$/,
  );
  assert.match(said([[889, 111, 0], ...rest]), /Found least is Shirt: 88\.9 %/);
  assert.match(said([[891, 109, 0], ...rest]), /No class is left behind: of each it finds at least 89\.1 %\.$/);
  const like = (/** @type {number} */ n) =>
    said([
      [700, 150, 150, 0],
      [1000 - n, n, 0, 0],
      [0, 0, 1000, 0],
      [0, 0, 0, 1000],
    ]);
  assert.match(like(720), /Hard to tell which it finds least: Shirt \(70\.0 %\) or Coat \(72\.0 %\)\.$/);
  assert.match(like(750), /Found least is Shirt: 70\.0 %/);
});

test('a class without test images is not missed', () => {
  const { text } = advice([
    [990, 10, 0, 0],
    [10, 990, 0, 0],
    [0, 0, 1000, 0],
    [0, 0, 0, 0],
  ]);
  assert.match(text, /No class is left behind: of each it finds at least 99\.0 %\.$/);
  assert.doesNotMatch(text, /Dress/);
});

test('no more than guessing, and what it takes nearly all for', () => {
  const rows = Array.from({ length: 10 }, () => [0, 0, 100, 0, 0, 0, 0, 0, 0, 0]);
  const names = rows.map((_, i) => `Class ${i}`);
  const all = adviceOnTest({ ...testOf(rows), names });
  assert.match(
    all?.text ?? '',
    /^It knows 10\.0 % of the test images, no more than by guessing: it takes 1,000 of 1,000 images for Class 2\. .*hard to tell/,
  );
  assert.equal(all?.next, null);
  const spread = Array.from({ length: 10 }, () => Array(10).fill(10));
  assert.match(adviceOnTest({ ...testOf(spread), names })?.text ?? '', /no more than by guessing\. /);
  assert.match(
    said([
      [15, 85],
      [85, 15],
    ]),
    /^Mixed up most/,
  );
  assert.match(
    said([
      [14, 86],
      [86, 14],
    ]),
    /guessing/,
  );
});
