// The training run: one at a time, from its settings to its end. It may be held, stepped and stopped, or come
// from a file.

import { CLASS_NAMES, DEFAULT_SETTINGS, EngineError } from '../engine/engine.js';
import { Batches } from './batches.js';
import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/engine.js').DownloadProgress} DownloadProgress */
/** @typedef {import('../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../engine/engine.js').Split} Split */
/** @typedef {Required<import('../engine/engine.js').Settings>} Settings */

/**
 * Fetching: images are on their way, the weights still the ones before. Restored: a saved run waits to go on.
 * @typedef {'idle' | 'fetching' | 'running' | 'paused' | 'restored'} State
 */

/**
 * What a run is and what came of it so far. Another run is another record.
 * @typedef {object} RunRecord
 * @property {Settings} settings
 * @property {NetworkDescription | null} network that is trained; null until a saved run's is known
 * @property {readonly string[]} classes that it tells apart
 * @property {boolean} fresh begun from random weights
 * @property {number} steps of an epoch
 * @property {Batches} batches those that were trained on in this tab
 * @property {import('../engine/engine.js').Epoch[]} epochs those that were finished
 * @property {string} file that it was loaded from; empty for a run of this tab
 * @property {string} name that it is to have; empty for any
 */

/**
 * How the last run, or what was to become one, ended; `complete`: it was loaded from a file, and had come to
 * its end there.
 * @typedef {object} End
 * @property {'finished' | 'stopped' | 'diverged' | 'failed' | 'not started' | 'cancelled' | 'set aside' | 'complete'} how
 * @property {string} [message] from the engine, for the visitor
 */

/**
 * @param {Settings} settings
 * @param {NetworkDescription | null} network
 * @param {boolean} fresh
 * @param {{ classes?: readonly string[], file?: string, name?: string }} [known]
 * @returns {RunRecord}
 */
const newRecord = (settings, network, fresh, { classes = CLASS_NAMES, file = '', name = '' } = {}) => ({
  settings,
  network,
  classes,
  fresh,
  steps: Math.ceil(settings.trainingImages / settings.batchSize),
  batches: new Batches(),
  epochs: [],
  file,
  name,
});

export class Run extends Fact {
  /** @type {State} */
  state = 'idle';
  /** Of the run that is on or was the last one; null when there is none. @type {RunRecord | null} */
  record = null;
  /** Whether it can be saved. */
  exists = false;
  /** The last report of the run that is on. @type {import('../engine/engine.js').FitProgress | null} */
  progress = null;
  /** What is being fetched. @type {(DownloadProgress & { split: Split }) | null} */
  download = null;
  /** How much of a restored run is done, 0 to 1. */
  share = 0;
  /** @type {End | null} */
  end = null;
  /** The state in which it was stopped, from which it can go on; whoever keeps it takes it. @type {Uint8Array<ArrayBuffer> | null} */
  last = null;
  /** What went wrong, and whether to try again may help. @type {{ error: unknown, again: boolean } | null} */
  problem = null;

  #engine;
  #weights;
  #evaluation;
  /** @type {ReturnType<Engine['fit']> | null} */
  #fit = null;
  #lent = false;
  /** Ends the download. @type {AbortController | null} */
  #fetching = null;
  /** Resolves when what is on has ended in one way or another. */
  #over = Promise.resolve();

  /**
   * @param {import('./news.js').News} news
   * @param {Engine} engine
   * @param {import('./weights.js').Weights} weights
   * @param {import('./evaluation.js').Evaluation} evaluation of the weights
   */
  constructor(news, engine, weights, evaluation) {
    super(news);
    this.#engine = engine;
    this.#weights = weights;
    this.#evaluation = evaluation;
  }

  /** Whether the weights belong to it, or soon will. */
  get busy() {
    return this.state === 'fetching' || this.state === 'running' || this.state === 'paused';
  }

  /** Whether no other weights can take the place of those in use. */
  get occupied() {
    return this.busy || this.#lent;
  }

  /** While something else works at the weights no run begins. @param {boolean} lent */
  lend(lent) {
    this.#lent = lent;
    this.changedNow();
  }

