// A challenge: pictures that the visitor has chosen, with what their network says of them, as a file on which another
// network is tested.

import { answersTo } from './answers.js';
import { isClassName } from './classes.js';
import { Fact } from './news.js';
import { PictureFile, samePixels } from './picture-file.js';

/** @typedef {import('./picture-file.js').Labelled} Labelled */
/** @typedef {import('./answers.js').Answer} Answer */

/** What a maker's network has said: a class, null for “Not sure”, and how probable the likeliest class was. @typedef {{ said: string | null, probability: number }} Said */
/** A picture of a challenge. @typedef {Labelled & Said} Posed */

export const MOST = 20;

const FILE = new PictureFile({
  format: 'fitting-room challenge',
  version: 1,
  list: 'pictures',
  most: MOST,
  write: (/** @type {Posed} */ { said, probability }) => ({ answer: said, probability }),
  read({ answer, probability }) {
    const isAnswer = answer === null || isClassName(answer);
    return isAnswer && probability >= 0 && probability <= 1 && typeof probability === 'number'
      ? { said: answer, probability }
      : null;
  },
  words: { what: 'challenge', these: 'This challenge is', one: 'Picture', writer: 'Save challenge' },
});

export class Challenge extends Fact {
  /** What is to be in the next one, in the order in which it was chosen. @type {readonly Labelled[]} */
  chosen = [];
  /** The one that was opened. @type {{ file: string, pictures: readonly Posed[] } | null} */
  opened = null;
  /** What the network in use has said of its pictures. @type {Answer[] | null} */
  answers = null;
  /** The names of the classes when it did. @type {readonly string[]} */
  names = [];
  /** Why it could not. @type {unknown} */
  problem = null;

  #engine;
  #weights;
  #classes;
  /** Of the weights that have answered. */
  #version = -1;

  /**
   * @param {import('./news.js').News} news
   * @param {Pick<import('../engine/engine.js').Engine, 'predict'>} engine
   * @param {object} lab
   * @param {import('./weights.js').Weights} lab.weights
   * @param {import('./classes.js').Classes} lab.classes
   */
  constructor(news, engine, { weights, classes }) {
    super(news);
    this.#engine = engine;
    this.#weights = weights;
    this.#classes = classes;
    weights.follow(() => this.opened && this.changed());
  }

  /** Whether the answers are those of other weights than the ones in use. */
  get stale() {
    return this.answers !== null && this.#version !== this.#weights.version;
  }

  /** @param {Uint8Array} pixels */
  has(pixels) {
    return this.chosen.some((picture) => samePixels(picture.pixels, pixels));
  }

  /**
   * Chooses a picture; one that is chosen already is only called otherwise.
   * @param {Labelled} picture
   * @throws {Error} with a sentence for the visitor
   */
  add({ name, kind, pixels }) {
    const others = this.chosen.filter((picture) => !samePixels(picture.pixels, pixels));
    if (others.length >= MOST) throw new Error(`A challenge has at most ${MOST} pictures. Take one out first.`);
    this.chosen = [...others, { name, kind, pixels: pixels.slice() }];
    this.changedNow();
  }

  /** @param {Uint8Array} pixels */
  remove(pixels) {
    this.chosen = this.chosen.filter((picture) => !samePixels(picture.pixels, pixels));
    this.changedNow();
  }

  /** The chosen pictures with what the network in use says of them, as a file. @returns {Promise<Blob>} */
  async pack() {
    const { chosen } = this;
    const { names } = this.#classes;
    const answers = await answersTo(this.#engine, names, chosen);
    return FILE.pack(
      chosen.map((picture, i) => ({
        ...picture,
        said: names[answers[i].top] ?? null,
        probability: answers[i].probability,
      })),
    );
  }

  /**
   * Opens somebody's, and tests the network in use on it.
   * @param {File} file
   * @throws {Error} with a sentence for the visitor; then nothing has changed
   */
  async open(file) {
    const pictures = await FILE.unpack(file);
    if (pictures.length === 0) throw new Error('There is no picture in this challenge.');
    Object.assign(this, { opened: { file: file.name, pictures }, answers: null, problem: null });
    await this.test();
  }

  /** Tests the network in use on the one that is open. */
  async test() {
    const { opened } = this;
    if (!opened) return;
    const { names } = this.#classes;
    const { version } = this.#weights;
    try {
      const answers = await answersTo(this.#engine, names, opened.pictures);
      if (opened !== this.opened) return; // another one is open by now
      Object.assign(this, { answers, names, problem: null });
      this.#version = version;
    } catch (error) {
      if (opened !== this.opened) return;
      this.problem = error;
    }
    this.changedNow();
  }
}

/** How many pictures there are, and how many either has right. @typedef {{ count: number, theirs: number, yours: number }} Score */

/**
 * Both results: of all pictures, and of those whose class the network in use knows.
 * @param {readonly Posed[]} pictures
 * @param {readonly Answer[]} answers of the network in use
 * @param {readonly string[]} names of its classes
 * @returns {{ all: Score, known: Score, strangers: string[] }} strangers: classes that it does not know
 */
export function scoresOf(pictures, answers, names) {
  const rows = pictures.map(({ name, said }, i) => ({ name, theirs: said === name, yours: answers[i].right }));
  const score = (/** @type {typeof rows} */ of) => ({
    count: of.length,
    theirs: of.filter(({ theirs }) => theirs).length,
    yours: of.filter(({ yours }) => yours).length,
  });
  const strange = rows.filter(({ name }) => !names.includes(name));
  const known = rows.filter(({ name }) => names.includes(name));
  return { all: score(rows), known: score(known), strangers: [...new Set(strange.map(({ name }) => name))] };
}
