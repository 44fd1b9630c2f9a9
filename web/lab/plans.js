// Runs that are planned: made by the lab, and found again on a later visit instead of being made twice.

import { sameLayers } from './draft.js';

/** @typedef {import('../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./run.js').Settings} Settings */
/** @typedef {import('./runs.js').KeptRun} KeptRun */
/** @typedef {{ name: string, settings: Settings, network: NetworkDescription }} Plan of a run from fresh weights */

/** @param {KeptRun} run @param {Plan} plan */
function isOf(run, { settings, network }) {
  const names = /** @type {(keyof Settings)[]} */ (Object.keys(settings));
  const ended = run.state === 'finished' || run.state === 'diverged';
  return (
    ended &&
    run.fresh &&
    names.every((name) => run.settings[name] === settings[name]) &&
    sameLayers(run.network.layers, network.layers)
  );
}

export class Plans {
  #run;
  #runs;
  #evaluation;
  /** Whoever waits for the end of a test. */
  #tested = () => {};

  /**
   * @param {import('./run.js').Run} run
   * @param {import('./runs.js').Runs} runs
   * @param {import('./evaluation.js').Evaluation} evaluation
   */
  constructor(run, runs, evaluation) {
    this.#run = run;
    this.#runs = runs;
    this.#evaluation = evaluation;
    evaluation.follow(() => evaluation.state === 'idle' && this.#tested());
  }

  /** The kept run that a plan has become, if any. @param {Plan} plan @returns {KeptRun | null} */
  made(plan) {
    return this.#runs.list.find((kept) => isOf(kept, plan)) ?? null;
  }

  /**
   * Makes it, and waits until its weights are tested.
   * @param {Plan} plan
   * @returns {Promise<KeptRun | null>} null where it was stopped, or could not begin
   */
  async make(plan) {
    const { name, settings, network } = plan;
    await this.#run.start(settings, network, { name });
    const { record, end } = this.#run;
    if (record?.name !== name || !end || !['finished', 'diverged'].includes(end.how)) return null;
    await this.tested();
    return this.made(plan);
  }

  /** Waits until no test is on. */
  async tested() {
    if (this.#evaluation.state !== 'idle') await new Promise((done) => (this.#tested = () => done(null)));
  }
}
