// The page's handle on a run in the worker.

/** @typedef {import('./messages.js').History} History */

/** A training run, made by engine.fit(). */
export class Run {
  #client;
  #id;

  /**
   * @param {import('./client.js').Client} client
   * @param {number} id
   * @param {Promise<History>} done
   */
  constructor(client, id, done) {
    this.#client = client;
    this.#id = id;
    /**
     * Resolves when the run has finished, diverged or been stopped; rejects with `bad-settings`,
     * `wrong-state`, `download`, `bad-data`, `out-of-memory`, `crashed` or the signal's reason.
     */
    this.done = done;
  }

  /** Holds the run between two steps and keeps everything. Resolves when it is held, after some ms. */
  pause() {
    return this.#tell('pause');
  }

  /** Goes on after pause(). */
  resume() {
    return this.#tell('resume');
  }

  /**
   * Trains on one batch or validates one, of a run that is paused; does nothing while it is not, or
   * while the step before is not done. The step is told to onProgress at once.
   */
  step() {
    return this.#tell('step');
  }

  /** Ends the run; the weights stay as they are. Resolves when it has ended. */
  stop() {
    return this.#tell('stop');
  }

  /**
   * Does nothing when the run is over. A failure is told by `done`, and only there.
   * @param {'pause' | 'resume' | 'step' | 'stop'} what
   * @returns {Promise<void>}
   */
  async #tell(what) {
    await this.#client.call(what, { run: this.#id }).catch(() => {});
  }
}
