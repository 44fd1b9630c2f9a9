// The page's end of the protocol: one worker, what it was asked, and another worker when it dies.
//
// What a worker to come needs is kept here: the model, as the worker last reported it, and how many
// images were loaded (their bytes are in the browser's cache). Whatever was under way when a worker
// died is rejected, not tried again: it may have been the cause.

import { BUILD } from './build.js';
import { EngineError, codeOf } from './errors.js';
import { startWorker, whyNoWorker } from './start-worker.js';
import { buffersOf } from './transfer.js';

/** @typedef {import('./messages.js').CallName} CallName */
/** @typedef {import('./messages.js').Calls} Calls */
/** @typedef {import('./messages.js').ToWorker} ToWorker */
/** @typedef {import('./messages.js').ToPage} ToPage */

/**
 * @typedef {object} Pending
 * @property {(result: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {((progress: any) => void) | undefined} onProgress
 */

/**
 * @template {CallName} Name
 * @typedef {object} CallOptions
 * @property {AbortSignal} [signal] aborts the work; the promise rejects at once with its reason
 * @property {(progress: Calls[Name] extends { progress: infer Progress } ? Progress : never) => void}
 *   [onProgress]
 */

/** @param {string} reason for a developer */
function crashed(reason) {
  return new EngineError(
    'crashed',
    'The engine stopped unexpectedly and is being started again with the last network that it ' +
      'had. Please try again.',
    { cause: reason },
  );
}

/** A core that has not started so long after it has arrived does not start. */
const START_MS = 10_000;

/** @param {number} threads */
const hung = (threads) =>
  new EngineError(
    threads > 1 ? 'no-threads' : 'unsupported',
    'The engine gives no answer in this browser. Update the browser, or open the page in another one.',
  );

export class Client {
  #variant;
  #threads;
  #data;
  /** @type {Worker | null} */
  #worker = null;
  /** Ends the wait for the present worker's death. */
  #watch = new AbortController();
  /** @type {Map<number, Pending>} */
  #pending = new Map();
  #lastId = 0;
  /** The present worker, until it has started; one that dies before is not replaced. @type {ReturnType<typeof startWorker> | null} */
  #starting = null;
  /** @type {EngineError | null} Why nothing works any more. */
  #over = null;
  /** @type {{ model: ArrayBuffer | null, images: import('./messages.js').Counts }} */
  #restore = { model: null, images: { train: 0, test: 0 } };

  /** Called when a worker has died and the next one is starting. @type {(error: EngineError) => void} */
  onCrash = () => {};

  /**
   * @param {import('./variants.js').Variant} variant
   * @param {number} threads
   * @param {string} data address of the folder with the manifest
   */
  constructor(variant, threads, data) {
    this.#variant = variant;
    this.#threads = threads;
    this.#data = data;
  }

  /**
   * Starts a worker, with what the one before it had. Calls may be made at once; they wait.
   * @throws {EngineError} `download`, `forbidden`, `other-version`, and what firstThatStarts() knows
   */
  async start() {
    try {
      return await this.#startWorker();
    } catch (error) {
      this.#end(/** @type {EngineError} */ (error));
      if (codeOf(error) !== 'other-version') throw error;
    }
    this.#over = null; // the files that differ have been fetched anew
    try {
      return await this.#startWorker();
    } catch (error) {
      this.#end(/** @type {EngineError} */ (error));
      throw error;
    }
  }

  async #startWorker() {
    const life = `fitting-room ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
    try {
      this.#starting = startWorker();
    } catch (error) {
      throw await whyNoWorker(error);
    }
    const { worker, begun } = this.#starting;
    const watch = new AbortController();
    this.#worker = worker;
    this.#watch = watch;
    worker.addEventListener('message', ({ data }) => this.#receive(worker, data));
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // it is reported by what was pending, and by onCrash
      this.#died(worker, event.message ?? '');
    });
    const { signal } = watch;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let limit;
    const payload = {
      build: BUILD,
      variant: this.#variant,
      threads: this.#threads,
      data: this.#data,
      life,
      restore: this.#restore,
    };
    const onProgress = () => (limit = setTimeout(() => this.#end(hung(this.#threads)), START_MS));
    const info = await this.call('start', payload, { onProgress }).finally(() => clearTimeout(limit));
    this.#starting = null;
    begun();
    // The worker holds this lock until it dies; plain http has no locks, only the error event.
    navigator.locks
      ?.request(life, { signal }, () => this.#died(worker, 'The worker ended without a word.'))
      .catch(() => {});
    return info;
  }

  /**
   * Asks the worker for something. Arrays in what is asked are handed over: callers pass copies.
   * @template {CallName} Name
   * @param {Name} type
   * @param {Calls[Name]['payload']} payload
   * @param {CallOptions<Name>} [options]
   * @returns {Promise<Calls[Name]['result']>}
   */
  call(type, payload, options) {
    return this.open(type, payload, options).done;
  }

  /**
   * As call(), for requests that others refer to by their id.
   * @template {CallName} Name
   * @param {Name} type
   * @param {Calls[Name]['payload']} payload
   * @param {CallOptions<Name>} [options]
   * @returns {{ id: number, done: Promise<Calls[Name]['result']> }}
   */
  open(type, payload, { signal, onProgress } = {}) {
    const id = ++this.#lastId;
    const done = new Promise((resolve, reject) => {
      if (this.#over) throw this.#over;
      signal?.throwIfAborted();
      this.#worker?.postMessage({ id, type, ...payload }, buffersOf(payload));
      const abort = () => {
        this.#pending.delete(id);
        this.#worker?.postMessage(/** @satisfies {ToWorker} */ ({ type: 'abort', request: id }));
        reject(signal?.reason);
      };
      const settled = () => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(id, {
        resolve: (result) => (settled(), resolve(result)),
        reject: (error) => (settled(), reject(error)),
        onProgress,
      });
    });
    return { id, done };
  }

  /** Ends the worker; what is pending and every later call is rejected. */
  close() {
    this.#end(new EngineError('wrong-state', 'The engine has been closed. Create another one.'));
  }

  /**
   * @param {Worker} worker
   * @param {ToPage} message
   */
  #receive(worker, message) {
    if (worker !== this.#worker) return; // what a dead worker still had to say
    switch (message.type) {
      case 'result':
        return this.#pending.get(message.id)?.resolve(message.result);
      case 'error': {
        const { code, message: sentence, layer, cause } = message;
        const error = new EngineError(code, sentence, { layer, cause });
        return this.#pending.get(message.id)?.reject(error);
      }
      case 'progress':
        return this.#pending.get(message.id)?.onProgress?.(message.progress);
      case 'snapshot':
        this.#restore.model = message.model;
        return;
      case 'images':
        this.#restore.images = message.images;
        return;
      case 'crash':
        return this.#died(worker, message.reason);
    }
  }

  /**
   * @param {Worker} worker
   * @param {string} reason
   */
  #died(worker, reason) {
    if (worker !== this.#worker) return;
    if (this.#starting) {
      // Another would die likewise.
      void this.#starting.whyNot(reason).then((error) => this.#end(error));
      return;
    }
    const error = crashed(reason);
    this.#retire(error);
    this.start().catch(() => {}); // every later call tells why
    this.onCrash(error);
  }

  /** @param {EngineError} error */
  #end(error) {
    this.#over = error;
    this.#retire(error);
  }

  /** @param {EngineError} error for what is pending */
  #retire(error) {
    this.#watch.abort();
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of [...this.#pending.values()]) reject(error);
  }
}
