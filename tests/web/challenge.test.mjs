// Challenges: chosen, saved with what the maker's network says, taken by another one, also when a stranger has written
// the file.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CLASS_NAMES } from '../../web/engine/engine.js';
import { Challenge, MOST, scoresOf } from '../../web/lab/challenge.js';
import { Classes } from '../../web/lab/classes.js';
import { Fact, News } from '../../web/lab/news.js';
import { resultInWords } from '../../web/sections/challenge/words.js';
import { brokenJson, brokenText, numbersFrom } from './support/broken.mjs';

/** A picture of one grey. @param {number} grey */
const plain = (grey) => new Uint8Array(784).fill(grey);
/** @param {string} name @param {number} grey @param {'drawing' | 'photo'} [kind] */
const picture = (name, grey, kind = 'drawing') => ({ name, kind, pixels: plain(grey) });

/** Says that a picture is of the class that its grey level counts, and is not sure of those from 200 on. */
class Engine {
  /** @type {string[]} */
  kinds = [];
  /** What is thrown. @type {Error | null} */
  failing = null;
  /** @param {Uint8Array} pixels @param {{ kind: string }} how */
  async predict([grey], { kind }) {
    if (this.failing) throw this.failing;
    this.kinds.push(kind);
    const probabilities = CLASS_NAMES.map((_, i) => (i === grey % 10 ? 0.91 : 0.01));
    return { probabilities, top: grey % 10, unlike: grey >= 200 ? 2 : 0.5 };
  }
}

class Weights extends Fact {
  version = 0;
  learn() {
    this.version += 1;
    this.changed();
  }
}

function visitor() {
  const news = new News((tell) => tell());
  const engine = new Engine();
  const weights = new Weights(news);
  const classes = new Classes(news);
  const challenge = new Challenge(news, /** @type {any} */ (engine), /** @type {any} */ ({ weights, classes }));
  return { challenge, engine, weights, classes };
}

/** @type {ReturnType<typeof visitor>} */
let maker;
/** @type {ReturnType<typeof visitor>} */
let taker;
beforeEach(() => {
  maker = visitor();
  taker = visitor();
});

/** A file, by name. @param {Blob} blob */
const named = (blob) => new File([blob], 'theirs.json');

test('pictures are chosen once each, called as was said last, copied, and taken out again', () => {
  const { challenge } = maker;
  const coat = picture('Coat', 1);
  challenge.add(coat);
  challenge.add(picture('Bag', 2));
  coat.pixels.fill(9);
  challenge.add(picture('Shirt', 1));
  assert.deepEqual(
    challenge.chosen.map(({ name, pixels }) => [name, pixels[0]]),
    [
      ['Bag', 2],
      ['Shirt', 1],
    ],
  );
  assert.ok(challenge.has(plain(1)) && !challenge.has(plain(9)));
  challenge.remove(plain(2));
  assert.deepEqual(
    challenge.chosen.map(({ name }) => name),
    ['Shirt'],
  );
});

test('twenty is the end, but one of the twenty may be called otherwise', () => {
  const { challenge } = maker;
  for (let grey = 0; grey < MOST; ++grey) challenge.add(picture('Coat', grey));
  assert.throws(() => challenge.add(picture('Coat', 99)), /at most 20 pictures/);
  challenge.add(picture('Bag', 0));
  assert.equal(challenge.chosen.length, MOST);
});

