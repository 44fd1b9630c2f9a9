// What was found of the last visit, or after the engine had stopped: a run that can go on, or weights that can be used.

import { Fact } from './news.js';

/** @typedef {import('./runs.js').KeptRun} KeptRun */

/** @typedef {{ is: 'run', run: KeptRun } | { is: 'weights', name: string, when: string }} Finding */

export class Found extends Fact {
  /** What is offered; null for nothing. @type {Finding | null} */
  what = null;
  /** Why it could not be had. @type {unknown} */
  problem = null;

  #runs;
  #run;
  #weights;
  /** What the visitor does not want. @type {Set<string>} */
  #left = new Set();
  /** Of the last visit; null for none, or once others are in use. @type {{ name: string, when: string } | null} */
  #before = null;

  /**
   * @param {import('./news.js').News} news
   * @param {import('./runs.js').Runs} runs
   * @param {import('./run.js').Run} run
   * @param {import('./weights.js').Weights} weights
   */
  constructor(news, runs, run, weights) {
    super(news);
    this.#runs = runs;
    this.#run = run;
    this.#weights = weights;
    for (const fact of [runs, run, weights]) fact.follow(() => this.#look());
  }

  /** @param {{ name: string, when: string } | null} weights of the last visit */
  begin(weights) {
    this.#before = weights;
    this.#look();
  }

  /** It is not wanted; under Runs it still is. */
  leave() {
    if (this.what?.is === 'run') this.#left.add(this.what.run.id);
    else this.#before = null;
    this.#look();
  }

  /** @param {unknown} error why it cannot be had */
  fail(error) {
    this.problem = error;
    this.changedNow();
  }

  #look() {
    const { what } = this;
    if (this.#weights.origin.from !== 'ready-made') this.#before = null;
    const last = this.#runs.list.findLast(({ state }) => state === 'interrupted');
    const idle = this.#run.state === 'idle';
    if (idle && last && last === this.#runs.list.at(-1) && !this.#left.has(last.id))
      this.what = { is: 'run', run: last };
    else this.what = idle && this.#before ? { is: 'weights', ...this.#before } : null;
    const same = what?.is === 'run' && this.what?.is === 'run' && what.run.id === this.what.run.id;
    if (same || (what === null && this.what === null)) return;
    this.problem = null;
    this.changed();
  }
}
