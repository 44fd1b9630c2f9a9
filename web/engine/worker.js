// The worker's end of the protocol: receives requests, gives each to the core or to its handler, sends
// what comes.

import { BUILD } from './build.js';
import { loadCore } from './core.js';
import { codeOf, describe, layerOf } from './errors.js';
import { imageHandlers } from './handlers/images.js';
import { modelHandlers } from './handlers/model.js';
import { passHandlers } from './handlers/passes.js';
import { runHandlers } from './handlers/run.js';
import { allowOwnScripts } from './script-here.js';
import { Session } from './session.js';
import { buffersOf } from './transfer.js';

/** @typedef {import('./messages.js').ToWorker} ToWorker */
/** @typedef {import('./messages.js').ToPage} ToPage */
/** @typedef {import('./messages.js').Request} Request */
/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./session.js').Context} Context */
/** @typedef {import('./session.js').Handlers} Handlers */

/**
 * Set by the first request, which is always `start`; the others wait for it.
 * @type {Promise<{ info: import('./messages.js').Started, core: Core, handlers: Handlers }> | null}
 */
let started = null;
/** @type {Map<number, AbortController>} Of the requests that are not answered yet. */
const controllers = new Map();

/**
 * @param {ToPage} message
 * @param {ArrayBuffer[]} [transfer]
 */
function send(message, transfer = []) {
  self.postMessage(message, { transfer });
}

/**
 * Holds a lock for as long as this worker lives: the browser gives it to the page, which waits for
 * it, when the worker is gone, however it died. No event tells of a worker that ran out of memory.
 * @param {string} name
 * @returns {Promise<void>} that the lock is held, or that there are no locks (plain http)
 */
function holdLock(name) {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve();
    const held = navigator.locks.request(name, () => {
      resolve();
      return new Promise(() => {});
    });
    held.catch(() => resolve()); // forbidden here: then death is noticed by its error event only
  });
}

/** @param {import('./messages.js').RequestOf<'start'>} request @param {import('./session.js').Context<'start'>} context */
async function start({ build, variant, threads, data, life, restore }, { progress }) {
  // A worker is no import, which the browser would not link.
  if (build !== BUILD) throw new SyntaxError(`The worker is no import of ${build}`);
  await holdLock(life);
  const core = await loadCore(variant, threads, () => progress('arrived'));
  const session = new Session(core, data, restore, {
    snapshot: (model) => send({ type: 'snapshot', model: model.buffer }, [model.buffer]),
    images: (images) => send({ type: 'images', images }),
  });
  /** @type {Handlers} */
  const handlers = {
    ...modelHandlers(session),
    ...imageHandlers(session),
    ...runHandlers(session),
    ...passHandlers(session),
  };
  return { info: { variant, simd: core.simd(), threads: core.threads() }, core, handlers };
}

/**
 * @param {Request} request
 * @param {Context} context
 * @returns {Promise<unknown>}
 */
async function answer(request, context) {
  if (request.type === 'start') {
    started = start(request, context);
    return (await started).info;
  }
  if (!started) throw new Error(`${request.type} came before start`);
  const { core, handlers } = await started;
  // TypeScript cannot see that a method, or a handler, and its request are of the same name.
  if ('args' in request) {
    const method = /** @type {(...args: unknown[]) => unknown} */ (core[request.type]);
    return method.apply(core, request.args);
  }
  const handler = /** @type {(request: Request, context: Context) => unknown} */ (handlers[request.type]);
  return handler(request, context);
}

/** @param {Request} request */
async function handle(request) {
  const { id } = request;
  const controller = new AbortController();
  const { signal } = controller;
  controllers.set(id, controller);
  try {
    const progress = (/** @type {unknown} */ progress) => send({ id, type: 'progress', progress });
    const result = await answer(request, { signal, progress });
    send({ id, type: 'result', result }, buffersOf(result));
  } catch (error) {
    if (signal.aborted) return; // nobody waits for it any more
    const code = codeOf(error);
    if (!(error instanceof Error) || code === null || code === 'internal') {
      // Not an answer but a defect, perhaps a trap in the core: its state is not to be trusted.
      send({ type: 'crash', reason: describe(error) });
      return;
    }
    const cause = error.cause === undefined ? undefined : describe(error.cause);
    send({ id, type: 'error', code, message: error.message, layer: layerOf(error), cause });
  } finally {
    controllers.delete(id);
  }
}

allowOwnScripts(); // its threads are workers
self.addEventListener('message', (/** @type {MessageEvent<ToWorker>} */ { data }) => {
  if (data.type === 'abort') controllers.get(data.request)?.abort();
  else void handle(data);
});
