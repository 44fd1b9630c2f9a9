// What the worker does for each request: the C++ core, its images, and at most one run.
//
// A method has the name of its request. What it returns, or what its promise resolves to, is the
// answer. The model cannot be replaced under a run or an evaluation: that would be refused by no
// one below, since a step knows only the model that is there.

import { BatchedJob } from './batched-job.js';
import { Downloads } from './downloads.js';
import { EngineError, codeOf } from './errors.js';
import { FitJob } from './fit-job.js';
import { checkSettingNames } from './input.js';
import { Scheduler } from './scheduler.js';
import { Shards } from './shards.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./messages.js').Split} Split */
/** @typedef {import('./messages.js').Counts} Counts */

/**
 * @template {import('./messages.js').CallName} Name
 * @typedef {import('./messages.js').RequestOf<Name>} RequestOf
 */

/**
 * What a long request needs besides its payload.
 * @template Progress
 * @typedef {object} Context
 * @property {AbortSignal} signal the page gave the request up
 * @property {(progress: Progress) => void} progress
 */

/**
 * @typedef {object} Notices to the page, of no request
 * @property {(model: Uint8Array<ArrayBuffer>) => void} snapshot
 * @property {(images: Counts) => void} images
 */

const IMAGE_PIXELS = 28 * 28;

export class Session {
  #core;
  #notices;
  #shards;
  #scheduler = new Scheduler();
  /** @type {{ id: number, job: FitJob } | null} */
  #run = null;
  /** Of jobs over images that are under way. */
  #passes = 0;
  /** @type {string | null} Settings of a restored run that nobody went on with, as JSON. */
  #restored = null;

  /**
   * @param {Core} core
   * @param {string} data address of the folder with the manifest
   * @param {{ model: ArrayBuffer | null, images: Counts }} restore
   * @param {Notices} notices
   */
  constructor(core, data, restore, notices) {
    this.#core = core;
    this.#notices = notices;
    this.#shards = new Shards(core, data, new Downloads(), restore.images, notices.images);
    if (restore.model) core.loadModel(new Uint8Array(restore.model));
  }

  /** @param {RequestOf<'newModel'>} request */
  newModel({ description, seed }) {
    this.#refuseDuringWork('make a new network');
    this.#core.newModel(description, seed);
    this.#snapshot();
    return null;
  }

  /** @param {RequestOf<'loadModel'>} request */
  loadModel({ bytes }) {
    this.#refuseDuringWork('load another network');
    this.#core.loadModel(bytes);
    this.#snapshot();
    return null;
  }

  saveModel() {
    return this.#core.saveModel();
  }

  summary() {
    return this.#core.summary();
  }

  /** @param {RequestOf<'summarise'>} request */
  summarise({ description }) {
    return this.#core.summarise(description);
  }

