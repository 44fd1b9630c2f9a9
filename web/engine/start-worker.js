// The engine's worker: how it is started, and why it does not start.

/** @typedef {import('./errors.js').EngineError} EngineError */

import { errorOf, moduleError } from './fetching.js';
import { scriptHere } from './script-here.js';

const HERE = new URL(import.meta.url);
/** The worker's script, where this module is as it was written: within a bundle, only the bundler knows. */
const SCRIPT = /^http.*\/start-worker\.js$/.test(HERE.origin + HERE.pathname) ? new URL('./worker.js', HERE) : null;

/**
 * @returns {{ worker: Worker, begun: () => void, whyNot: (reason: string) => Promise<EngineError> }} `begun`: to be called when it
 *   has; `whyNot`: why it has not, after it told `reason`
 * @throws what the browser says to any worker here
 */
export function startWorker() {
  const policy = globalThis.fileFaults.watchPolicy();
  const script = SCRIPT && scriptHere(SCRIPT);
  const relay = script instanceof Blob ? URL.createObjectURL(script) : null;
  const worker = relay
    ? new Worker(relay, { type: 'module', name: 'fitting-room' })
    : // Written so that bundlers follow it.
      new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'fitting-room' });
  const begun = () => {
    policy.end();
    if (relay) URL.revokeObjectURL(relay);
  };
  return {
    worker,
    begun,
    async whyNot(reason) {
      const address = relay ?? SCRIPT;
      const fault = address && (await policy.forbids(new URL(address)));
      begun();
      return fault ? errorOf(fault, 'The engine') : whyNoWorker(reason);
    },
  };
}

/** @param {unknown} reason */
export const whyNoWorker = (reason) => moduleError(SCRIPT ? [SCRIPT] : [], reason, 'The engine');
