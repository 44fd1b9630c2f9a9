// One evaluation in the worker: a batch at each step, so that other requests are answered between.

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./messages.js').Evaluation} Evaluation */
/** @typedef {import('./messages.js').EvaluateProgress} EvaluateProgress */

const REPORT_MS = 100;

export class EvaluateJob {
  #core;
  #split;
  #onProgress;
  #started = false;
  #reported = -Infinity;
  /** @type {(result: Evaluation) => void} */
  #resolve = () => {};
  /** @type {(error: unknown) => void} */
  #reject = () => {};

  /** @type {Promise<Evaluation>} */
  done = new Promise((resolve, reject) => {
    this.#resolve = resolve;
    this.#reject = reject;
  });

  /**
   * @param {Core} core
   * @param {import('./messages.js').Split} split
   * @param {(progress: EvaluateProgress) => void} onProgress
   */
  constructor(core, split, onProgress) {
    this.#core = core;
    this.#split = split;
    this.#onProgress = onProgress;
  }

  /** @returns {boolean} whether there is more to do */
  step() {
    // Not before its turn comes: the core does one evaluation at a time.
    if (!this.#started) this.#core.evaluateStart(this.#split);
    this.#started = true;
    const { done, processed, count, result } = this.#core.evaluateStep();
    const now = performance.now();
    if (done || now - this.#reported >= REPORT_MS) {
      this.#onProgress({ processed, count });
      this.#reported = now;
    }
    if (result) this.#resolve({ ...result, labels: this.#core.imageLabels(this.#split) });
    return !done;
  }

  /** @param {unknown} error */
  fail(error) {
    this.#reject(error);
  }
}
