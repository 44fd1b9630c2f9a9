// An engine whose answers a test decides: what the lab asks of one, without a network behind it.

import { CLASS_NAMES, EngineError, IMAGE_PIXELS } from '../../../web/engine/engine.js';

/** A promise and its ends. */
export function promised() {
  /** @type {(value: any) => void} */
  let resolve = () => {};
  /** @type {(error: unknown) => void} */
  let reject = () => {};
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}

/** Lets everything happen that waits for nothing but promises. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

export const EPOCH = { epoch: 1, loss: 1, accuracy: 0.5, validationLoss: 1.5, validationAccuracy: 0.25 };

export const NETWORK = { name: 'Net', input: [28, 28, 1], layers: [{ type: 'Flatten' }] };

export class FakeEngine {
  /** What was asked, in order. @type {string[]} */
  asked = [];
  info = { variant: 'simd', simd: 'SIMD128', threads: 1, passedOver: [] };
  onCrash = (/** @type {EngineError} */ _) => {};
  /** The network that it has. */
  network = NETWORK;
  /** The classes of the model that loadModel() brings. @type {readonly string[]} */
  brought = CLASS_NAMES;
  classes = CLASS_NAMES;
  /** @type {string | null} */
  trained = null;
  /** What goes wrong when it is asked for, by name. @type {Record<string, unknown>} */
  failing = {};
  /** What is waited for, by name. @type {Record<string, Promise<unknown>>} */
  held = {};
  /** Of the run that is on. */
  fitting = /** @type {any} */ (null);

  /** @param {string} name @param {unknown} [answer] @param {AbortSignal} [signal] */
  async #answer(name, answer, signal) {
    this.asked.push(name);
    await Promise.race(
      [
        this.held[name],
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
      ].slice(0, signal ? 2 : 1),
    );
    if (signal?.aborted) throw signal.reason;
    if (name in this.failing) throw this.failing[name];
    return answer;
  }

  async newModel(/** @type {any} */ description) {
    await this.#answer('newModel');
    [this.network, this.trained, this.classes] = [description, null, CLASS_NAMES];
  }
  async loadModel() {
    await this.#answer('loadModel');
    [this.network, this.trained] = [{ ...NETWORK, name: 'Loaded' }, 'Trained elsewhere.'];
    this.classes = this.brought;
  }
  summary() {
    const { network: description, trained, classes } = this;
    return this.#answer('summary', {
      name: description.name,
      description,
      layers: [],
      parameters: 1,
      trained,
      classes,
    });
  }
  summarise(/** @type {any} */ description) {
    return this.#answer('summarise', { description, problem: null });
  }
  async addClass(/** @type {string} */ name) {
    await this.#answer('addClass');
    this.classes = [...this.classes, name];
  }
  async removeClass(/** @type {number} */ index) {
    await this.#answer('removeClass');
    this.classes = this.classes.filter((_, i) => i !== index);
  }
  saveModel = () => this.#answer('saveModel', new Blob(['model']));
  saveCheckpoint = () => this.#answer('saveCheckpoint', new Blob(['run']));
  checkpointBytes = () => this.#answer('checkpointBytes', new TextEncoder().encode('run'));
  imagesKept = () =>
    this.#answer('imagesKept', { kept: { train: 0, test: 0 }, all: { train: 100, test: 100 }, missingBytes: 1 });
  imagesNeeded = () => this.#answer('imagesNeeded', { train: 100, test: 0 });
  loadImages = (/** @type {any} */ { signal }) => this.#answer('loadImages', { count: 100 }, signal);
  evaluate = (/** @type {any} */ { signal }) =>
    this.#answer('evaluate', { accuracy: 0.5, loss: 0.1, count: 2, confusion: [1, 0] }, signal);
  fitNovelty = (/** @type {any} */ { signal }) => this.#answer('fitNovelty', undefined, signal);
  restoreCheckpoint = () => this.#answer('restoreCheckpoint', { settings: { epochs: 2 }, epochs: [EPOCH], share: 0.5 });
  /** What it says of every picture. @type {{ probabilities: number[], top: number, unlike: number | null }} */
  says = { probabilities: [1, 0], top: 0, unlike: null };
  predict = () => this.#answer('predict', this.says);
  seeDrawing = () =>
    this.#answer('seeDrawing', {
      pixels: new Uint8Array(IMAGE_PIXELS),
      kind: 'drawing',
      probabilities: [1, 0],
      unlike: null,
    });
  see = () => this.#answer('see', { pixels: null, kind: null, probabilities: null, unlike: null });
  fillArea = () => this.#answer('fillArea', new Uint8Array(4));

  fit(/** @type {any} */ options) {
    this.asked.push('fit');
    const { promise: done, resolve, reject } = promised();
    this.fitting = {
      options,
      end: (/** @type {string} */ state, /** @type {string} */ message) => resolve({ state, message, epochs: [] }),
      fail: reject,
    };
    const tell = (/** @type {string} */ what) => async () => void this.asked.push(what);
    return {
      done,
      pause: tell('pause'),
      resume: tell('resume'),
      step: tell('step'),
      stop: async () => resolve({ state: 'stopped', epochs: [] }),
    };
  }

  /** It dies and comes back. */
  crash() {
    const error = new EngineError('crashed', 'It stopped.');
    this.fitting?.fail(error);
    this.onCrash(error);
    return error;
  }
}
