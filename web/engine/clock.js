// What is done now and then, by a clock that may be coarse, stand still or jump: a computer falls asleep, a
// browser rounds its clock to 100 ms.

/** @typedef {{ now: () => number }} Clock tells milliseconds, as `performance` does */

/** Something that is to be done once in so many milliseconds. */
export class Interval {
  #ms;
  #last;

  /** @param {number} ms @param {number} [last] when it was done; not yet, if that is missing */
  constructor(ms, last = -Infinity) {
    this.#ms = ms;
    this.#last = last;
  }

  /** Whether it is time again; by a clock that was set back, it is at once. @param {number} now */
  isDue(now) {
    return now < this.#last || now - this.#last >= this.#ms;
  }

  /** @param {number} now */
  done(now) {
    this.#last = now;
  }
}
