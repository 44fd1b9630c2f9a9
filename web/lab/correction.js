// The network in use, corrected: fine-tuned on the visitor's examples, or told of a class more or less. What it was
// before can be had again.

import { CLASS_NAMES, DEFAULT_SETTINGS, IMAGE_PIXELS } from '../engine/engine.js';
import { answersTo } from './answers.js';
import { Fact } from './news.js';

/** @typedef {import('./examples.js').Example} Example */
/** @typedef {import('./answers.js').Answer} Answer */
/** @typedef {import('./weights.js').Origin} Origin */

/**
 * Short, with small steps, and on the images of the data set, too: so little is forgotten. How far it may go, the
 * tests of what is learned say.
 * @type {Required<import('../engine/engine.js').Settings>}
 */
export const TUNING = Object.freeze({
  ...DEFAULT_SETTINGS,
  epochs: 1,
  batchSize: 64,
  trainingImages: 64 * 150,
  learningRate: 0.0007,
  schedule: 'cosine',
  shift: true,
  flip: true,
});

/** Of fewer of its own kind no class can be learned. */
export const LEAST = 5;

/**
 * What a fine-tuning came to.
 * @typedef {object} Outcome
 * @property {Map<string, { before: Answer, after: Answer }>} answers of the examples, by id
 * @property {number} before test accuracy, 0 to 1
 * @property {number} after
 * @property {number} seconds that the fine-tuning took, without the tests
 */

/** What comes back, and what is said of it. @typedef {{ model: Blob, origin: Origin, unsaved: boolean }} Before */

export class Correction extends Fact {
  /** @type {'idle' | 'testing' | 'tuning' | 'testing again'} */
  state = 'idle';
  /** How much of it is done, 0 to 1. */
  share = 0;
  /** Of the last fine-tuning, while its weights are in use. @type {Outcome | null} */
  outcome = null;
  /** What was changed last, while that is in use and can be undone; empty for nothing. @type {'' | 'tuned' | 'added' | 'removed'} */
  done = '';
  /** Whether the last fine-tuning was cancelled. */
  cancelled = false;
  /** What went wrong. @type {unknown} */
  problem = null;

  #engine;
  #run;
  #weights;
  #evaluation;
  #examples;
  #classes;
  #control = new AbortController();
  /** @type {Before | null} */
  #before = null;
  /** That of the weights which are undone. @type {Origin | null} */
  #origin = null;

