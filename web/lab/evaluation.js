// What the test set says of the weights in use, and whether they know a picture's like.

import { EngineError } from '../engine/engine.js';
import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/engine.js').DownloadProgress} DownloadProgress */
/** @typedef {import('../engine/engine.js').EvaluateProgress} EvaluateProgress */

const TEST_IMAGES = 10_000;

export class Evaluation extends Fact {
  /** @type {'idle' | 'fetching' | 'testing'} */
  state = 'idle';
  /** Of the download. @type {DownloadProgress | null} */
  download = null;
  /** Of the test. @type {EvaluateProgress | null} */
  progress = null;
  /** Null while the weights in use are untested. @type {import('../engine/engine.js').Evaluation | null} */
  result = null;
  /** Whether the last test came to no end. */
  cancelled = false;
  /** Why it did not. @type {unknown} */
  problem = null;
  /** Whether the test images are there. */
  fetched = false;

  #engine;
  #picture;
  #control = new AbortController();

  /**
   * @param {import('./news.js').News} news
   * @param {Engine} engine
   * @param {import('./picture.js').Picture} picture which is judged anew when its like is known
   */
  constructor(news, engine, picture) {
    super(news);
    this.#engine = engine;
    this.#picture = picture;
  }

  /** Tests the weights in use; does nothing while a test is on. */
  async evaluate() {
    if (this.state !== 'idle') return;
    this.#control = new AbortController();
    await this.#test(this.#control.signal);
  }

  /**
   * A run has ended: tests its weights, if wanted, and learns what is unlike its training images.
   * @param {boolean} test
   */
  async judgeRun(test) {
    this.cancel();
    const { signal } = (this.#control = new AbortController());
    if (test) await this.#test(signal);
    if (signal.aborted) return;
    try {
      await this.#engine.fitNovelty({ signal });
      this.#picture.judgeAgain();
    } catch (error) {
      // A new run came first, or the images are too few: then pictures are judged without.
      if (!signal.aborted && !(error instanceof EngineError)) throw error;
    }
  }

  /** Ends what is under way, so that the weights may change. */
  cancel() {
    this.#control.abort();
  }

  /** Others are in the weights' place: what was measured, or is just being measured, is not true of them. */
  forget() {
    this.cancel();
    this.result = null;
    this.cancelled = false;
    this.changed();
  }

  /** @param {AbortSignal} signal */
  async #test(signal) {
    Object.assign(this, { state: 'fetching', download: null, progress: null, problem: null, cancelled: false });
    this.changedNow();
    try {
      await this.#engine.loadImages({
        split: 'test',
        count: TEST_IMAGES,
        signal,
        onProgress: (download) => {
          this.download = download;
          this.changed();
        },
      });
      this.fetched = true;
      this.state = 'testing';
      this.changed();
      this.result = await this.#engine.evaluate({
        split: 'test',
        signal,
        onProgress: (progress) => {
          this.progress = progress;
          this.changed();
        },
      });
    } catch (error) {
      if (signal !== this.#control.signal) return; // another test is on by now
      if (signal.aborted) this.cancelled = true;
      else this.problem = error;
    }
    this.state = 'idle';
    this.changedNow();
  }
}
