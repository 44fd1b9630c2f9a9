// What the lab keeps, on this device where the browser lets it, otherwise for as long as the tab is open.

import { StoreError, openStore, wasUsed } from '../store/store.js';
import { Fact } from './news.js';

export { wasUsed };

/** Of what is written as JSON; a page that knows only an older one leaves it alone. */
const VERSION = 1;

/** @typedef {import('../store/store.js').Store} Store */
/** @typedef {Pick<Store, 'names' | 'read' | 'write' | 'settle' | 'remove' | 'clear'> & Partial<Pick<Store, 'persist' | 'size'>>} Place */

/** For as long as the tab is open. @returns {Place} */
function inMemory() {
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const values = new Map();
  return {
    names: async () => [...values.keys()].sort(),
    read: async (name) => values.get(name)?.slice() ?? null,
    write: async (name, value) => void values.set(name, value),
    settle: async () => {},
    remove: async (name) => void values.delete(name),
    clear: async () => values.clear(),
  };
}

export class Shelf extends Fact {
  /** Whether what is kept here is there tomorrow. */
  lasting = false;
  /** Why it is not, or why the last thing could not be kept. @type {StoreError | null} */
  problem = null;

  #open;
  /** Once it is asked for anything. @type {Promise<Place> | null} */
  #opened = null;
  /** Once the browser is asked to keep it. @type {Promise<boolean> | null} */
  #persisted = null;

  /**
   * @param {import('./news.js').News} news
   * @param {() => Promise<Place>} [open]
   */
  constructor(news, open = openStore) {
    super(news);
    this.#open = open;
  }

  get #place() {
    return (this.#opened ??= this.#open().then(
      (store) => {
        this.lasting = true;
        this.changed();
        return store;
      },
      (error) => {
        this.problem = error;
        this.changed();
        return inMemory();
      },
    ));
  }

  /** @param {string} beginning @returns {Promise<string[]>} the names that begin so */
  async names(beginning) {
    const names = await (await this.#place).names();
    return names.filter((name) => name.startsWith(beginning));
  }

  /** @param {string} name @returns {Promise<Uint8Array<ArrayBuffer> | null>} @throws {StoreError} `damaged`, `newer` */
  async read(name) {
    return (await this.#place).read(name);
  }

  /** @param {string} name @returns {Promise<any>} null where there is nothing @throws {StoreError} `damaged`, `newer` */
  async readJson(name) {
    const bytes = await this.read(name);
    if (!bytes) return null;
    const { version, value } = parse(bytes);
    if (version > VERSION) {
      throw new StoreError(
        'newer',
        'What is kept here is from a newer version of this page. Load the page again to get that version.',
      );
    }
    return value;
  }

  /**
   * Keeps a value, which is handed over. Where that fails the one before stays, and `problem` says why.
   * @param {string} name
   * @param {Uint8Array<ArrayBuffer>} value
   * @returns {Promise<boolean>} whether it is kept
   */
  async write(name, value) {
    const place = await this.#place;
    return this.#try(() => place.write(name, value));
  }

  /** @param {string} name @param {unknown} value @returns {Promise<boolean>} whether it is kept */
  writeJson(name, value) {
    return this.write(name, new TextEncoder().encode(JSON.stringify({ version: VERSION, value })));
  }

  /** Gives room back, of values that will not change soon. @param {string[]} names */
  async settle(...names) {
    const place = await this.#place;
    await this.#try(() => Promise.all(names.map((name) => place.settle(name))));
  }

  /** @param {string[]} names */
  async remove(...names) {
    const place = await this.#place;
    await this.#try(() => Promise.all(names.map((name) => place.remove(name))));
  }

  /** Forgets everything. @returns {Promise<boolean>} whether that came to its end */
  async clear() {
    const place = await this.#place;
    return this.#try(() => place.clear());
  }

  /**
   * Asks the browser, once, not to forget what is kept here when room is short: there is something to lose.
   * @returns {Promise<boolean>} whether it says so
   */
  persist() {
    return (this.#persisted ??= this.#place.then(async (place) => (await place.persist?.()) ?? false));
  }

  /** @returns {Promise<number>} bytes that are taken, as far as is known */
  async size() {
    return (await (await this.#place).size?.()) ?? 0;
  }

  /** @param {() => Promise<unknown>} change */
  async #try(change) {
    const before = this.problem;
    try {
      await change();
      if (this.lasting) this.problem = null;
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.problem = error;
    }
    if (this.problem !== before) this.changed();
    return this.problem === null || !this.lasting;
  }
}

/** @param {Uint8Array} bytes @returns {{ version: number, value: any }} */
function parse(bytes) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new StoreError('damaged', 'What was kept here is damaged, and can no longer be read.', { cause });
  }
}
