// One run in the worker: a batch at each step, reports a few times a second, snapshots now and then.

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

/** Mean over the steps of one epoch's training or validation. */
class Mean {
  #steps = 0;
  #loss = 0;
  #accuracy = 0;

  /** @param {StepReport} step */
  add(step) {
    this.#steps += 1;
    this.#loss += step.loss;
    this.#accuracy += step.accuracy;
  }

  get loss() {
    return this.#loss / this.#steps;
  }

  get accuracy() {
    return this.#accuracy / this.#steps;
  }
}

export class FitJob {
  #core;
  #scheduler;
  #images;
  #listener;
  /** @type {Epoch[]} */
  #epochs = [];
  #begun = false;
  /** One more step is wanted of a run that is paused. */
  #once = false;
  #stop = new AbortController();
  #pace = new Pace();
  #mean = new Mean();
  /** @type {'training' | 'validating'} */
  #phase = 'training';
  /** The last step, not yet reported. @type {StepReport | null} */
  #latest = null;
  /** @type {import('./messages.js').BatchPoint[]} Not yet reported. */
  #batches = [];
  #reported = -Infinity;
  #saved = performance.now();
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

  /**
   * @param {Core} core
   * @param {import('./scheduler.js').Scheduler} scheduler
   * @param {RunImages} images
   * @param {Listener} listener
   */
  constructor(core, scheduler, images, listener) {
    this.#core = core;
    this.#scheduler = scheduler;
    this.#images = images;
    this.#listener = listener;
  }

  /** Aborted when the run is stopped: what it still waits for is not wanted any more. */
  get stopped() {
    return this.#stop.signal;
  }

  /**
   * Begins to step; the core has the run ready.
   * @param {Epoch[]} epochs finished before, of a run that goes on
   */
  begin(epochs) {
    this.#begun = true;
    this.#epochs = [...epochs];
    if (!this.paused || this.#once) this.#scheduler.add(this);
  }

  /** Also before begin(): then the run waits when it is ready. */
  pause() {
    if (this.paused) return;
    this.paused = true;
    this.#scheduler.remove(this);
    if (!this.#begun) return;
    const now = performance.now();
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
      this.#report(performance.now());
      this.#core.fitStop();
    }
    this.#end({ epochs: this.#epochs, state: 'stopped' });
  }

  /** Trains on one batch or validates one. @returns {boolean} whether there is more to do */
  step() {
    const start = performance.now();
    const step = this.#core.fitStep();
    const now = performance.now();
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
    if (once || step.epochEnd || now - this.#reported >= REPORT_MS) this.#report(now);
    if (step.epochEnd) this.#listener.epoch(step.epochEnd);
    if (phase === 'finished') {
      this.#end({ epochs: this.#epochs, state: 'finished', message: step.message });
      return false;
    }
    if (step.epochEnd || now - this.#saved >= SNAPSHOT_MS) this.#save(now);
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
    this.#pace.add(phase, this.#images[phase] / step.steps, ms);
    if (phase !== this.#phase) this.#mean = new Mean();
    this.#phase = phase;
    this.#latest = step;
    this.#mean.add(step);
    if (phase === 'training') {
      const number = (step.epoch - 1) * step.steps + step.step;
      this.#batches.push({ step: number, loss: step.loss, accuracy: step.accuracy });
    }
  }

  /** Where the run stands, if that is news. @param {number} now */
  #report(now) {
    if (!this.#latest) return;
    const { epoch, epochs, step, steps } = this.#latest;
    const phase = this.#phase;
    const epochsLeft = epochs - epoch;
    const left = 1 - step / steps;
    const trainingLeft = epochsLeft + (phase === 'training' ? left : 0);
    const validationLeft = epochsLeft + (phase === 'training' ? 1 : left);
    this.#listener.progress({
      phase,
      epoch,
      epochs,
      step,
      steps,
      loss: this.#mean.loss,
      accuracy: this.#mean.accuracy,
      imagesPerSecond: this.#pace.imagesPerSecond,
      secondsLeft: this.#pace.secondsLeft(
        trainingLeft * this.#images.training,
        validationLeft * this.#images.validating,
      ),
      batches: this.#batches,
    });
    this.#latest = null;
    this.#batches = [];
    this.#reported = now;
  }

  /** @param {number} now */
  #save(now) {
    this.#listener.snapshot();
    this.#saved = now;
  }
}
