// The weights in use, kept: whoever comes back can go on using what was trained or loaded.

/** @typedef {import('./weights.js').Weights} Weights */

const MODEL = 'weights.model';
const ABOUT = 'weights.about';

/** What is known of them. @typedef {{ name: string, when: string }} About */

export class KeptWeights {
  #engine;
  #weights;
  #shelf;
  #nameOf;
  #origin;
  /** @type {Promise<void>} */
  #keeping = Promise.resolve();

  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {Weights} weights
   * @param {import('./shelf.js').Shelf} shelf
   * @param {(origin: import('./weights.js').Origin) => string} nameOf what weights are called that come from no file
   */
  constructor(engine, weights, shelf, nameOf) {
    this.#engine = engine;
    this.#weights = weights;
    this.#shelf = shelf;
    this.#nameOf = nameOf;
    this.#origin = weights.origin;
    weights.follow(() => this.#follow());
  }

  /** @returns {Promise<About | null>} of those of the last visit; null where the ready-made model was in use */
  async about() {
    return this.#shelf.readJson(ABOUT).catch(() => null);
  }

  /** @returns {Promise<File | null>} them, as a model file @throws {import('../store/store.js').StoreError} */
  async read() {
    const [about, bytes] = [await this.about(), await this.#shelf.read(MODEL)];
    return about && bytes && new File([bytes], about.name);
  }

  /** Waits until what is to be kept is kept. */
  settled() {
    return this.#keeping;
  }

  #follow() {
    const { origin } = this.#weights;
    if (origin === this.#origin) return;
    this.#origin = origin;
    // A run in training keeps itself, and random weights can be had again.
    if (origin.from === 'training' || origin.from === 'fresh') return;
    const name = 'name' in origin ? origin.name : this.#nameOf(origin);
    this.#keeping = this.#keeping.then(() => this.#keep(origin.from === 'ready-made' ? null : name));
  }

  /** @param {string | null} name null: there is nothing to keep */
  async #keep(name) {
    if (name === null) return this.#shelf.remove(ABOUT, MODEL);
    const model = await this.#engine.saveModel().catch(() => null);
    if (!model) return; // the engine has just stopped, and comes back with these or earlier ones
    const kept = await this.#shelf.write(MODEL, new Uint8Array(await model.arrayBuffer()));
    if (kept) await this.#shelf.writeJson(ABOUT, { name, when: new Date().toISOString() });
    await this.#shelf.settle(MODEL, ABOUT);
  }
}