test('what the maker’s network says travels in the file, beside what the taker’s says of the same pictures', async () => {
  maker.challenge.add(picture(CLASS_NAMES[1], 1));
  maker.challenge.add(picture(CLASS_NAMES[3], 4, 'photo'));
  maker.challenge.add(picture(CLASS_NAMES[0], 200));
  maker.challenge.add(picture('Hut 👒', 5));
  const file = named(await maker.challenge.pack());
  assert.deepEqual(maker.engine.kinds, ['drawing', 'photo', 'drawing', 'drawing']);

  taker.engine.predict = async ([grey]) => ({
    probabilities: CLASS_NAMES.map((_, i) => (i === (grey === 4 ? 3 : 7) ? 0.55 : 0.05)),
    top: 0,
    unlike: null,
  });
  await taker.challenge.open(file);
  const { opened, answers, names } = taker.challenge;
  assert.equal(opened?.file, 'theirs.json');
  assert.deepEqual(
    opened?.pictures.map(({ name, kind, said, probability, pixels }) => [name, kind, said, probability, pixels[783]]),
    [
      [CLASS_NAMES[1], 'drawing', CLASS_NAMES[1], 0.91, 1],
      [CLASS_NAMES[3], 'photo', CLASS_NAMES[4], 0.91, 4],
      [CLASS_NAMES[0], 'drawing', null, 0.91, 200],
      ['Hut 👒', 'drawing', CLASS_NAMES[5], 0.91, 5],
    ],
  );
  assert.deepEqual(
    answers?.map(({ top, right }) => [top, right]),
    [
      [7, false],
      [3, true],
      [7, false],
      [7, false],
    ],
  );
  assert.deepEqual(scoresOf(opened?.pictures ?? [], answers ?? [], names), {
    all: { count: 4, theirs: 1, yours: 1 },
    known: { count: 3, theirs: 1, yours: 1 },
    strangers: ['Hut 👒'],
  });
});

test('answers grow old with the weights, and are asked for anew', async () => {
  maker.challenge.add(picture(CLASS_NAMES[1], 1));
  const file = named(await maker.challenge.pack());
  const { challenge, weights, engine } = taker;
  await challenge.open(file);
  assert.ok(!challenge.stale);
  let told = 0;
  challenge.listen(() => (told += 1));
  weights.learn();
  assert.ok(challenge.stale && told === 1);
  engine.failing = new Error('It stopped.');
  await challenge.test();
  assert.equal(challenge.problem, engine.failing);
  engine.failing = null;
  await challenge.test();
  assert.ok(!challenge.stale);
  assert.equal(challenge.problem, null);
});

/** A file of one picture, changed. @param {(json: any) => void} change */
async function file(change) {
  const { challenge } = visitor();
  challenge.add(picture('Coat', 1));
  const json = JSON.parse(await (await challenge.pack()).text());
  change(json);
  return new Blob([JSON.stringify(json)]);
}

const HOSTILE = /** @type {[string, () => Blob | Promise<Blob>, RegExp][]} */ ([
  ['no JSON', () => new Blob(['{"format"']), /holds no challenge/],
  ['nothing', () => new Blob([]), /holds no challenge\. Please choose one that “Save challenge” has written\./],
  ['bytes', () => new Blob([new Uint8Array(1000).fill(0xff)]), /holds no challenge/],
  ['null', () => new Blob(['null']), /holds no challenge/],
  ['examples in it', () => file((json) => (json.format = 'fitting-room examples')), /holds no challenge/],
  ['no list', () => file((json) => (json.pictures = { length: 1 })), /holds no challenge/],
  ['no version', () => file((json) => delete json.version), /holds no challenge/],
  ['a newer version', () => file((json) => (json.version = 2)), /This challenge is from a newer version of this page/],
  ['no picture', () => file((json) => (json.pictures = [])), /no picture/],
  ['too many', () => file((json) => (json.pictures = Array(MOST + 1).fill(json.pictures[0]))), /more than 20 pictures/],
  ['a file too large', () => new Blob([new Uint8Array(1 << 20)]), /too large: it holds no challenge/],
  ['a class that is none', () => file((json) => (json.pictures[0].class = ' ')), /Picture 1 .* damaged/],
  ['a class too long', () => file((json) => (json.pictures[0].class = 'ö'.repeat(31))), /damaged/],
  ['another kind', () => file((json) => (json.pictures[0].kind = 'film')), /damaged/],
  ['pixels cut', () => file((json) => (json.pictures[0].pixels = json.pictures[0].pixels.slice(4))), /damaged/],
  ['pixels in a list', () => file((json) => (json.pictures[0].pixels = [json.pictures[0].pixels])), /damaged/],
  ['no answer', () => file((json) => delete json.pictures[0].answer), /damaged/],
  ['an answer that is no class', () => file((json) => (json.pictures[0].answer = 'a\u0007')), /damaged/],
  ['no probability', () => file((json) => delete json.pictures[0].probability), /damaged/],
  ['a probability above 1', () => file((json) => (json.pictures[0].probability = 1.01)), /damaged/],
  ['a probability below 0', () => file((json) => (json.pictures[0].probability = -0.01)), /damaged/],
  ['a probability in words', () => file((json) => (json.pictures[0].probability = '1')), /damaged/],
  ['a picture missing', () => file((json) => json.pictures.push(null)), /Picture 2 .* damaged/],
]);
for (const [what, make, refusal] of HOSTILE)
  test(`a challenge with ${what} is refused, and nothing changes`, async () => {
    maker.challenge.add(picture('Bag', 7));
    await taker.challenge.open(named(await maker.challenge.pack()));
    const { opened, answers } = taker.challenge;
    await assert.rejects(taker.challenge.open(named(await make())), refusal);
    assert.equal(taker.challenge.opened, opened);
    assert.equal(taker.challenge.answers, answers);
  });

