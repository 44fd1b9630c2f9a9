// What is kept on this device, for the page: values under names, by one tab at a time.

import { StoreError, asStoreError } from './store-error.js';

export { StoreError };

/** @typedef {import('./worker.js').Task} Task */

const LOCK = 'fitting-room kept';
/** Says, before anything is opened, that there is something. */
const MARK = 'fitting-room kept';
/** How long other tabs have to say that they are there, where there are no locks. */
const PATIENCE_MS = 300;

/**
 * Whether this is the only tab that keeps; if so it stays the only one until it is closed.
 * @returns {Promise<boolean>}
 */
function isAlone() {
  const { locks } = navigator;
  if (locks) {
    return new Promise((resolve, reject) => {
      const hold = (/** @type {Lock | null} */ lock) => {
        resolve(lock !== null);
        return lock && new Promise(() => {});
      };
      locks.request(LOCK, { ifAvailable: true }, hold).catch(reject);
    });
  }
  // Plain http has no locks: whoever is there first answers those who ask.
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(LOCK);
    const first = setTimeout(() => {
      channel.onmessage = ({ data }) => data === 'anybody?' && channel.postMessage('I am');
      resolve(true);
    }, PATIENCE_MS);
    channel.onmessage = ({ data }) => {
      if (data !== 'I am') return;
      clearTimeout(first);
      channel.close();
      resolve(false);
    };
    channel.postMessage('anybody?');
  });
}

/** Whether anything may be kept here: a new visitor need not wait for it. */
export function wasUsed() {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return false; // where this is denied, the rest is, too
  }
}

/** @param {boolean} used */
function mark(used) {
  try {
    if (used) localStorage.setItem(MARK, 'yes');
    else localStorage.removeItem(MARK);
  } catch {
    // Then it is found a little later.
  }
}

/**
 * Opens what is kept on this device.
 * @returns {Promise<Store>}
 * @throws {StoreError} `elsewhere`: another tab has it; `denied`
 */
export async function openStore() {
  const alone = await isAlone().catch((error) => {
    throw asStoreError(error);
  });
  if (!alone) {
    throw new StoreError(
      'elsewhere',
      'Another tab of this page keeps your work. What you do in this one is not kept: close the other, then load this ' +
        'page again.',
    );
  }
  const store = new Store();
  await store.names().catch((error) => {
    throw asStoreError(error); // a browser that keeps nothing says so here
  });
  return store;
}

/** Values under names. A name has small letters, digits, dots and hyphens. */
export class Store {
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: StoreError) => void }>} */
  #pending = new Map();
  #lastId = 0;

  /** @returns {Promise<string[]>} those under which there is anything, sorted */
  names() {
    return this.#ask('names');
  }

  /** @param {string} name @returns {Promise<Uint8Array<ArrayBuffer> | null>} @throws {StoreError} `damaged`, `newer` */
  read(name) {
    return this.#ask('read', name);
  }

  /**
   * Resolves when it is on the disk. The value is handed over, with its buffer.
   * @param {string} name
   * @param {Uint8Array<ArrayBuffer>} value
   * @returns {Promise<void>}
   * @throws {StoreError} then the value before is still there: `full`, `denied`, `newer`, `failed`
   */
  async write(name, value) {
    await this.#ask('write', name, value);
    mark(true);
  }

  /** A value that will not be written soon again takes half the room. @param {string} name @returns {Promise<void>} */
  settle(name) {
    return this.#ask('settle', name);
  }

  /** @param {string} name @returns {Promise<void>} */
  remove(name) {
    return this.#ask('remove', name);
  }

  /** Forgets everything. @returns {Promise<void>} */
  async clear() {
    await this.#ask('clear');
    mark(false);
  }

  /** Asks the browser not to forget it when room is short. @returns {Promise<boolean>} whether it says so */
  persist() {
    return navigator.storage?.persist?.() ?? Promise.resolve(false);
  }

  /** @returns {Promise<number>} bytes that are taken */
  size() {
    return this.#ask('size');
  }

  /**
   * @param {Task} task
   * @param {string} [name]
   * @param {Uint8Array<ArrayBuffer>} [value]
   * @returns {Promise<any>}
   */
  #ask(task, name = '', value) {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, task, name, value }, value ? [value.buffer] : []);
    });
  }

  #start() {
    const worker = new Worker(new URL('./store/worker.js', document.baseURI), {
      type: 'module',
      name: 'fitting-room store',
    });
    worker.addEventListener('message', ({ data: { id, result, error } }) => {
      const asked = this.#pending.get(id);
      this.#pending.delete(id);
      if (error) asked?.reject(new StoreError(error.code, error.message));
      else asked?.resolve(result);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // whoever asked is told
      worker.terminate();
      this.#worker = null; // the next question starts another
      const pending = [...this.#pending.values()];
      this.#pending.clear();
      for (const { reject } of pending) {
        reject(new StoreError('failed', 'What keeps your work stopped unexpectedly.', { cause: event.message }));
      }
    });
    return worker;
  }
}
