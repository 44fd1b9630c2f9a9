// Two kept runs side by side: what the test set says of each, where they disagree, and what each makes of the
// visitor's picture. An engine of its own, with one thread, judges by their weights, so those in use stay, and so does
// a run that is on.

import { CLASS_NAMES, createEngine } from '../engine/engine.js';
import { latest } from '../parts/latest.js';
import { argmax } from '../parts/rank.js';
import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').DownloadProgress} DownloadProgress */
/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/engine.js').Evaluation} Evaluation */
/** @typedef {import('./runs.js').KeptRun} KeptRun */
/** @template T @typedef {[T, T]} Pair */

/**
 * A test image for which the two have different answers.
 * @typedef {object} Disagreement
 * @property {number} index of the image
 * @property {number} label its true class
 * @property {Pair<{ predicted: number, probability: number }>} answers
 */

const TEST_IMAGES = 10_000;

export class Comparison extends Fact {
  /** Open: there is a result, or a problem. @type {'closed' | 'fetching' | 'testing' | 'open'} */
  state = 'closed';
  /** @type {Pair<KeptRun> | null} */
  pair = null;
  /** Of the download. @type {DownloadProgress | null} */
  download = null;
  /** How much of the tests is done, 0 to 1. */
  share = 0;
  /** What the test set says of each. @type {Pair<Evaluation> | null} */
  result = null;
  /** Those that at least one is sure of come first. @type {Disagreement[]} */
  disagreements = [];
  /** Those that either tells apart; for one that it does not have, a network takes nothing. @type {string[]} */
  names = [];
  /** The classes of each, in the order of what it says of the picture. @type {Pair<string[]>} */
  classes = [[], []];
  /** The probabilities that each gives the picture; null for an empty one. @type {Pair<number[]> | null} */
  said = null;
  /** @type {unknown} */
  problem = null;

  #runs;
  #picture;
  #make;
  #control = new AbortController();
  /** @type {Engine | null} */
  #engine = null;
  /** The model files of the two. @type {Pair<Blob> | null} */
  #models = null;
  /** One picture after the other: the engine has one network at a time. */
  #ask = latest(() => this.#judge());

  /**
   * @param {import('./news.js').News} news
   * @param {import('./runs.js').Runs} runs
   * @param {import('./picture.js').Picture} picture
   * @param {() => Promise<Engine>} [make]
   */
  constructor(news, runs, picture, make = () => createEngine({ threads: 1 })) {
    super(news);
    this.#runs = runs;
    this.#picture = picture;
    this.#make = make;
    let { seen } = picture;
    picture.follow(() => {
      if (seen === picture.seen) return;
      ({ seen } = picture);
      if (this.state === 'open') this.#ask(null);
    });
  }

  /** The engine that judges, with the test images; for whoever shows some of them. */
  get engine() {
    return this.#engine;
  }

