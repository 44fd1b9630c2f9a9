// Loss and accuracy of every batch of a run: a long run has millions, so they lie in plain memory.

/** Room for so many at first; it doubles. */
const ROOM = 1024;

export class Batches {
  #steps = new Uint32Array(ROOM);
  #images = new Uint32Array(ROOM);
  #losses = new Float32Array(ROOM);
  #accuracies = new Float32Array(ROOM);
  #count = 0;

  get count() {
    return this.#count;
  }

  /** @param {import('../engine/engine.js').BatchPoint[]} points in order */
  add(points) {
    for (const { step, images, loss, accuracy } of points) {
      if (this.#count === this.#steps.length) this.#grow();
      this.#steps[this.#count] = step;
      this.#images[this.#count] = images;
      this.#losses[this.#count] = loss;
      this.#accuracies[this.#count] = accuracy;
      this.#count += 1;
    }
  }

  /** @param {number} index @returns {import('../engine/engine.js').BatchPoint} */
  at(index) {
    return {
      step: this.#steps[index],
      images: this.#images[index],
      loss: this.#losses[index],
      accuracy: this.#accuracies[index],
    };
  }

  #grow() {
    /** @template {Uint32Array | Float32Array} Values @param {Values} values @param {Values} larger */
    const into = (values, larger) => (larger.set(values), larger);
    const room = 2 * this.#count;
    this.#steps = into(this.#steps, new Uint32Array(room));
    this.#images = into(this.#images, new Uint32Array(room));
    this.#losses = into(this.#losses, new Float32Array(room));
    this.#accuracies = into(this.#accuracies, new Float32Array(room));
  }
}
