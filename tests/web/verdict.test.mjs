// What is said of probabilities.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLASS_NAMES } from '../../web/engine/engine.js';
import { verdictOf } from '../../web/parts/verdict.js';

/** Ten probabilities: some by name, the rest shared equally among the others. @param {Record<string, number>} given */
function probabilities(given) {
  const rest = 1 - Object.values(given).reduce((sum, share) => sum + share, 0);
  const others = CLASS_NAMES.length - Object.keys(given).length;
  return CLASS_NAMES.map((name) => given[name] ?? rest / others);
}

const verdictIn = (/** @type {number[]} */ given, /** @type {Parameters<typeof verdictOf>[2]} */ known) =>
  verdictOf(CLASS_NAMES, given, known);

test('a clear answer is a class and how probable it is, and nothing else', () => {
  const verdict = verdictIn(probabilities({ Trouser: 0.97 }));
  assert.deepEqual(verdict, {
    headline: 'Trouser',
    share: '97 %',
    note: '',
    aloud: 'Prediction: Trouser.',
    guess: 'Trouser, 97 %',
    top: 1,
  });
  assert.equal(verdictIn(probabilities({ Trouser: 0.9992 })).share, '99 %');
  assert.equal(verdictIn(probabilities({ Trouser: 0.9999 })).share, '100 %');
});

test('a second guess is told from 5 % on', () => {
  assert.equal(verdictIn(probabilities({ Coat: 0.6, Pullover: 0.33 })).note, 'Second guess: Pullover, 33 %.');
  assert.equal(verdictIn(probabilities({ Coat: 0.94, Pullover: 0.049 })).note, '');
});

test('where the label is known, it is told whether that is right', () => {
  const given = probabilities({ Coat: 0.6, Pullover: 0.33 });
  assert.equal(verdictIn(given, { label: 4 }).note, 'Right: its label is Coat.');
  const wrong = verdictIn(given, { label: 2, unlike: 0.9 });
  assert.equal(wrong.note, 'Wrong: its label is Pullover.');
  assert.equal(wrong.aloud, 'Prediction: Coat. Wrong, it is labelled Pullover.');
  const shoe = verdictIn(probabilities({ Sandal: 0.41, Sneaker: 0.38, 'Ankle boot': 0.2 }), { label: 7 });
  assert.equal(shoe.note, 'Wrong: its label is Sneaker.');
});

test('not sure: it says what it would be if it had to choose, and why it is not sure', () => {
  const articles = CLASS_NAMES.map((name) => verdictIn(probabilities({ [name]: 0.9 }), { unlike: 1.01 }).note);
  const reason = 'It is unlike what the network knows.';
  const whats = [
    'a T-shirt/top',
    'a Trouser',
    'a Pullover',
    'a Dress',
    'a Coat',
    'a Sandal',
    'a Shirt',
    'a Sneaker',
    'a Bag',
    'an Ankle boot',
  ];
  assert.deepEqual(
    articles,
    whats.map((what) => `Perhaps ${what}. ${reason}`),
  );
  const { headline, share, aloud, top, note } = verdictIn(probabilities({ Bag: 0.9 }), { unlike: 1000, label: 8 });
  assert.deepEqual({ headline, share, top }, { headline: 'Not sure', share: '', top: -1 });
  assert.equal(note, `Perhaps a Bag. ${reason} Its label is Bag.`);
  assert.equal(aloud, `Not sure. ${note}`);
});

test('it is sure up to the limit, and where it cannot tell', () => {
  for (const unlike of [null, 0, 1]) assert.equal(verdictIn(probabilities({ Bag: 0.9 }), { unlike }).headline, 'Bag');
});

test('a shoe, whichever it is: the best of the three, and that they are close', () => {
  const pair = verdictIn(probabilities({ Sandal: 0.38, Sneaker: 0.41, 'Ankle boot': 0.2 }));
  assert.equal(pair.headline, 'Sneaker');
  assert.equal(pair.note, 'It is 99 % sure of a shoe: Sneaker 41 %, Sandal 38 %, Ankle boot 20 %.');
  assert.equal(pair.aloud, 'Prediction: Sneaker, or another shoe.');
  const two = verdictIn(probabilities({ Sandal: 0.001, Sneaker: 0.5, 'Ankle boot': 0.35, Bag: 0.14 }));
  assert.equal(two.note, 'It is 85 % sure of a shoe: Sneaker 50 %, Ankle boot 35 %.');
});

test('no shoe is added where one is clearly ahead, where it may be something else, or where it is not sure', () => {
  const ahead = verdictIn(probabilities({ Sandal: 0.6, Sneaker: 0.29, 'Ankle boot': 0.1 }));
  assert.equal(ahead.note, 'Second guess: Sneaker, 29 %.');
  const bag = verdictIn(probabilities({ Sandal: 0.3, Sneaker: 0.3, 'Ankle boot': 0.15, Bag: 0.2 }));
  assert.match(bag.note, /^Second guess/);
  const unsure = verdictIn(probabilities({ Sandal: 0.41, Sneaker: 0.38, 'Ankle boot': 0.2 }), { unlike: 2 });
  assert.match(unsure.note, /^Perhaps a Sandal\./);
});

test('classes are called by the names that are given, and only shoes are shoes', () => {
  const names = CLASS_NAMES.map((name) => (name === 'Sneaker' ? 'Hat' : name));
  const given = probabilities({ Sandal: 0.41, Sneaker: 0.42, 'Ankle boot': 0.1 });
  const { headline, note, guess } = verdictOf(names, given);
  assert.deepEqual(
    { headline, note, guess },
    { headline: 'Hat', note: 'Second guess: Sandal, 41 %.', guess: 'Hat, 42 %' },
  );
  assert.equal(verdictOf(names, given, { label: 7 }).note, 'Right: its label is Hat.');
  assert.equal(verdictOf(names, given, { unlike: 2 }).note, 'Perhaps a Hat. It is unlike what the network knows.');
  // One kind of shoe leaves nothing to choose from.
  assert.equal(verdictOf(['Sandal', 'Hat'], [0.97, 0.03]).note, '');
  assert.equal(verdictOf(['Hat', 'Cap'], [0.7, 0.3]).note, 'Second guess: Cap, 30 %.');
});
