// How fast a run goes and how long it will take, from the time that its steps took.

/** Older steps count for e times less after so many milliseconds of steps; no step counts for more than these. */
const MEMORY_MS = 2000;
/**
 * A step that took longer than this, and so many times as long for an image as those before it, is doubted: the
 * computer was asleep, or its clock was set. It counts only where the next one is as slow.
 */
const DOUBTFUL_MS = 1000;
const MUCH_LONGER = 8;
/** Validation is a forward pass only; so much faster until it has been measured. */
const VALIDATION_SPEEDUP = 3;

/** Too few steps tell nothing: the first ones are slower. */
const ENOUGH_MS = 300;

/** Images per millisecond, smoothed over the last seconds. */
class Rate {
  #images = 0;
  #ms = 0;
  /** Whether the last step was. */
  #doubted = false;

  /** @param {number} images @param {number} ms */
  add(images, ms) {
    if (ms < 0) return; // the clock was set back
    const doubtful = ms > DOUBTFUL_MS && ms * this.#images >= MUCH_LONGER * this.#ms * images;
    const counts = !doubtful || this.#doubted;
    this.#doubted = doubtful;
    if (!counts) return;
    const keep = Math.exp(-ms / MEMORY_MS);
    this.#images = this.#images * keep + images;
    this.#ms = this.#ms * keep + ms;
    if (this.#ms <= MEMORY_MS) return;
    this.#images *= MEMORY_MS / this.#ms;
    this.#ms = MEMORY_MS;
  }

  /** What it was measured over, about. */
  get ms() {
    return this.#ms;
  }

  /** null until something was measured */
  get value() {
    return this.#ms > 0 ? this.#images / this.#ms : null;
  }
}

export class Pace {
  #training = new Rate();
  #validation = new Rate();

  /**
   * Notes one step.
   * @param {'training' | 'validating'} phase
   * @param {number} images in its batch
   * @param {number} ms that it took
   */
  add(phase, images, ms) {
    (phase === 'training' ? this.#training : this.#validation).add(images, ms);
  }

  /** While training; null until measured. */
  get imagesPerSecond() {
    const rate = this.#training.value;
    return rate === null ? null : rate * 1000;
  }

  /**
   * @param {number} trainingImages still to be trained on, in all epochs
   * @param {number} validationImages likewise
   * @returns {number | null} null until measured
   */
  secondsLeft(trainingImages, validationImages) {
    const training = this.#training.ms < ENOUGH_MS ? null : this.#training.value;
    const validation = this.#validation.value ?? (training && training * VALIDATION_SPEEDUP);
    if (validation === null || (training === null && trainingImages > 0)) return null;
    const ms = (training ? trainingImages / training : 0) + validationImages / validation;
    return ms / 1000;
  }
}