  memory() {
    return { wasm: this.#core.memory() };
  }

  /**
   * @param {RequestOf<'loadImages'>} request
   * @param {Context<import('./messages.js').DownloadProgress>} context
   */
  loadImages({ split, count }, { signal, progress }) {
    return this.#shards.load(split, count, signal, progress);
  }

  /** @param {RequestOf<'imagesNeeded'>} request */
  imagesNeeded({ settings }) {
    checkSettingNames(settings);
    return this.#core.fitNeeds(settings);
  }

  /**
   * @param {RequestOf<'images'>} request
   * @param {Context<never>} context
   */
  async images({ query }, { signal }) {
    await this.#shards.restore(query.split, signal);
    const all = this.#core.imageLabels(query.split);
    const indices = chosen(all, query);
    const pixels = new Uint8Array(indices.length * IMAGE_PIXELS);
    indices.forEach((index, place) => {
      pixels.set(this.#core.imagePixels(query.split, index), place * IMAGE_PIXELS);
    });
    const labels = Uint8Array.from(indices, (index) => all[index]);
    return { indices, pixels, labels };
  }

  /** @param {RequestOf<'see'>} request */
  see({ pixels, width, height, kind }) {
    return this.#core.see(pixels, width, height, kind);
  }

  /** @param {RequestOf<'seeDrawing'>} request */
  seeDrawing({ base, marks }) {
    return this.#core.seeDrawing(base, marks);
  }

  /** @param {RequestOf<'fillArea'>} request */
  fillArea({ base, marks }) {
    return this.#core.fillArea(base, marks);
  }

  /** @param {RequestOf<'predict'>} request */
  predict({ pixels, kind }) {
    return this.#core.predict(pixels, kind);
  }

  /** @param {RequestOf<'predictBatch'>} request */
  predictBatch({ pixels }) {
    return this.#core.predictBatch(pixels);
  }

  /** @param {RequestOf<'augment'>} request */
  augment({ settings, pixels, labels, step }) {
    checkSettingNames(settings);
    return this.#core.augment(settings, step, pixels, labels);
  }

  /** @param {RequestOf<'inside'>} request */
  inside({ pixels }) {
    return { layers: this.#core.activations(pixels) };
  }

  /** @param {RequestOf<'parameters'>} request */
  parameters({ layer }) {
    return this.#core.parameters(layer);
  }

  /** @param {RequestOf<'heatMap'>} request */
  heatMap({ pixels, wanted, method }) {
    return this.#core.heatMap(pixels, wanted, method);
  }

  histograms() {
    return { layers: this.#core.histograms() };
  }

  /**
   * @param {RequestOf<'fit'>} request
   * @param {Context<import('./messages.js').FitReport>} context
   */
  async fit({ id, settings: fresh, paused }, { signal, progress }) {
    if (this.#run) {
      throw new EngineError('wrong-state', 'A training run is on already. Stop it first.');
    }
    if (fresh !== null) checkSettingNames(fresh);
    const settings = fresh ?? this.#restored;
    if (settings === null || (fresh === null && !this.#core.fitting())) {
      throw new EngineError('wrong-state', 'There is no run to go on with. Load a saved one first.');
    }
    const needs = this.#core.fitNeeds(settings);
    const training = JSON.parse(settings).trainingImages;
    const images = { training, validating: needs.train + needs.test - training };
    const job = new FitJob(this.#core, this.#scheduler, images, {
      progress: (fit) => progress({ fit }),
      epoch: (epoch) => progress({ epoch }),
      snapshot: () => this.#snapshot(),
    });
    job.paused = paused;
    this.#run = { id, job };
    signal.addEventListener('abort', () => job.stop());
    try {
      await this.#bring(needs, job.stopped, (download) => progress({ download }));
      if (fresh !== null) this.#core.fitStart(fresh);
      this.#restored = null;
      job.begin(this.#core.history());
      return await job.done;
    } catch (error) {
      if (job.stopped.aborted) return await job.done;
      throw error;
    } finally {
      this.#run = null;
    }
  }

  /** @param {RequestOf<'pause'>} request */
  pause({ run }) {
    this.#job(run)?.pause();
    return null;
  }

  /** @param {RequestOf<'resume'>} request */
  resume({ run }) {
    this.#job(run)?.resume();
    return null;
  }

  /** @param {RequestOf<'step'>} request */
  step({ run }) {
    this.#job(run)?.stepOnce();
    return null;
  }

  /** @param {RequestOf<'stop'>} request */
  stop({ run }) {
    this.#job(run)?.stop();
    return null;
  }

  /**
   * @param {RequestOf<'evaluate'>} request
   * @param {Context<import('./messages.js').EvaluateProgress>} context
   */
  async evaluate({ split }, { signal, progress }) {
    const core = this.#core;
    const work = { start: () => core.evaluateStart(split), step: () => core.evaluateStep() };
    const result = await this.#passOver(split, new BatchedJob(work, progress), signal, 'evaluate');
    return { ...result, labels: core.imageLabels(split) };
  }

  /**
   * @param {RequestOf<'fitNovelty'>} _
   * @param {Context<import('./messages.js').EvaluateProgress>} context
   */
  async fitNovelty(_, { signal, progress }) {
    const core = this.#core;
    const work = { start: () => core.fitNoveltyStart(), step: () => core.fitNoveltyStep() };
    await this.#passOver('train', new BatchedJob(work, progress), signal, 'fit the novelty score');
    this.#snapshot();
    return null;
  }

  /**
   * Runs a job over the images of a split. The model stays what it is meanwhile.
   * @template Result
   * @param {Split} split
   * @param {BatchedJob<Result>} job
   * @param {AbortSignal} signal
   * @param {string} what
   */
  async #passOver(split, job, signal, what) {
    if (this.#run && !this.#run.job.paused) {
      throw new EngineError('wrong-state', `Pause or stop the training first, then ${what}.`);
    }
    this.#passes += 1;
    try {
      await this.#shards.restore(split, signal);
      this.#scheduler.add(this.#abortable(job, signal));
      return await job.done;
    } finally {
      this.#passes -= 1;
    }
  }

  /**
   * @param {RequestOf<'project'>} request
   * @param {Context<import('./messages.js').EvaluateProgress>} context
   */
  async project({ split }, { signal, progress }) {
    await this.#shards.restore(split, signal);
    const work = { start: () => this.#core.projectStart(split), step: () => this.#core.projectStep() };
    const job = this.#abortable(new BatchedJob(work, progress), signal);
    this.#scheduler.addBeside(job);
    const projection = await job.done;
    return { ...projection, labels: this.#core.imageLabels(split).slice(0, projection.points.length / 2) };
  }

  /** @param {RequestOf<'projectPicture'>} request */
  projectPicture({ pixels }) {
    return this.#core.projectPicture(pixels);
  }

  saveCheckpoint() {
    return this.#core.saveCheckpoint();
  }

  /**
   * @param {RequestOf<'restoreCheckpoint'>} request
   * @param {Context<import('./messages.js').DownloadProgress>} context
   * @returns {Promise<import('./messages.js').RestoredRun>}
   */
  async restoreCheckpoint({ bytes }, { signal, progress }) {
    const settings = this.#core.checkpointSettings(bytes);
    await this.#bring(this.#core.fitNeeds(settings), signal, progress);
    this.#refuseDuringWork('load a saved run');
    const { phase, epoch, epochs: all, step, steps } = this.#core.restoreCheckpoint(bytes);
    this.#restored = settings;
    this.#snapshot();
    const inEpoch = phase === 'training' ? step / steps : 1;
    const share = phase === 'finished' ? 1 : (epoch - 1 + inEpoch) / all;
    return { settings: JSON.parse(settings), epochs: this.#core.history(), share };
  }

  /**
   * @param {Counts} needs
   * @param {AbortSignal} signal
   * @param {(progress: import('./messages.js').DownloadProgress) => void} onProgress
   */
  async #bring(needs, signal, onProgress) {
    await this.#shards.load('train', needs.train, signal, onProgress);
    await this.#shards.load('test', needs.test, signal, onProgress);
  }

  /**
   * @template Result
   * @param {BatchedJob<Result>} job
   * @param {AbortSignal} signal ends it
   */
  #abortable(job, signal) {
    signal.addEventListener('abort', () => {
      this.#scheduler.remove(job);
      job.fail(signal.reason);
    });
    return job;
  }

  /** @param {number} run @returns {FitJob | null} null when that run is over */
  #job(run) {
    return this.#run?.id === run ? this.#run.job : null;
  }

  /** @param {string} what */
  #refuseDuringWork(what) {
    if (this.#run) {
      throw new EngineError('wrong-state', `Stop the training first, then ${what}.`);
    }
    if (this.#passes > 0) {
      throw new EngineError('wrong-state', `The network is being evaluated. Wait, then ${what}.`);
    }
  }

  #snapshot() {
    try {
      this.#notices.snapshot(this.#core.saveModel());
    } catch (error) {
      // A model that cannot be saved is not worth keeping: the page still has the one before.
      if (codeOf(error) === null) throw error;
    }
  }
}

/**
 * The indices that a query asks for.
 * @param {Uint8Array} labels of all loaded images
 * @param {import('./messages.js').ImagesQuery} query
 * @returns {Uint32Array<ArrayBuffer>}
 * @throws {EngineError} `wrong-state` for an index beyond the loaded images
 */
function chosen(labels, query) {
  if ('indices' in query) {
    const wrong = Array.from(query.indices).find((index) => !(index in labels));
    if (wrong === undefined) return Uint32Array.from(query.indices);
    throw new EngineError(
      'wrong-state',
      `There is no image ${wrong}: ${labels.length} are loaded. Load more images first.`,
    );
  }
  const { class: wanted, start = 0, count } = query;
  const found = [];
  let passed = 0; // images of the class before `start`
  for (let i = 0; i < labels.length && found.length < count; ++i) {
    if (wanted !== undefined && labels[i] !== wanted) continue;
    if (passed < start) passed += 1;
    else found.push(i);
  }
  return Uint32Array.from(found);
}
