// A long computation in the worker: a batch at each step, so that other requests are answered between.

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
  #started = false;
  #reported = -Infinity;
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
   */
  constructor({ start, step }, onProgress) {
    this.#start = start;
    this.#step = step;
    this.#onProgress = onProgress;
  }

  /** @returns {boolean} whether there is more to do */
  step() {
    if (!this.#started) this.#start();
    this.#started = true;
    const { done, processed, count, result } = this.#step();
    const now = performance.now();
    if (done || now - this.#reported >= REPORT_MS) {
      this.#onProgress({ processed, count });
      this.#reported = now;
    }
    if (result) this.#resolve(result);
    return !done;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#reject(error);
  }
}
