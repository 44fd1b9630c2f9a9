// What the pictures of the explanations compute: small, plain, and held against results done by hand
// in tests/web/theory.test.mjs.

/** @typedef {number[][]} Grid rows of numbers */

/**
 * The values under a window.
 * @param {Grid} grid
 * @param {number} top
 * @param {number} left
 * @param {number} size
 * @returns {number[]} row by row
 */
export const windowOf = (grid, top, left, size) =>
  grid.slice(top, top + size).flatMap((row) => row.slice(left, left + size));

/**
 * One number for each place of a window that slides over a grid without leaving it.
 * @param {Grid} grid square
 * @param {{ size: number, stride: number }} window
 * @param {(values: number[]) => number} answer
 * @returns {Grid}
 */
export function slide(grid, { size, stride }, answer) {
  const places = Array.from({ length: Math.floor((grid.length - size) / stride) + 1 }, (_, i) => i * stride);
  return places.map((top) => places.map((left) => answer(windowOf(grid, top, left, size))));
}

/** @param {number[]} values @param {number[]} weights */
export const weigh = (values, weights) => values.reduce((sum, value, i) => sum + value * weights[i], 0);

/** @param {number} value */
export const relu = (value) => Math.max(0, value);

/** @param {number[]} logits @returns {number[]} probabilities */
export function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * Inverted dropout, as Keras has it.
 * @param {number[]} values
 * @param {number} rate 0 to below 1
 * @param {() => number} random 0 to below 1
 */
export const dropout = (values, rate, random) => values.map((value) => (random() < rate ? 0 : value / (1 - rate)));

/** Cuts into batches; the last one may be smaller. @template T @param {T[]} images @param {number} size */
export const batches = (images, size) =>
  Array.from({ length: Math.ceil(images.length / size) }, (_, i) => images.slice(i * size, (i + 1) * size));

/** @template T @param {T[]} images @param {() => number} random @returns {T[]} */
export function shuffle(images, random) {
  const order = [...images];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * What an optimizer does with one parameter: takes the gradient, returns the step.
 * @typedef {(gradient: number) => number} Rule
 */

/** The optimizers, as in src/training/optimizer.h. @type {Record<'sgd' | 'momentum' | 'adam', (rate: number) => Rule>} */
export const RULES = {
  sgd: (rate) => (gradient) => -rate * gradient,

  momentum(rate) {
    let velocity = 0;
    return (gradient) => (velocity = 0.9 * velocity - rate * gradient);
  },

  adam(rate) {
    let [mean, square, step] = [0, 0, 0];
    return (gradient) => {
      step += 1;
      mean = 0.9 * mean + 0.1 * gradient;
      square = 0.999 * square + 0.001 * gradient ** 2;
      const [unbiased, size] = [mean / (1 - 0.9 ** step), square / (1 - 0.999 ** step)];
      return (-rate * unbiased) / (Math.sqrt(size) + 1e-7);
    };
  },
};
