// One run in the worker: a batch at each step, reports a few times a second, snapshots now and then.

import { Interval } from './clock.js';
import { Pace } from './pace.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./core.js').StepReport} StepReport */
/** @typedef {import('./messages.js').Epoch} Epoch */
/** @typedef {import('./messages.js').FitProgress} FitProgress */
/** @typedef {import('./messages.js').History} History */

/** What the page does with a report takes time from the same cores; a curve looks no better for more of them. */
const REPORT_MS = 400;
/** A crash costs at most so much training; a snapshot of the reference CNN takes about 2 ms. */
const SNAPSHOT_MS = 10_000;

/**
 * @typedef {object} Listener
 * @property {(progress: FitProgress) => void} progress
 * @property {(epoch: Epoch) => void} epoch
 * @property {() => void} snapshot the parameters are worth keeping now
 */

/** @typedef {{ training: number, validating: number }} RunImages how many a run uses in an epoch */

export class FitJob {
  #core;
  #scheduler;
  #runImages;
  #listener;
  #clock;
  /** @type {Epoch[]} */
  #epochs = [];
  #imagesNote = '';
  #begun = false;
  /** One more step is wanted of a run that is paused. */
  #once = false;
  #stop = new AbortController();
  #pace = new Pace();
  /** @type {'training' | 'validating'} */
  #phase = 'training';
  /** The last step, not yet reported. @type {StepReport | null} */
  #latest = null;
  /** @type {import('./messages.js').BatchPoint[]} Not yet reported. */
  #batches = [];
  #reports = new Interval(REPORT_MS);
  #snapshots;
  /** @type {(history: History) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};

  /** @type {Promise<History>} */
  done = new Promise((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });
  paused = false;
  /** In the batch of the last step. */
  images = 0;

  /**
   * @param {Core} core
   * @param {import('./scheduler.js').Scheduler} scheduler
   * @param {RunImages} images
   * @param {Listener} listener
   * @param {import('./clock.js').Clock} [clock]
   */
  constructor(core, scheduler, images, listener, clock = performance) {
    this.#core = core;
    this.#scheduler = scheduler;
    this.#runImages = images;
    this.#listener = listener;
    this.#clock = clock;
    this.#snapshots = new Interval(SNAPSHOT_MS, clock.now());
  }

  /** Aborted when the run is stopped: what it still waits for is not wanted any more. */
  get stopped() {
    return this.#stop.signal;
  }

  /**
   * Begins to step; the core has the run ready.
   * @param {Epoch[]} epochs finished before, of a run that goes on
   * @param {string} [note] of its images
   */
  begin(epochs, note = '') {
    this.#begun = true;
    this.#epochs = [...epochs];
    this.#imagesNote = note;
    if (!this.paused || this.#once) this.#scheduler.add(this);
  }

  /** Also before begin(): then the run waits when it is ready. */
  pause() {
    if (this.paused) return;
    this.paused = true;
    this.#scheduler.remove(this);
    if (!this.#begun) return;
    const now = this.#clock.now();
    this.#report(now);
    this.#save(now);
  }

  resume() {
    if (!this.paused) return;
    this.paused = false;
    const waits = this.#once;
    this.#once = false;
    if (this.#begun && !waits) this.#scheduler.add(this);
  }

  /** Takes one step of a run that is paused, also before begin(). */
  stepOnce() {
    if (!this.paused || this.#once) return;
    this.#once = true;
    if (this.#begun) this.#scheduler.add(this);
  }

  /** Ends the run where it is; the parameters stay as they are. */
  stop() {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#scheduler.remove(this);
    if (this.#begun) {
      this.#report(this.#clock.now());
      this.#core.fitStop();
    }
    this.#end({ epochs: this.#epochs, state: 'stopped' });
  }

  /** Trains on one batch or validates one. @returns {boolean} whether there is more to do */
  step() {
    const start = this.#clock.now();
    const step = this.#core.fitStep();
    const now = this.#clock.now();
    const { phase } = step;
    if (phase === 'diverged') {
      this.#end({ epochs: this.#epochs, state: 'diverged', message: step.message });
      return false;
    }
    const done = phase === 'finished' ? 'validating' : phase;
    this.#note(step, done, now - start);
    if (step.epochEnd) this.#epochs.push(step.epochEnd);
    const once = this.#once;
    this.#once = false;
    if (once || step.epochEnd || this.#reports.isDue(now)) this.#report(now);
    if (step.epochEnd) this.#listener.epoch(step.epochEnd);
    if (phase === 'finished') {
      this.#end({ epochs: this.#epochs, state: 'finished', message: step.message });
      return false;
    }
    if (step.epochEnd || this.#snapshots.isDue(now)) this.#save(now);
    return !once;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#reject(error);
  }

  /** @param {History} history */
  #end(history) {
    if (this.#begun) this.#listener.snapshot();
    this.#resolve(history);
  }

  /**
   * @param {StepReport} step
   * @param {'training' | 'validating'} phase
   * @param {number} ms
   */
  #note(step, phase, ms) {
    const { images, loss, accuracy } = step;
    this.images = images;
    this.#pace.add(phase, images, ms);
    this.#phase = phase;
    this.#latest = step;
    if (phase === 'training') {
      this.#batches.push({ step: (step.epoch - 1) * step.steps + step.step, images, loss, accuracy });
    }
  }

  /** Where the run stands, if that is news. @param {number} now */
  #report(now) {
    if (!this.#latest) return;
    const { epoch, epochs, step, steps, images } = this.#latest;
    const phase = this.#phase;
    const { training, validating } = this.#runImages;
    // All batches but an epoch's last are of one size.
    const left = step === steps ? 0 : this.#runImages[phase] - step * images;
    const trainingLeft = phase === 'training' ? left : 0;
    const validationLeft = phase === 'training' ? validating : left;
    this.#listener.progress({
      phase,
      epoch,
      epochs,
      step,
      steps,
      loss: this.#latest.meanLoss,
      accuracy: this.#latest.meanAccuracy,
      imagesPerSecond: this.#pace.imagesPerSecond,
      secondsLeft: this.#pace.secondsLeft(
        (epochs - epoch) * training + trainingLeft,
        (epochs - epoch) * validating + validationLeft,
      ),
      batches: this.#batches,
      note: this.#imagesNote,
    });
    this.#latest = null;
    this.#batches = [];
    this.#reports.done(now);
  }

  /** @param {number} now */
  #save(now) {
    this.#listener.snapshot();
    this.#snapshots.done(now);
  }
}
