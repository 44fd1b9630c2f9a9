// How what is true is told: at once within the lab, in one frame to the views.

/** What waits is told after so many ms at the latest, and then with the next frame. */
const MOST_MS = 80;

/**
 * What is to be drawn in one frame, although it becomes known bit by bit: style, layout, paint and compositing
 * of a frame take time from a network in training.
 */
export class News {
  /** @type {Set<() => void>} */
  #waiting = new Set();
  #due = false;
  #inFrame;
  #report;

  /**
   * @param {(tell: () => void) => void} [inFrame] calls what it gets in a frame to come
   * @param {(error: unknown) => void} [report] one view's defect, which is not to be the others'
   */
  constructor(inFrame = (tell) => setTimeout(() => requestAnimationFrame(tell), MOST_MS), report = reportAsUncaught) {
    this.#inFrame = inFrame;
    this.#report = report;
  }

  /** Tells them in a frame to come, once however often it is asked for. @param {Iterable<() => void>} listeners */
  soon(listeners) {
    for (const hear of listeners) this.#waiting.add(hear);
    if (this.#due) return;
    this.#due = true;
    this.#inFrame(() => {
      this.#due = false;
      this.now();
    });
  }

  /** Tells what waits, in the frame that is due. @param {Iterable<() => void>} [listeners] and these */
  now(listeners = []) {
    const all = new Set([...this.#waiting, ...listeners]);
    this.#waiting.clear();
    for (const hear of all) {
      try {
        hear();
      } catch (error) {
        this.#report(error);
      }
    }
  }
}

/** @param {unknown} error */
const reportAsUncaught = (error) => reportError(error);

/** Something true, which changes. Its public fields are for reading; only it writes them. */
export class Fact {
  #news;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {Set<() => void>} */
  #followers = new Set();

  /** @param {News} news */
  constructor(news) {
    this.#news = news;
  }

  /**
   * For views: is told together with whatever else there is to draw.
   * @param {() => void} hear
   * @returns {() => void} ends it
   */
  listen(hear) {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** For other facts, which are to be true at once. @param {() => void} hear */
  follow(hear) {
    this.#followers.add(hear);
  }

  /** It has changed; views hear of it in the next frame. @protected */
  changed() {
    for (const hear of this.#followers) hear();
    this.#news.soon(this.#listeners);
  }

  /** It has changed, and views hear of it at once, with all that waits. @protected */
  changedNow() {
    for (const hear of this.#followers) hear();
    this.#news.now(this.#listeners);
  }
}
