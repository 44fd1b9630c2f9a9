// The visitor's own pictures with what they show, as the visitor says.

import { StoreError } from '../store/store.js';
import { Fact } from './news.js';
import { PictureFile, samePixels } from './picture-file.js';

/** @typedef {import('./shelf.js').Shelf} Shelf */
/** @typedef {import('./picture-file.js').Labelled} Labelled */

/** One of them. It is never changed in place. @typedef {Labelled & { id: string }} Example */

/** The name under which they are kept. */
const NAME = 'examples';

/** Nobody draws more, and a batch shows each of them often enough. */
export const MOST = 500;

const FILE = new PictureFile({
  format: 'fitting-room examples',
  version: 1,
  list: 'examples',
  most: MOST,
  write: () => ({}),
  read: () => ({}),
  words: { what: 'examples', these: 'These examples are', one: 'Example', writer: 'Export' },
});

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
      const fresh = kept ? this.#unknown(FILE.fromJson(kept)) : [];
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
    return FILE.pack(this.list);
  }

  /**
   * Adds those of a file, which may be anybody's.
   * @param {Blob} file
   * @returns {Promise<number>} how many were not here yet
   * @throws {Error} with a sentence for the visitor; then nothing has changed
   */
  async unpack(file) {
    const fresh = this.#unknown(await FILE.unpack(file));
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

  /** Those whose picture is not here yet. @param {readonly Labelled[]} found */
  #unknown(found) {
    /** @type {Example[]} */
    const fresh = [];
    for (const picture of found) {
      const known = [...this.list, ...fresh].some(({ pixels }) => samePixels(pixels, picture.pixels));
      if (!known) fresh.push({ ...picture, id: newId() });
    }
    return fresh;
  }

  /** @param {readonly Example[]} list */
  #become(list) {
    this.list = list;
    this.changedNow();
    if (this.problem instanceof StoreError && this.problem.code === 'newer') return; // theirs are not ours to replace
    void this.#shelf.persist();
    void this.#shelf.writeJson(NAME, FILE.toJson(list));
  }
}

const newId = () => crypto.getRandomValues(new Uint32Array(2)).join('-');
