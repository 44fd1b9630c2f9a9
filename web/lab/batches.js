// Loss and accuracy of a run's batches. A run of hours has millions, more than anybody can see or a tab should
// keep: beyond some thousands a point stands for two batches, then for four, and so on.

const MOST = 16_384;
/** Room for so many at first; it doubles. */
const ROOM = 1024;

/** @typedef {import('../engine/engine.js').BatchPoint} BatchPoint */

export class Batches {
  #steps = new Uint32Array(ROOM);
  #images = new Uint32Array(ROOM);
  #losses = new Float32Array(ROOM);
  #accuracies = new Float32Array(ROOM);
  #count = 0;
  /** How many batches a point stands for. */
  #each = 1;
  /** Those of the next point. @type {BatchPoint[]} */
  #gathered = [];

  /** Points, each of one batch or of as many as every other. */
  get count() {
    return this.#count;
  }

  /** @param {BatchPoint[]} batches in order */
  add(batches) {
    for (const batch of batches) {
      this.#gathered.push(batch);
      if (this.#gathered.length < this.#each) continue;
      this.#put(this.#count++, together(this.#gathered));
      this.#gathered = [];
      if (this.#count === MOST) this.#halve();
      else if (this.#count === this.#steps.length) this.#grow();
    }
  }

  /** @param {number} index @returns {BatchPoint} means over its images, and the step of its last batch */
  at(index) {
    return {
      step: this.#steps[index],
      images: this.#images[index],
      loss: this.#losses[index],
      accuracy: this.#accuracies[index],
    };
  }

  /** @param {number} step @returns {number} index of the first point beyond it; the count if there is none */
  after(step) {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#steps[middle] > step) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** All of them, together in as few points as are wanted. @param {number} most @returns {BatchPoint[]} */
  points(most) {
    const all = Array.from({ length: this.#count }, (_, i) => this.at(i));
    const each = Math.ceil(all.length / most);
    const points = [];
    for (let i = 0; i < all.length; i += each) points.push(together(all.slice(i, i + each)));
    return points;
  }

  /** @param {number} index @param {BatchPoint} point */
  #put(index, { step, images, loss, accuracy }) {
    this.#steps[index] = step;
    this.#images[index] = images;
    this.#losses[index] = loss;
    this.#accuracies[index] = accuracy;
  }

  #halve() {
    this.#count /= 2;
    for (let i = 0; i < this.#count; ++i) this.#put(i, together([this.at(2 * i), this.at(2 * i + 1)]));
    this.#each *= 2;
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

/** @param {BatchPoint[]} points in order @returns {BatchPoint} */
function together(points) {
  if (points.length === 1) return points[0];
  const images = points.reduce((sum, point) => sum + point.images, 0);
  /** @param {'loss' | 'accuracy'} what */
  const mean = (what) => points.reduce((sum, point) => sum + point.images * point[what], 0) / images;
  return { step: points[points.length - 1].step, images, loss: mean('loss'), accuracy: mean('accuracy') };
}
