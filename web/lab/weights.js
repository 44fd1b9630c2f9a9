// The weights in use: whose they are, what network they belong to, and whether a file holds them.

import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/engine.js').Summary} Summary */

/**
 * Where the weights come from: `training` while a run changes them, `trained` after it; `corrected` by the visitor's
 * examples or classes; `file` a model's, `run` a saved run's; `recovered` the last ones that were kept before the
 * engine stopped.
 * @typedef {{ from: 'ready-made' | 'fresh' | 'training' | 'trained' | 'corrected' | 'recovered' }
 *   | { from: 'file' | 'run', name: string }} Origin
 */

export class Weights extends Fact {
  /** @type {Origin} */
  origin = { from: 'ready-made' };
  /** The network that they belong to; null while it is asked for. @type {Summary | null} */
  summary = null;
  /** Whether something was learned that no file holds. */
  unsaved = false;
  /** How often they have changed, by a run's steps, too. */
  version = 0;

  #engine;
  #fetchModel;
  #renewals = 0;

  /**
   * @param {import('./news.js').News} news
   * @param {Engine} engine with the ready-made model
   * @param {() => Promise<Blob>} fetchModel the ready-made model
   */
  constructor(news, engine, fetchModel) {
    super(news);
    this.#engine = engine;
    this.#fetchModel = fetchModel;
  }

  /** Asks what network the first ones belong to. */
  open() {
    return this.#renew(this.origin);
  }

  /**
   * Makes a network with random weights.
   * @param {import('../engine/engine.js').NetworkDescription} description
   * @param {number} seed
   */
  async initialise(description, seed) {
    await this.#engine.newModel(description, { seed });
    await this.#replace({ from: 'fresh' });
  }

  async loadReadyMade() {
    await this.#engine.loadModel(await this.#fetchModel());
    await this.#replace({ from: 'ready-made' });
  }

  /** @param {File} file */
  async load(file) {
    await this.#engine.loadModel(file);
    await this.#replace({ from: 'file', name: file.name });
  }

  /** A saved run has brought them. @param {string} name of its file */
  restored(name) {
    return this.#replace({ from: 'run', name });
  }

  /** The engine has come back with the last ones that were kept. */
  recovered() {
    return this.#renew({ from: 'recovered' });
  }

  /** A run begins to change them. */
  train() {
    this.origin = { from: 'training' };
    this.changed();
  }

  /** A run has changed them. */
  learned() {
    this.unsaved = true;
    this.version += 1;
    this.changed();
  }

  /** A run has ended. */
  trained() {
    return this.#renew({ from: 'trained' });
  }

  /** The visitor's examples or classes have changed them. */
  corrected() {
    this.unsaved = true;
    return this.#renew({ from: 'corrected' });
  }

  /** Those from before. @param {Blob} model @param {Origin} origin @param {boolean} unsaved */
  async bringBack(model, origin, unsaved) {
    await this.#engine.loadModel(model);
    this.unsaved = unsaved;
    await this.#renew({ ...origin });
  }

  /** @returns {Promise<Blob>} a model file */
  save() {
    return this.#saved(this.#engine.saveModel());
  }

  /** @returns {Promise<Blob>} the run with its weights */
  saveRun() {
    return this.#saved(this.#engine.saveCheckpoint());
  }

  /** @param {Promise<Blob>} packing */
  async #saved(packing) {
    const blob = await packing;
    this.unsaved = false;
    this.changed();
    return blob;
  }

  /** @param {Origin} origin */
  #replace(origin) {
    this.unsaved = false;
    return this.#renew(origin);
  }

  /** @param {Origin} origin */
  async #renew(origin) {
    const renewal = ++this.#renewals;
    this.origin = origin;
    this.summary = null;
    this.version += 1;
    // Asked for before anything is asked because of it: classes are to have their names by then.
    const asked = this.#engine.summary().catch(() => null); // of a crash, the run tells
    this.changedNow();
    const summary = await asked;
    if (!summary || renewal !== this.#renewals) return;
    this.summary = summary;
    this.changedNow();
  }
}
