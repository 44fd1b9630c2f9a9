// The worker that keeps: hashing and writing megabytes is not the page's thread's work, and only a worker's handles
// can be flushed. It outlives the engine's.

import { sha256 } from '@noble/hashes/sha2.js';
import { openIndexedDb } from './indexed-db.js';
import { openPrivateFiles } from './private-files.js';
import { Slots } from './slots.js';
import { asStoreError } from './store-error.js';

/** @typedef {'names' | 'read' | 'write' | 'settle' | 'remove' | 'clear' | 'size'} Task */
/** @typedef {{ id: number, task: Task, name: string, value?: Uint8Array }} Asked */

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function joined(parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * By the browser, in little time, since a run is kept while it trains; in JavaScript on plain http, which has no
 * crypto.subtle.
 * @type {import('./slots.js').Sha256}
 */
const hashOf = async (...parts) =>
  crypto.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', joined(parts)))
    : parts.reduce((hash, part) => hash.update(part), sha256.create()).digest();

const opening = openPrivateFiles()
  .catch(openIndexedDb)
  .then((files) => new Slots(files, hashOf));
opening.catch(() => {}); // whoever asks is told

/** One after the other: what is written first is on the disk first. @type {Promise<unknown>} */
let before = Promise.resolve();

/** @param {Asked} asked */
async function answer({ id, task, name, value }) {
  try {
    const slots = await opening;
    const result = await (task === 'write' ? slots.write(name, value ?? new Uint8Array()) : slots[task](name));
    const transfer = result instanceof Uint8Array ? [result.buffer] : [];
    postMessage({ id, result }, { transfer });
  } catch (error) {
    const { code, message } = asStoreError(error);
    postMessage({ id, error: { code, message } });
  }
}

addEventListener('message', ({ data }) => {
  before = before.then(() => answer(data));
});
