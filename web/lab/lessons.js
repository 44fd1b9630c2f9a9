// Lessons: what will happen is predicted first, and then made to happen. What was in use before is put back.

import { DEFAULT_SETTINGS } from '../engine/engine.js';
import { LESSONS } from './lesson-plans.js';
import { Fact } from './news.js';
import { fetchPreset } from './presets.js';

/** @typedef {import('./lesson-plans.js').Answer} Answer */
/** @typedef {import('./lesson-plans.js').Bench} Bench */
/** @typedef {import('./lesson-plans.js').LessonName} LessonName */
/** @typedef {import('./lesson-plans.js').Outcome} Outcome */

const NAMES = /** @type {LessonName[]} */ (Object.keys(LESSONS));
const DONE = 'lessons';

/** It was left, or its run stopped. */
class Left extends Error {}

export class Lessons extends Fact {
  /** @type {LessonName | null} */
  current = null;
  /** Told: the outcome is there. @type {'asking' | 'happening' | 'told'} */
  state = 'asking';
  /** What was predicted. @type {Answer | null} */
  guess = null;
  /** @type {Outcome | null} */
  outcome = null;
  /** Those that came to their end, also on an earlier visit. @type {ReadonlySet<LessonName>} */
  done = new Set();
  /** Why it could not happen. @type {unknown} */
  problem = null;

  #engine;
  #run;
  #plans;
  #weights;
  #evaluation;
  #shelf;
  #remember;
  /** Puts back what was in use before. @type {(() => Promise<void>) | null} */
  #putBack = null;
  /** Another one each time that one is begun or left. */
  #visit = {};

  /**
   * @param {import('./news.js').News} news
   * @param {object} lab
   * @param {import('../engine/engine.js').Engine} lab.engine
   * @param {import('./run.js').Run} lab.run
   * @param {import('./plans.js').Plans} lab.plans
   * @param {import('./weights.js').Weights} lab.weights
   * @param {import('./evaluation.js').Evaluation} lab.evaluation
   * @param {import('./shelf.js').Shelf} lab.shelf
   * @param {() => Promise<() => Promise<void>>} lab.remember what is in use; what it gives puts that back
   */
  constructor(news, { engine, run, plans, weights, evaluation, shelf, remember }) {
    super(news);
    this.#engine = engine;
    this.#run = run;
    this.#plans = plans;
    this.#weights = weights;
    this.#evaluation = evaluation;
    this.#shelf = shelf;
    this.#remember = remember;
  }

  /** Brings what was done on earlier visits. */
  async open() {
    const kept = await this.#shelf.readJson(DONE).catch(() => null);
    const known = Array.isArray(kept) ? NAMES.filter((name) => kept.includes(name)) : [];
    this.done = new Set([...known, ...this.done]);
    this.changed();
  }

  /** Asks; what was in use before another lesson is put back. @param {LessonName} name */
  async begin(name) {
    await this.leave();
    this.current = name;
    this.changedNow();
  }

  /** Makes it happen. @param {Answer} guess */
  async predict(guess) {
    const { current } = this;
    if (!current || this.state !== 'asking' || this.#run.state !== 'idle' || this.#run.occupied) return;
    const visit = this.#visit;
    Object.assign(this, { state: 'happening', guess, problem: null });
    this.changedNow();
    try {
      const outcome = await LESSONS[current].happen(await this.#bench(visit));
      if (visit !== this.#visit) return;
      Object.assign(this, { state: 'told', outcome, done: new Set([...this.done, current]) });
      void this.#shelf.writeJson(DONE, [...this.done]);
    } catch (error) {
      if (visit !== this.#visit) return;
      Object.assign(this, { state: 'asking', problem: error instanceof Left ? null : error });
    }
    this.changedNow();
  }

  /** Ends it, also in the middle, and puts back what was in use before. */
  async leave() {
    const before = this.#putBack;
    const wasOn = this.state === 'happening';
    this.#visit = {};
    this.#putBack = null;
    Object.assign(this, { current: null, state: 'asking', guess: null, outcome: null, problem: null });
    this.changedNow();
    if (wasOn) this.#evaluation.cancel();
    if (wasOn && this.#run.state !== 'idle') await this.#run.stop();
    await before?.();
  }

  /** @param {object} visit that may have ended meanwhile @returns {Promise<Bench>} */
  async #bench(visit) {
    const { seed } = DEFAULT_SETTINGS;
    const goesOn = () => {
      if (visit !== this.#visit) throw new Left();
    };
    const touch = async () => {
      await this.#plans.tested(); // of the run before
      goesOn();
      this.#putBack ??= await this.#remember();
      goesOn();
    };
    return {
      notebook: await fetchPreset(this.#engine, 'reference'),
      outline: (network) => this.#engine.summarise(network),
      judge: (pixels) => this.#engine.predict(pixels, { kind: 'photo' }),
      run: async (wanted) => {
        const made = this.#plans.made(wanted);
        if (made) return made;
        await touch();
        const run = await this.#plans.make(wanted);
        goesOn();
        if (!run) throw this.#run.problem?.error ?? new Left();
        return run;
      },
      testUntrained: async (network) => {
        await touch();
        this.#evaluation.forget();
        await this.#weights.initialise(network, seed);
        await this.#evaluation.evaluate();
        goesOn();
        const { result, problem } = this.#evaluation;
        if (!result) throw problem ?? new Left();
        return result;
      },
    };
  }
}
