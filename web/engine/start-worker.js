// The engine's worker: how it is started, and why it does not start.

/** @typedef {import('./errors.js').EngineError} EngineError */

import { errorOf, moduleError } from './fetching.js';

const SCRIPT = new URL('./worker.js', import.meta.url);
/** After so long, in ms, it is looked whether all files of a worker can be had that has not begun. */
const SILENCE = 4000;

/**
 * A worker that runs a module of another origin: browsers start only their page's own scripts as workers, which may import
 * what the other server lets them.
 */
function relayWorker() {
  const blob = new Blob([`import ${JSON.stringify(SCRIPT.href)};`], { type: 'text/javascript' });
  const address = URL.createObjectURL(blob);
  return { address, worker: new Worker(address, { type: 'module', name: 'fitting-room' }) };
}

/**
 * @returns {{ worker: Worker, begun: () => void, whyNot: (reason: string) => Promise<EngineError> }} `begun`: to be called when it
 *   has; `whyNot`: why it has not, after it told `reason`
 * @throws what the browser says to any worker here
 */
export function startWorker() {
  const policy = globalThis.fileFaults.watchPolicy();
  const own = SCRIPT.origin === globalThis.location.origin;
  const { address, worker } = own
    ? // Written so that bundlers follow it.
      {
        address: SCRIPT.href,
        worker: new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'fitting-room' }),
      }
    : relayWorker();
  // Firefox tells nobody that a file is missing which a worker imports.
  let waiting = true;
  setTimeout(async () => {
    if (!waiting || !(await globalThis.fileFaults.faultOfFiles(SCRIPT))) return;
    if (waiting) worker.dispatchEvent(new ErrorEvent('error'));
  }, SILENCE);
  const begun = () => {
    waiting = false;
    policy.end();
    if (!own) URL.revokeObjectURL(address);
  };
  return {
    worker,
    begun,
    async whyNot(reason) {
      const fault = await policy.forbids(new URL(address));
      begun();
      return fault ? errorOf(fault, 'The engine') : whyNoWorker(reason);
    },
  };
}

/** @param {unknown} reason */
export const whyNoWorker = (reason) => moduleError(SCRIPT, reason, 'The engine');
