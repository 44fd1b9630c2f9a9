// The visitor's own pictures with what they show, as the visitor says.

import { IMAGE_PIXELS } from '../engine/engine.js';
import { StoreError } from '../store/store.js';
import { isClassName } from './classes.js';
import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').PictureKind} PictureKind */
/** @typedef {import('./shelf.js').Shelf} Shelf */

/**
 * One of them. It is never changed in place.
 * @typedef {object} Example
 * @property {string} id
 * @property {string} name of its class, which the network in use need not have
 * @property {PictureKind} kind as what it is judged
 * @property {Uint8Array} pixels 784, as the network takes them
 */

/** The name under which they are kept, and what a file of them says it is. */
const NAME = 'examples';
const FORMAT = 'fitting-room examples';
/** Of the file; a page that knows only an older one says so. */
const VERSION = 1;

/** Nobody draws more, and a batch shows each of them often enough. */
export const MOST = 500;
/** In base64 one takes some 1.1 KB. */
const MOST_BYTES = 2 << 20;

const NO_FILE = 'This file holds no examples. Please choose one that “Export” has written.';

export class Examples extends Fact {
  /** In the order in which they came. @type {readonly Example[]} */
  list = [];
  /** Why those of the last visit cannot be had. @type {unknown} */
  problem = null;

  #shelf;
  /** What was removed, and where it was. @type {{ example: Example, at: number }[]} */
  #removed = [];

  /** @param {import('./news.js').News} news @param {Shelf} shelf */
  constructor(news, shelf) {
    super(news);
    this.#shelf = shelf;
  }

  /** Brings those that are kept, of the last visit or of another device; those that are here stay. */
  async open() {
    this.problem = null;
    try {
      const kept = await this.#shelf.readJson(NAME);
      const fresh = kept ? this.#unknown(fromJson(kept)) : [];
      if (this.list.length === 0) this.list = fresh;
      else this.#become(this.#with(fresh));
    } catch (error) {
      this.problem = error;
      if (this.list.length > 0) this.#become(this.list); // otherwise they stay until others take their place
    }
    this.changed();
  }

  /** Whether one was removed that can come back. */
  get canUndo() {
    return this.#removed.length > 0;
  }

  /** @param {string} id */
  find(id) {
    return this.list.find((example) => example.id === id);
  }

  /**
   * Adds a picture; one that is here already is only called otherwise.
   * @param {Omit<Example, 'id'>} example
   * @throws {Error} with a sentence for the visitor
   */
  add({ name, kind, pixels }) {
    const known = this.list.find((example) => samePixels(example.pixels, pixels));
    if (known) return this.relabel(known.id, name);
    if (this.list.length >= MOST) throw new Error(`There are ${MOST} examples already. Delete some first.`);
    this.#become([...this.list, { id: newId(), name, kind, pixels: pixels.slice() }]);
  }

  /** @param {string} id @param {string} name of its class */
  relabel(id, name) {
    this.#become(this.list.map((example) => (example.id === id ? { ...example, name } : example)));
  }

  /** @param {string} id */
  remove(id) {
    const at = this.list.findIndex((example) => example.id === id);
    if (at < 0) return;
    this.#removed.push({ example: this.list[at], at });
    this.#become(this.list.toSpliced(at, 1));
  }

  /** Brings the last one back that was removed. @returns {Example | null} */
  undoRemove() {
    const last = this.#removed.pop();
    if (!last) return null;
    this.#become(this.list.toSpliced(last.at, 0, last.example));
    return last.example;
  }

  /** All of them as one file. @returns {Blob} */
  pack() {
    return new Blob([JSON.stringify(toJson(this.list))], { type: 'application/json' });
  }

  /**
   * Adds those of a file, which may be anybody's.
   * @param {Blob} file
   * @returns {Promise<number>} how many were not here yet
   * @throws {Error} with a sentence for the visitor; then nothing has changed
   */
  async unpack(file) {
    if (file.size > MOST_BYTES) throw new Error(`This file is too large for examples. ${NO_FILE}`);
    const text = await file.text().catch((cause) => {
      throw new Error('This file cannot be read: it was moved or deleted. Please choose it again.', { cause });
    });
    /** @type {unknown} */
    let json;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new Error(NO_FILE, { cause });
    }
    const fresh = this.#unknown(fromJson(json));
    if (fresh.length > 0) this.#become(this.#with(fresh));
    return fresh.length;
  }

  /** They are not kept any more. */
  forget() {
    this.#removed = [];
    this.list = [];
    this.problem = null;
    this.changed();
  }

  /** Those that are here, and more. @param {readonly Example[]} fresh @throws {Error} with a sentence for the visitor */
  #with(fresh) {
    if (this.list.length + fresh.length > MOST)
      throw new Error(`With these there would be more than ${MOST} examples. Delete some first.`);
    return [...this.list, ...fresh];
  }

  /** Those whose picture is not here yet. @param {readonly Example[]} found */
  #unknown(found) {
    const known = [...this.list];
    return found.filter((example) => {
      if (known.some(({ pixels }) => samePixels(pixels, example.pixels))) return false;
      known.push(example);
      return true;
    });
  }

  /** @param {readonly Example[]} list */
  #become(list) {
    this.list = list;
    this.changedNow();
    if (this.problem instanceof StoreError && this.problem.code === 'newer') return; // theirs are not ours to replace
    void this.#shelf.persist();
    void this.#shelf.writeJson(NAME, toJson(list));
  }
}

/** @param {Uint8Array} a @param {Uint8Array} b */
const samePixels = (a, b) => a.every((value, i) => value === b[i]);

const newId = () => crypto.getRandomValues(new Uint32Array(2)).join('-');

/** @param {readonly Example[]} list */
const toJson = (list) => ({
  format: FORMAT,
  version: VERSION,
  examples: list.map(({ name, kind, pixels }) => ({
    class: name,
    kind,
    pixels: btoa(String.fromCharCode(...pixels)),
  })),
});

/** @param {any} json anything at all @returns {Example[]} @throws {Error} with a sentence for the visitor */
function fromJson(json) {
  if (json?.format !== FORMAT || !Array.isArray(json.examples)) throw new Error(NO_FILE);
  if (json.version > VERSION) {
    throw new StoreError(
      'newer',
      'These examples are from a newer version of this page. Load the page again to get that version.',
    );
  }
  if (json.examples.length > MOST) throw new Error(`This file holds more than ${MOST} examples.`);
  return json.examples.map((/** @type {any} */ entry, /** @type {number} */ index) => {
    const name = entry?.class;
    const pixels = pixelsOf(entry?.pixels);
    if (!isClassName(name) || !['drawing', 'photo'].includes(entry.kind) || !pixels) {
      throw new Error(`Example ${index + 1} of this file is damaged, so none was taken.`);
    }
    return { id: newId(), name, kind: entry.kind, pixels };
  });
}

/** @param {unknown} text base64 @returns {Uint8Array | null} null for what are no 784 pixels */
function pixelsOf(text) {
  try {
    const bytes = Uint8Array.from(atob(String(text)), (character) => character.charCodeAt(0));
    return bytes.length === IMAGE_PIXELS ? bytes : null;
  } catch {
    return null;
  }
}
