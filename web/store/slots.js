// Values under names, each in two slots: a new one is written over the older of both, flushed, and is the newest only
// once it is whole. Whatever happens meanwhile, the one before is still there.

import { StoreError } from './store-error.js';

/**
 * Where slots lie.
 * @typedef {object} Files
 * @property {(file: string) => Promise<Uint8Array | null>} read null where there is no such file
 * @property {(file: string, bytes: Uint8Array) => Promise<void>} write whole and flushed, in place of what was there;
 *   a failure may leave anything
 * @property {(file: string) => Promise<void>} remove does nothing where there is no such file
 * @property {() => Promise<string[]>} list all files
 * @property {(file: string) => Promise<number>} size in bytes
 */

/** @typedef {(...parts: Uint8Array[]) => Promise<Uint8Array>} Sha256 of all parts, one after the other */

/** @typedef {0 | 1} Slot */

/**
 * What one slot holds. Torn: a writing that never came to its end, or damage. Newer: written by a later version of
 * this page, which it alone understands.
 * @typedef {{ is: 'empty' | 'torn' | 'newer' } | { is: 'whole', sequence: number, value: Uint8Array }} Content
 */

// A slot: these eight bytes, of which the last is the version; how often the name had been written (float64); SHA-256
// of both and of the value; the value.
const MAGIC = new TextEncoder().encode('FITROOM');
const VERSION = 1;
const SEQUENCE_AT = 8;
const HASH_AT = 16;
const VALUE_AT = HASH_AT + 32;

const NAME = /^[a-z0-9][a-z0-9.-]*$/;

/** @param {string} name @param {Slot} slot */
const fileOf = (name, slot) => `${name}.${slot}`;

/** @param {Uint8Array} bytes */
const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export class Slots {
  #files;
  #sha256;
  /** Which slot of a name is the newest, and how often it had been written. @type {Map<string, { slot: Slot, sequence: number }>} */
  #newest = new Map();
  /** Of all files, in bytes, once it was asked for: nobody else writes here. @type {Map<string, number> | null} */
  #sizes = null;

  /** @param {Files} files @param {Sha256} sha256 */
  constructor(files, sha256) {
    this.#files = files;
    this.#sha256 = sha256;
  }

  /** @returns {Promise<string[]>} the names under which there is anything */
  async names() {
    const files = await this.#files.list();
    return [...new Set(files.filter((file) => /\.[01]$/.test(file)).map((file) => file.slice(0, -2)))].sort();
  }

  /**
   * The newest value that is whole.
   * @param {string} name
   * @returns {Promise<Uint8Array | null>} null where nothing has ever been written
   * @throws {StoreError} `damaged` where something is, but nothing whole; `newer`
   */
  async read(name) {
    const slots = await this.#look(name);
    const newest = this.#newest.get(name);
    if (newest) {
      const content = slots[newest.slot];
      if (content.is === 'whole') return content.value;
    }
    if (slots.some(({ is }) => is === 'torn')) {
      throw new StoreError('damaged', 'What was kept here is damaged, and can no longer be read.');
    }
    return null;
  }

  /**
   * @param {string} name
   * @param {Uint8Array} value
   * @throws {StoreError} `full`, `denied` or `failed`: the value before is still there; `newer`: nothing was touched
   */
  async write(name, value) {
    if (!NAME.test(name)) throw new TypeError(`"${name}" is no name for what is kept`);
    if (!this.#newest.has(name)) await this.#look(name);
    const { slot, sequence } = this.#newest.get(name) ?? { slot: 1, sequence: 0 };
    const next = /** @type {Slot} */ (1 - slot);
    const [file, bytes] = [fileOf(name, next), await this.#pack(sequence + 1, value)];
    try {
      await this.#files.write(file, bytes);
    } catch (error) {
      this.#sizes = null; // anything may lie there
      throw error;
    }
    this.#sizes?.set(file, bytes.length);
    this.#newest.set(name, { slot: next, sequence: sequence + 1 });
  }

  /** Gives the room of the value before the newest back. @param {string} name */
  async settle(name) {
    if (!this.#newest.has(name)) await this.#look(name);
    const newest = this.#newest.get(name);
    if (newest) await this.#remove(fileOf(name, /** @type {Slot} */ (1 - newest.slot)));
  }

  /** @param {string} name */
  async remove(name) {
    const newest = this.#newest.get(name)?.slot ?? 0;
    this.#newest.delete(name);
    // The older one first: whoever is interrupted here finds the newest, not the one before it.
    await this.#remove(fileOf(name, /** @type {Slot} */ (1 - newest)));
    await this.#remove(fileOf(name, newest));
  }

  /** @returns {Promise<number>} bytes that all of it takes */
  async size() {
    if (!this.#sizes) {
      const files = await this.#files.list();
      const sizes = await Promise.all(files.map((file) => this.#files.size(file)));
      this.#sizes = new Map(files.map((file, i) => [file, sizes[i]]));
    }
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Removes all, whatever it is. */
  async clear() {
    this.#newest.clear();
    for (const file of await this.#files.list()) await this.#remove(file);
  }

  /** @param {string} file */
  async #remove(file) {
    await this.#files.remove(file);
    this.#sizes?.delete(file);
  }

  /** @param {string} name @returns {Promise<Content[]>} */
  async #look(name) {
    const bytes = await Promise.all([0, 1].map((slot) => this.#files.read(fileOf(name, /** @type {Slot} */ (slot)))));
    const slots = await Promise.all(bytes.map((content) => this.#unpack(content)));
    if (slots.some(({ is }) => is === 'newer')) {
      throw new StoreError(
        'newer',
        'What is kept here is from a newer version of this page. Load the page again to get that version.',
      );
    }
    this.#newest.delete(name);
    slots.forEach((content, slot) => {
      if (content.is !== 'whole' || content.sequence <= (this.#newest.get(name)?.sequence ?? 0)) return;
      this.#newest.set(name, { slot: /** @type {Slot} */ (slot), sequence: content.sequence });
    });
    return slots;
  }

  /** @param {number} sequence @param {Uint8Array} value */
  async #pack(sequence, value) {
    const bytes = new Uint8Array(VALUE_AT + value.length);
    bytes.set(MAGIC);
    bytes[MAGIC.length] = VERSION;
    viewOf(bytes).setFloat64(SEQUENCE_AT, sequence);
    bytes.set(value, VALUE_AT);
    bytes.set(await this.#hashOf(bytes), HASH_AT);
    return bytes;
  }

  /** @param {Uint8Array | null} bytes @returns {Promise<Content>} */
  async #unpack(bytes) {
    if (!bytes) return { is: 'empty' };
    if (!MAGIC.every((byte, i) => bytes[i] === byte)) return { is: 'torn' };
    if (bytes[MAGIC.length] > VERSION) return { is: 'newer' };
    const hash = await this.#hashOf(bytes);
    if (bytes.length < VALUE_AT || !hash.every((byte, i) => bytes[HASH_AT + i] === byte)) return { is: 'torn' };
    return { is: 'whole', sequence: viewOf(bytes).getFloat64(SEQUENCE_AT), value: bytes.subarray(VALUE_AT) };
  }

  /** @param {Uint8Array} bytes of a slot */
  #hashOf(bytes) {
    return this.#sha256(bytes.subarray(0, HASH_AT), bytes.subarray(VALUE_AT));
  }
}
