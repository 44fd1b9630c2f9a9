// The one error type of the engine, shared by the page's side and the worker's.

/**
 * Something that the engine refused or could not do. `message` is a whole sentence for the visitor:
 * what is wrong and what to do. `code` is for programs:
 *
 * - `unsupported`: the browser lacks what the engine needs
 * - `unproven`, `no-threads`: a build of the engine computes wrongly in this browser, or on its threads, or these do not
 *   answer; another one is taken, where there is one
 * - `download`: a file could not be fetched (offline, missing, cut short); trying again may help
 * - `forbidden`: a policy, another origin or a sandboxed frame keeps a file or a worker from the page; whoever set up the
 *   host can mend it
 * - `other-version`: files of two builds of the page have met, and they still differ when fetched anew; load the page again
 * - `bad-data`: a file of images is damaged or not what the manifest announced
 * - `bad-image`, `bad-model`, `bad-description`, `bad-settings`, `bad-checkpoint`: bad input; what
 *   was there before is still there
 * - `diverged`: the loss of a run became infinite or not a number
 * - `out-of-memory`: the memory could not be had
 * - `wrong-state`: not now, for instance a new model while a run is on
 * - `crashed`: the worker died; the engine restarts by itself with the last model that it had
 *
 * `layer` is the number of the layer that is to blame for a `bad-description`, counted from 1; null
 * where there is none.
 */
export class EngineError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {ErrorOptions & { layer?: number | null }} [options] `cause`: what a developer wants to see
   *   in the console
   */
  constructor(code, message, { layer = null, ...options } = {}) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
    this.layer = layer;
  }
}

/**
 * The code of an error that is meant for the visitor, ours or one that the C++ core threw; null for
 * any other error, which is a defect and not an answer.
 * @param {unknown} error
 * @returns {string | null}
 */
export function codeOf(error) {
  const code = error instanceof Error ? /** @type {{ code?: unknown }} */ (error).code : undefined;
  return typeof code === 'string' ? code : null;
}

/**
 * The number of the layer that an error of the C++ core blames, null for none.
 * @param {Error} error
 * @returns {number | null}
 */
export function layerOf(error) {
  const { layer } = /** @type {{ layer?: unknown }} */ (error);
  return typeof layer === 'number' ? layer : null;
}

/**
 * What to tell a developer about anything that was thrown.
 * @param {unknown} error
 */
export function describe(error) {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
