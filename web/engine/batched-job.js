// A long computation in the worker: a batch at each step, so that other requests are answered between.

import { Interval } from './clock.js';

const REPORT_MS = 100;

/**
 * What a step returns.
 * @template Result
 * @typedef {object} Step
 * @property {boolean} done
 * @property {number} processed images
 * @property {number} count of so many
 * @property {Result} [result] when done
 */

/** @template Result */
export class BatchedJob {
  #start;
  #step;
  #onProgress;
  #clock;
  #started = false;
  #report = new Interval(REPORT_MS);
  #processed = 0;
  /** In the last step. */
  images = 0;
  /** @type {(result: Result) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};

  /** @type {Promise<Result>} */
  done = new Promise((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  /**
   * @param {object} work
   * @param {() => void} work.start called when its turn comes: the core does one of a kind at a time
   * @param {() => Step<Result>} work.step
   * @param {(progress: import('./messages.js').EvaluateProgress) => void} onProgress ten times a second
   * @param {import('./clock.js').Clock} [clock]
   */
  constructor({ start, step }, onProgress, clock = performance) {
    this.#start = start;
    this.#step = step;
    this.#onProgress = onProgress;
    this.#clock = clock;
  }

  /** @returns {boolean} whether there is more to do */
  step() {
    if (!this.#started) this.#start();
    this.#started = true;
    const { done, processed, count, result } = this.#step();
    this.images = processed - this.#processed;
    this.#processed = processed;
    const now = this.#clock.now();
    if (done || this.#report.isDue(now)) {
      this.#onProgress({ processed, count });
      this.#report.done(now);
    }
    if (result) this.#resolve(result);
    return !done;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#reject(error);
  }
}
