// Whether the page opens without a network: its service worker keeps a copy of it on this device, and the engine the images
// that it has fetched. And whether a newer version of the page is here, which is taken on the visitor's word alone.

import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').DownloadProgress} DownloadProgress */
/** @typedef {import('../engine/engine.js').KeptImages} KeptImages */

/** A tab that stays open asks for a newer version so often. */
const ASK_MS = 3_600_000;

/**
 * @param {ServiceWorker | null} worker
 * @param {'keep' | 'take'} what as sw.js understands it
 * @returns {Promise<any>}
 */
function ask(worker, what) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker?.postMessage(what, [port2]);
  });
}

export class Offline extends Fact {
  /** Of the page. Partial: not all of it could be had, and the next visit goes on. None: there can be none. @type {'coming' | 'whole' | 'partial' | 'none'} */
  copy = 'coming';
  /** What is kept of the data set; null while that is not known. @type {KeptImages | null} */
  images = null;
  /** Of images that are being fetched. @type {DownloadProgress | null} */
  download = null;
  /** Why they could not be had. @type {unknown} */
  problem = null;
  /** Whether a newer version of the page is here. */
  newer = false;

  #engine;
  #isBusy;
  /** @type {ServiceWorkerRegistration | null} */
  #registration = null;
  /** Ends the download. @type {AbortController | null} */
  #fetching = null;

  /**
   * @param {import('./news.js').News} news
   * @param {import('../engine/engine.js').Engine} engine
   * @param {() => boolean} isBusy whether a run is on, which nothing is to slow down or end
   */
  constructor(news, engine, isBusy) {
    super(news);
    this.#engine = engine;
    this.#isBusy = isBusy;
  }

  /** @param {() => Promise<ServiceWorkerRegistration | null>} register */
  async open(register) {
    const registration = (this.#registration = await register());
    if (!registration) return this.#copied('none');
    const look = () => {
      if (!registration.waiting || !registration.active) return;
      this.newer = true;
      this.changed();
    };
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
    look();
    setInterval(() => {
      if (!this.#isBusy()) registration.update().catch(() => {}); // without a network there is none
    }, ASK_MS);
    const { active } = await navigator.serviceWorker.ready;
    this.#copied(await ask(active, 'keep'));
  }

  /** Looks what is kept of the data set. */
  async look() {
    this.images = await this.#engine.imagesKept().catch(() => null);
    this.changed();
  }

  /** Fetches all images that are not here yet. */
  async fetchImages() {
    if (this.#fetching) return;
    const { signal } = (this.#fetching = new AbortController());
    this.problem = null;
    const onProgress = (/** @type {DownloadProgress} */ progress) => {
      this.download = progress;
      this.changed();
    };
    onProgress({ loaded: 0, total: this.images?.missingBytes ?? 0 });
    try {
      for (const split of /** @type {const} */ (['train', 'test']))
        await this.#engine.loadImages({ split, signal, onProgress });
    } catch (error) {
      if (!signal.aborted) this.problem = error;
    }
    this.#fetching = this.download = null;
    await this.look();
  }

  /** Those that have arrived stay. */
  cancel() {
    this.#fetching?.abort();
  }

  /**
   * Goes over to the newer version; the page is then to be loaded again.
   * @returns {Promise<boolean>} false where a run is on, or another tab needs the version that it began with
   */
  async take() {
    if (this.#isBusy()) return false;
    const waiting = this.#registration?.waiting;
    if (!waiting) return true; // on the first visit a tab is not bound to a version, and the newer one need not wait for it
    const over = new Promise((resolve) =>
      waiting.addEventListener('statechange', () => waiting.state === 'activated' && resolve(true)),
    );
    return (await ask(waiting, 'take')) && over;
  }

  /** @param {Offline['copy']} copy */
  #copied(copy) {
    this.copy = copy;
    this.changed();
  }
}
