// Suggested experiments, which teach something by comparison: each is a series of ordinary runs of the notebook's
// network, and what comes next is decided by what was seen so far.

import { DEFAULT_SETTINGS, SETTINGS } from '../engine/engine.js';
import { Fact } from './news.js';
import { fetchPreset } from './presets.js';

/** @typedef {import('../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./plans.js').Plan} Plan */
/** @typedef {import('./runs.js').KeptRun} KeptRun */

/** A tenth of a run of the notebook's. */
const FEW = Object.freeze({ ...DEFAULT_SETTINGS, trainingImages: 2000 });
/** Enough steps to learn a hundred images by heart, which thousands get, too. */
const STEPS = 300;
const SMALL_BATCH = 10;

/** @param {NetworkDescription} network */
const withoutDropout = (network) => ({
  ...network,
  name: `${network.name} without dropout`,
  layers: network.layers.filter(({ type }) => type !== 'Dropout'),
});

/** @param {NetworkDescription} network @param {number} learningRate @returns {Plan} */
const atRate = (network, learningRate) => ({
  name: `Learning rate ${learningRate}`,
  settings: { ...FEW, epochs: 1, learningRate },
  network,
});

/** @param {NetworkDescription} network @param {string} name @param {number} trainingImages @returns {Plan} */
const onImages = (network, name, trainingImages) => ({
  name,
  settings: {
    ...DEFAULT_SETTINGS,
    trainingImages,
    batchSize: SMALL_BATCH,
    epochs: (STEPS * SMALL_BATCH) / trainingImages,
  },
  network,
});

/**
 * By name: the next run, from those that were made so far; null behind the last one.
 * @satisfies {Record<string, (network: NetworkDescription, made: readonly KeptRun[]) => Plan | null>}
 */
export const EXPERIMENTS = {
  dropout(network, made) {
    const settings = { ...FEW, epochs: 10 };
    const plans = [
      { name: 'With dropout', settings, network },
      { name: 'Without dropout', settings, network: withoutDropout(network) },
    ];
    return plans[made.length] ?? null;
  },

  rate(network, made) {
    const last = made.at(-1);
    if (!last) return atRate(network, DEFAULT_SETTINGS.learningRate);
    const next = 2 * last.settings.learningRate;
    const most = /** @type {import('../engine/engine.js').Setting} */ (SETTINGS.learningRate).maximum ?? Infinity;
    return last.state === 'diverged' || next > most ? null : atRate(network, next);
  },

  hundred(network, made) {
    const plans = [
      onImages(network, 'Three thousand images, once', STEPS * SMALL_BATCH),
      onImages(network, 'A hundred images, thirty times', 100),
    ];
    return plans[made.length] ?? null;
  },
};

/** @typedef {keyof typeof EXPERIMENTS} ExperimentName */

export class Experiments extends Fact {
  /** The one that is on. @type {ExperimentName | null} */
  current = null;
  /** Why one could not begin. @type {unknown} */
  problem = null;

  #engine;
  #run;
  #plans;
  /** The notebook's network, once it is there. @type {NetworkDescription | null} */
  #network = null;

  /**
   * @param {import('./news.js').News} news
   * @param {import('../engine/engine.js').Engine} engine
   * @param {import('./run.js').Run} run
   * @param {import('./plans.js').Plans} plans
   */
  constructor(news, engine, run, plans) {
    super(news);
    this.#engine = engine;
    this.#run = run;
    this.#plans = plans;
  }

  /** Brings the network that all begin with; until it is there, nothing is known of any. */
  async open() {
    this.#network ??= await fetchPreset(this.#engine, 'reference');
    this.changed();
  }

  /** Whether it is known what was made. */
  get isOpen() {
    return this.#network !== null;
  }

  /** Its runs that were made so far, in order, also on an earlier visit. @param {ExperimentName} name @returns {KeptRun[]} */
  made(name) {
    return this.#stand(name).made;
  }

  /** Whether all its runs were made. @param {ExperimentName} name */
  isComplete(name) {
    return this.#network !== null && this.#stand(name).next === null;
  }

  /** Makes those of its runs that are missing; one that is stopped ends it. @param {ExperimentName} name */
  async begin(name) {
    if (this.current || this.#run.occupied || this.#run.state !== 'idle') return;
    this.current = name;
    this.problem = null;
    this.changedNow();
    try {
      await this.open();
      for (let plan = this.#stand(name).next; plan; plan = this.#stand(name).next) {
        if (!(await this.#plans.make(plan))) break;
      }
    } catch (error) {
      this.problem = error;
    }
    this.current = null;
    this.changedNow();
  }

  /** @param {ExperimentName} name @returns {{ made: KeptRun[], next: Plan | null }} */
  #stand(name) {
    /** @type {KeptRun[]} */
    const made = [];
    if (!this.#network) return { made, next: null };
    for (;;) {
      const next = EXPERIMENTS[name](this.#network, made);
      const run = next && this.#plans.made(next);
      if (!run) return { made, next };
      made.push(run);
    }
  }
}