  /**
   * No other weights take the place of those at which something else works.
   * @throws {Error} with a sentence for the visitor
   */
  refuseWhileLent() {
    if (this.#lent) throw new Error('The network is being fine-tuned. Wait for the end of that, or cancel it.');
  }

  /**
   * Starts a run; does nothing while there is one.
   * @param {Settings} settings
   * @param {NetworkDescription | null} network to be trained from random weights; null goes on from those in use
   * @param {{ byStep?: boolean, name?: string }} [options] byStep: takes one step and pauses
   */
  async start(settings, network, { byStep = false, name } = {}) {
    if (this.state !== 'idle' || this.#lent) return;
    this.#over = this.#train(
      settings,
      byStep,
      async () => {
        if (network) await this.#weights.initialise(network, settings.seed);
        const { summary } = this.#weights;
        const used = network ?? summary?.description ?? null;
        const classes = network ? CLASS_NAMES : summary?.classes;
        this.record = newRecord(settings, used, network !== null, { classes, name });
        this.exists = true;
        this.#evaluation.forget();
        return { settings };
      },
      network,
    );
    await this.#over;
  }

  /** Goes on with a run that is paused, or was restored. */
  async resume() {
    if (this.state === 'restored') return this.#goOn(false);
    if (this.state !== 'paused') return;
    this.#become('running');
    await this.#fit?.resume();
  }

  /** Takes one step of a run that is paused, or was restored. */
  async step() {
    if (this.state === 'restored') return this.#goOn(true);
    if (this.state === 'paused') await this.#fit?.step();
  }

  async pause() {
    if (this.state !== 'running') return;
    this.#become('paused');
    await this.#fit?.pause();
    this.changedNow();
  }

  /** Ends a run or its download, and waits until it has ended. */
  async stop() {
    this.#fetching?.abort();
    if (this.state === 'restored') {
      this.end = { how: 'set aside' };
      this.#become('idle');
    }
    const fit = this.#fit;
    if (fit) {
      await fit.pause(); // what is kept is where it ended
      this.last = await this.#engine.checkpointBytes().catch(() => null);
      void fit.stop();
    }
    await this.#over;
  }

  /**
   * Takes over a saved run.
   * @param {File} file
   * @param {object} [options]
   * @param {number} [options.epochs] in all, if it is to have more than it began with
   * @param {(progress: DownloadProgress) => void} [options.onProgress] of images that are missing
   * @param {Pick<RunRecord, 'fresh' | 'batches'>} [options.known] what the file does not tell
   */
  async restore(file, { known, ...options } = {}) {
    const { settings, epochs, share } = await this.#engine.restoreCheckpoint(file, options);
    const begun = newRecord({ ...DEFAULT_SETTINGS, ...settings }, null, false, { file: file.name });
    const record = { ...begun, epochs, ...known };
    this.record = record;
    this.exists = true;
    this.share = share;
    this.problem = null;
    this.end = share < 1 ? null : { how: 'complete' };
    this.#become(share < 1 ? 'restored' : 'idle');
    void this.#weights.restored(file.name).then(() => {
      const { summary } = this.#weights;
      record.network = summary?.description ?? null;
      record.classes = summary?.classes ?? CLASS_NAMES;
    });
    if (share === 1) void this.#evaluation.judgeRun(false);
  }

  /** The weights are other ones: there is no run any more. */
  clear() {
    Object.assign(this, { record: null, exists: false, progress: null, end: null, problem: null });
    this.#become('idle');
  }

  /** Something else at the weights went wrong. @param {unknown} error */
  fail(error) {
    this.problem = { error, again: false };
    this.changedNow();
  }

  /** @param {boolean} byStep */
  #goOn(byStep) {
    this.#over = this.#train(this.record?.settings ?? DEFAULT_SETTINGS, byStep, async () => ({ resume: true }));
    return this.#over;
  }

  /**
   * Fetches what is needed, then trains until the run ends in one way or another.
   * @param {Settings} settings
   * @param {boolean} byStep
   * @param {() => Promise<{ settings: Settings } | { resume: boolean }>} prepare changes the weights, when all is there
   * @param {NetworkDescription | null} [network] that must be able to work
   */
  async #train(settings, byStep, prepare, network = null) {
    const { state } = this;
    this.#evaluation.cancel();
    Object.assign(this, { problem: null, end: null, progress: null, last: null });
    this.#become('fetching');
    try {
      if (network) await this.#check(network);
      await this.#fetchImages(settings);
      const how = await prepare();
      this.#weights.train();
      this.#fit = this.#engine.fit({
        ...how,
        paused: byStep,
        onProgress: (progress) => this.#report(progress),
        onEpoch: (epoch) => {
          this.record?.epochs.push(epoch);
          this.changed();
        },
      });
      this.#become(byStep ? 'paused' : 'running');
      if (byStep) void this.#fit.step();
      const { state: end, message } = await this.#fit.done;
      this.#finish(end, message);
    } catch (error) {
      this.#giveUp(error, state);
    } finally {
      this.#fit = this.#fetching = this.download = null;
    }
  }

  /** @param {NetworkDescription} network */
  async #check(network) {
    const { problem } = await this.#engine.summarise(network);
    if (problem) throw new EngineError('bad-description', problem.message, { layer: problem.layer });
  }

  /** Before the weights are touched, so that a cut connection costs nothing. @param {Settings} settings */
  async #fetchImages(settings) {
    const { signal } = (this.#fetching = new AbortController());
    const needed = await this.#engine.imagesNeeded(settings);
    for (const split of /** @type {const} */ (['train', 'test'])) {
      const count = needed[split];
      if (count === 0) continue;
      const onProgress = (/** @type {DownloadProgress} */ progress) => {
        this.download = { ...progress, split };
        this.changed();
      };
      onProgress({ loaded: 0, total: 0 });
      await this.#engine.loadImages({ split, count, signal, onProgress });
    }
    this.#fetching = this.download = null;
    this.changedNow();
  }

  /** @param {import('../engine/engine.js').FitProgress} progress */
  #report(progress) {
    this.progress = progress;
    this.record?.batches.add(progress.batches);
    this.changed();
    this.#weights.learned();
  }

  /** @param {'finished' | 'stopped' | 'diverged'} how @param {string} [message] */
  #finish(how, message) {
    this.exists = how === 'finished';
    this.end = { how, message };
    this.#become('idle');
    void this.#weights.trained();
    void this.#evaluation.judgeRun(how === 'finished');
  }

  /** @param {unknown} error @param {State} before */
  #giveUp(error, before) {
    const aborted = this.#fetching?.signal.aborted ?? false;
    if (this.#fit) this.exists = false;
    this.end = { how: aborted ? 'cancelled' : this.#fit ? 'failed' : 'not started' };
    this.problem = aborted ? null : { error, again: this.#fetching !== null };
    this.#become(before === 'restored' && !this.#fit ? 'restored' : 'idle');
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.changedNow();
  }
}