test('a file that is broken at random is refused with a sentence, or all of it makes sense', async () => {
  for (const [name, grey] of /** @type {const} */ ([
    ['Coat', 4],
    ['Hat', 200],
  ]))
    maker.challenge.add(picture(name, grey));
  const text = await (await maker.challenge.pack()).text();
  const pieces = ['"', '{', '}', '[', ']', ',', ':', 'null', '0', '-1', '1e999', '\\u0000', '\ud800', '\n', ' '];
  let accepted = 0;
  for (let seed = 0; seed < 4000; ++seed) {
    const numbers = numbersFrom(seed);
    const broken =
      seed % 2 === 0 ? brokenText(numbers, text, pieces) : JSON.stringify(brokenJson(numbers, JSON.parse(text)));
    try {
      await taker.challenge.open(named(new Blob([broken])));
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      assert.match(message, /^(This file|Picture \d+ of|This challenge|There is no) .*\.$/, `with seed ${seed}`);
      continue;
    }
    accepted += 1;
    assert.equal(taker.challenge.problem, null, `with seed ${seed}`);
    const { pictures } = /** @type {NonNullable<Challenge['opened']>} */ (taker.challenge.opened);
    assert.ok(pictures.length > 0 && pictures.length <= MOST);
    for (const { name, kind, pixels, said, probability } of pictures) {
      assert.ok(typeof name === 'string' && name.trim() !== '' && (said === null || typeof said === 'string'));
      assert.ok((kind === 'drawing' || kind === 'photo') && pixels.length === 784);
      assert.ok(probability >= 0 && probability <= 1);
    }
  }
  assert.ok(accepted > 100, `only ${accepted} were taken`);
});

test('both results in words', () => {
  /** @type {(yours: number, theirs: number, count?: number) => any} */
  const score = (yours, theirs, count = 20) => ({ count, yours, theirs });
  const said = (all, known = all, strangers = []) => resultInWords({ all, known, strangers }, 'theirs.json');
  assert.equal(said(score(14, 12)), 'Your network wins on 20 pictures of theirs.json: yours has 14 right, theirs 12.');
  assert.match(said(score(11, 12)), /^Theirs wins on 20 pictures/);
  assert.match(said(score(1, 1, 1)), /^A draw on 1 picture of/);
  assert.match(
    said(score(11, 14), score(11, 12, 17), ['Hat', 'Glove']),
    / Your network does not know “Hat” or “Glove”, which 3 pictures show: it cannot have that right\. Of the other 17 yours has 11 right, theirs 12\.$/,
  );
  assert.match(
    said(score(0, 1, 1), score(0, 0, 0), ['Hat']),
    /“Hat”, which 1 picture shows: it cannot have that right\.$/,
  );
});
