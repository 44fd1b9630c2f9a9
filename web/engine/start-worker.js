// The engine's worker: how it is started, and why it does not start.

import { EngineError } from './errors.js';
import { errorOf, moduleError } from './fetching.js';
import { scriptHere } from './script-here.js';

const HERE = new URL(import.meta.url);
/** The worker's script, where this module is as it was written, or in engine.js: within another bundle, only the bundler knows. */
const SCRIPT = /^http.*\/(start-worker|engine)\.js$/.test(HERE.origin + HERE.pathname)
  ? new URL('./worker.js', HERE)
  : null;
/** After so long, in ms, it is looked whether a worker that has not begun can have its files. */
const SILENCE = 4000;

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
  let waiting = true;
  // Firefox tells nobody that a file is missing which a worker imports.
  const watch = setTimeout(async () => {
    const { fault, other } = await globalThis.fileFaults.fetchFiles(SCRIPT ? [SCRIPT] : [], 'default');
    if (waiting && (fault || other)) worker.dispatchEvent(new ErrorEvent('error'));
  }, SILENCE);
  const begun = () => {
    waiting = false;
    clearTimeout(watch);
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

/** @param {unknown} reason @returns {Promise<EngineError>} */
export async function whyNoWorker(reason) {
  // Of an address alone no browser says so for another cause.
  return reason instanceof TypeError
    ? new EngineError(
        'forbidden',
        'The Content-Security-Policy of this page requires Trusted Types. Whoever set it up must allow default in trusted-types, and let the page call allowOwnScripts() first.',
        { cause: reason },
      )
    : moduleError(SCRIPT ? [SCRIPT] : [], reason, 'The engine');
}
