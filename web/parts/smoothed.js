/** How much carries on from batch to batch: a view over the images of about ten batches. */
const CARRY = 0.9;

/** Loss and accuracy of a run, smoothed: means over images, of which later ones count for more. */
export class Smoothed {
  #weight = 0;
  #loss = 0;
  #accuracy = 0;

  /** @param {import('../engine/engine.js').BatchPoint} batch */
  add({ images, loss, accuracy }) {
    this.#weight = CARRY * this.#weight + images;
    this.#loss = CARRY * this.#loss + images * loss;
    this.#accuracy = CARRY * this.#accuracy + images * accuracy;
  }

  get loss() {
    return this.#loss / this.#weight;
  }

  get accuracy() {
    return this.#accuracy / this.#weight;
  }
}