  /** @param {KeptRun} first @param {KeptRun} second */
  async open(first, second) {
    this.close();
    const { signal } = (this.#control = new AbortController());
    this.pair = [first, second];
    this.state = 'fetching';
    this.changedNow();
    try {
      await this.#compare([first, second], signal);
    } catch (error) {
      if (signal.aborted) return; // others are compared by now, or none
      this.problem = error;
    }
    if (signal.aborted) return;
    this.state = 'open';
    this.changedNow();
    if (this.result) this.#ask(null);
  }

  /** Its engine goes, and with it the memory that it took. */
  close() {
    this.#control.abort();
    this.#engine?.close();
    this.#engine = this.#models = null;
    Object.assign(this, { pair: null, download: null, share: 0, result: null, disagreements: [], names: [] });
    Object.assign(this, { classes: [[], []], said: null, problem: null, state: 'closed' });
    this.changedNow();
  }

  /** @param {Pair<KeptRun>} pair @param {AbortSignal} signal */
  async #compare(pair, signal) {
    const checkpoints = await Promise.all(pair.map(({ id }) => this.#runs.checkpoint(id)));
    const lacking = pair.find((_, i) => !checkpoints[i]);
    if (lacking) throw new Error(`Of “${lacking.name}” only its numbers are kept, not its weights.`);
    const engine = await this.#make();
    if (signal.aborted) return engine.close();
    this.#engine = engine;
    await engine.loadImages({
      split: 'test',
      count: TEST_IMAGES,
      signal,
      onProgress: (download) => {
        this.download = download;
        this.changed();
      },
    });
    this.state = 'testing';
    this.changedNow();
    const [a, b] = checkpoints;
    const first = await this.#test(/** @type {Uint8Array} */ (a), 0, signal);
    const second = await this.#test(/** @type {Uint8Array} */ (b), 1, signal);
    this.classes = [first.classes, second.classes];
    if (this.classes.some((classes) => CLASS_NAMES.some((name, label) => classes[label] !== name)))
      throw new Error('These two tell different classes apart, so they cannot stand side by side.');
    const names = (this.names = [...new Set(this.classes.flat())]);
    this.#models = [first.model, second.model];
    this.result = [
      withClasses(first.evaluation, first.classes, names),
      withClasses(second.evaluation, second.classes, names),
    ];
    this.disagreements = disagreementsOf(this.result);
  }

  /** @param {Uint8Array} checkpoint @param {number} before how many were tested @param {AbortSignal} signal */
  async #test(checkpoint, before, signal) {
    const engine = /** @type {Engine} */ (this.#engine);
    const model = await engine.modelOfCheckpoint(checkpoint);
    await engine.loadModel(model);
    const { classes } = await engine.summary();
    const evaluation = await engine.evaluate({
      split: 'test',
      signal,
      onProgress: ({ processed, count }) => {
        this.share = (before + processed / count) / 2;
        this.changed();
      },
    });
    return { model, classes, evaluation };
  }

  async #judge() {
    const { seen } = this.#picture;
    const engine = this.#engine;
    const models = this.#models;
    if (!engine || !models) return;
    try {
      const said = [];
      for (const model of seen?.pixels ? models : []) {
        await engine.loadModel(model);
        said.push((await engine.predict(seen?.pixels ?? [])).probabilities);
      }
      if (engine !== this.#engine) return;
      this.said = said.length === 2 ? [said[0], said[1]] : null;
    } catch (error) {
      if (engine !== this.#engine) return;
      this.problem = error;
    }
    this.changed();
  }
}

/**
 * What a test came to, as if its network told more classes apart, of which it takes nothing for one of the new ones.
 * @param {Evaluation} evaluation
 * @param {readonly string[]} classes of its network
 * @param {readonly string[]} names of all
 * @returns {Evaluation}
 */
function withClasses(evaluation, classes, names) {
  const places = classes.map((name) => names.indexOf(name));
  const probabilities = new Float32Array(evaluation.labels.length * names.length);
  evaluation.probabilities.forEach((probability, i) => {
    const image = Math.floor(i / classes.length);
    probabilities[image * names.length + places[i % classes.length]] = probability;
  });
  /** @type {number[]} */
  const confusion = Array(names.length ** 2).fill(0);
  evaluation.confusion.forEach((count, cell) => {
    const label = places[Math.floor(cell / classes.length)];
    confusion[label * names.length + places[cell % classes.length]] = count;
  });
  return { ...evaluation, probabilities, confusion };
}

/** @param {Pair<Evaluation>} evaluations of the same images @returns {Disagreement[]} */
export function disagreementsOf(evaluations) {
  const { labels } = evaluations[0];
  const classes = evaluations[0].probabilities.length / labels.length;
  const answer = (/** @type {Evaluation} */ { probabilities }, /** @type {number} */ index) => {
    const predicted = argmax(probabilities, index * classes, classes);
    return { predicted, probability: probabilities[index * classes + predicted] };
  };
  const sureness = (/** @type {Disagreement} */ { answers: [a, b] }) => Math.max(a.probability, b.probability);
  return Array.from(labels, (label, index) => ({
    index,
    label,
    answers: /** @type {Disagreement['answers']} */ ([answer(evaluations[0], index), answer(evaluations[1], index)]),
  }))
    .filter(({ answers: [a, b] }) => a.predicted !== b.predicted)
    .sort((a, b) => sureness(b) - sureness(a) || a.index - b.index);
}