  /**
   * @param {import('./news.js').News} news
   * @param {import('../engine/engine.js').Engine} engine
   * @param {object} lab
   * @param {import('./run.js').Run} lab.run
   * @param {import('./weights.js').Weights} lab.weights
   * @param {import('./evaluation.js').Evaluation} lab.evaluation
   * @param {import('./examples.js').Examples} lab.examples
   * @param {import('./classes.js').Classes} lab.classes
   */
  constructor(news, engine, { run, weights, evaluation, examples, classes }) {
    super(news);
    this.#engine = engine;
    this.#run = run;
    this.#weights = weights;
    this.#evaluation = evaluation;
    this.#examples = examples;
    this.#classes = classes;
    weights.follow(() => {
      if (this.busy || weights.origin === this.#origin || !this.done) return;
      this.#forget(); // others are in their place
      this.changed();
    });
  }

  get busy() {
    return this.state !== 'idle';
  }

  /** The examples of which the network in use has the class. */
  get usable() {
    return this.#examples.list.filter(({ name }) => this.#classes.names.includes(name));
  }

  /** The visitor's own classes that have some examples, but too few. */
  get short() {
    return this.#classes.names.slice(CLASS_NAMES.length).filter((name) => {
      const count = this.usable.filter((example) => example.name === name).length;
      return count > 0 && count < LEAST;
    });
  }

  /** Teaches the network the examples; does nothing while a run is on, or without any. */
  async tune() {
    const examples = this.usable;
    if (this.busy || this.#run.occupied || this.#evaluation.state !== 'idle') return;
    if (examples.length === 0 || this.short.length > 0) return;
    const { signal } = (this.#control = new AbortController());
    this.#run.lend(true);
    this.#forget();
    /** @type {Before | null} */
    let before = null;
    try {
      this.#become('testing', 0);
      const answers = await this.#answers(examples);
      const accuracy = await this.#test(signal);
      before = await this.#keep();
      this.#become('tuning', 0.2);
      this.#run.clear();
      const seconds = await this.#fit(examples, signal);
      if (!(await this.#tellsUnlike(examples[0]))) await this.#engine.fitNovelty({ signal });
      this.#become('testing again', 0.8);
      await this.#use('tuned', before);
      const afterwards = await this.#answers(examples);
      const after = await this.#test(signal);
      this.outcome = {
        answers: new Map(examples.map(({ id }, i) => [id, { before: answers[i], after: afterwards[i] }])),
        before: accuracy,
        after,
        seconds,
      };
    } catch (error) {
      this.cancelled = signal.aborted;
      this.problem = signal.aborted ? null : error;
      if (before) await this.#bringBack(before);
    }
    this.#run.lend(false);
    this.#become('idle', 1);
  }

  /** Ends the fine-tuning: all is as it was before. */
  cancel() {
    this.#control.abort();
    if (this.state !== 'tuning') this.#evaluation.cancel();
  }

  /** The weights from before the last change. */
  async undo() {
    const before = this.#before;
    if (!before || this.busy || this.#run.occupied) return;
    this.#forget();
    await this.#bringBack(before);
    this.changedNow();
  }

  /** @param {string} name of a class that the network is to tell apart, too */
  addClass(name) {
    return this.#change('added', () => this.#engine.addClass(name.trim()));
  }

  /** @param {string} name of one of the visitor's own */
  removeClass(name) {
    return this.#change('removed', () => this.#engine.removeClass(this.#classes.names.indexOf(name)));
  }

  /** @param {'added' | 'removed'} what @param {() => Promise<void>} change */
  async #change(what, change) {
    if (this.busy || this.#run.occupied) return;
    this.#forget();
    this.#evaluation.cancel();
    try {
      const before = await this.#keep();
      await change();
      this.#run.clear();
      await this.#use(what, before);
    } catch (error) {
      this.problem = error;
    }
    this.changedNow();
  }

  #forget() {
    Object.assign(this, { outcome: null, done: '', cancelled: false, problem: null });
    this.#before = this.#origin = null;
  }

  /** @returns {Promise<Before>} */
  async #keep() {
    const { origin, unsaved } = this.#weights;
    return { model: await this.#engine.saveModel(), origin, unsaved };
  }

  /** The weights are other ones, and those before can come back. @param {Correction['done']} what @param {Before} before */
  async #use(what, before) {
    const renewed = this.#weights.corrected();
    this.done = what;
    this.#before = before;
    this.#origin = this.#weights.origin;
    await renewed;
  }

  /** @param {Before} before */
  async #bringBack({ model, origin, unsaved }) {
    this.done = '';
    this.#before = this.#origin = null;
    try {
      await this.#weights.bringBack(model, origin, unsaved);
    } catch (error) {
      this.problem = error;
    }
  }

  /** @param {readonly Example[]} examples @param {AbortSignal} signal @returns {Promise<number>} seconds */
  async #fit(examples, signal) {
    const pixels = new Uint8Array(examples.length * IMAGE_PIXELS);
    examples.forEach((example, i) => pixels.set(example.pixels, i * IMAGE_PIXELS));
    const labels = examples.map(({ name }) => this.#classes.names.indexOf(name));
    const start = performance.now();
    const { state, message } = await this.#engine.fit({
      settings: TUNING,
      examples: { pixels, labels },
      signal,
      onProgress: ({ phase, step, steps }) => {
        const done = phase === 'training' ? step / steps : 1;
        this.#become('tuning', 0.2 + 0.6 * done);
      },
    }).done;
    if (state !== 'finished') throw new Error(message);
    return (performance.now() - start) / 1000;
  }

  /** @param {readonly Example[]} examples */
  #answers(examples) {
    return answersTo(this.#engine, this.#classes.names, examples);
  }

  /** @param {Example} example */
  async #tellsUnlike({ pixels, kind }) {
    return (await this.#engine.predict(pixels, { kind })).unlike !== null;
  }

  /** @param {AbortSignal} signal @returns {Promise<number>} the accuracy on the test set */
  async #test(signal) {
    signal.throwIfAborted();
    if (!this.#evaluation.result) await this.#evaluation.evaluate();
    signal.throwIfAborted();
    const { result, problem } = this.#evaluation;
    if (!result) throw problem ?? new Error('The test set came to no result. Fine-tune once more.');
    return result.accuracy;
  }

  /** @param {Correction['state']} state @param {number} share */
  #become(state, share) {
    const same = state === this.state;
    Object.assign(this, { state, share });
    if (same) this.changed();
    else this.changedNow();
  }
}
