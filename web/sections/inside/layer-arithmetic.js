// How one number of a convolution or a pooling comes about, from what goes in and the weights.

/** @typedef {import('../../engine/engine.js').LayerActivations} LayerActivations */
/** @typedef {Pick<LayerActivations, 'shape' | 'values'>} Maps height × width × channels */
/** @typedef {import('../../engine/engine.js').LayerParameters} LayerParameters */

/**
 * Where a value is: row, column, channel.
 * @typedef {{ row: number, column: number, channel: number }} Place
 */

/**
 * A value of some maps, 0 outside of them.
 * @param {Maps} maps
 * @param {number} row
 * @param {number} column
 * @param {number} channel
 */
export function valueAt({ shape: [height, width, channels], values }, row, column, channel) {
  const inside = row >= 0 && row < height && column >= 0 && column < width;
  return inside ? values[(row * width + column) * channels + channel] : 0;
}

/**
 * The first row and column that a value of a layer comes from; may lie in the padding, before 0.
 * @param {import('../../engine/engine.js').LayerWindow} window
 * @param {{ row: number, column: number }} place
 */
export const corner = ({ stride, top, left }, { row, column }) => ({
  row: row * stride - top,
  column: column * stride - left,
});

/**
 * Whether all that a window covers is zero.
 * @param {Maps} input
 * @param {import('../../engine/engine.js').LayerWindow} window
 * @param {{ row: number, column: number }} place of the layer's value
 */
function isEmptyAt(input, window, place) {
  const start = corner(window, place);
  const { size } = window;
  for (let i = 0; i < size * size; ++i)
    for (let channel = 0; channel < input.shape[2]; ++channel)
      if (valueAt(input, start.row + Math.floor(i / size), start.column + (i % size), channel) !== 0) return false;
  return true;
}

/**
 * Where a map is the brightest, of the places whose window is not empty; where all are, of all.
 * @param {LayerActivations} layer
 * @param {Maps} input what the window lies on
 * @param {number} channel
 */
export function strongestPlace({ shape: [, width, channels], values, window }, input, channel) {
  const map = values.filter((_, i) => i % channels === channel);
  const place = (/** @type {number} */ at) => ({ row: Math.floor(at / width), column: at % width });
  const order = [...map.keys()].sort((a, b) => map[b] - map[a]);
  return place(order.find((at) => !window || !isEmptyAt(input, window, place(at))) ?? order[0]);
}

/**
 * What a convolution multiplies for one value.
 * @param {LayerActivations} layer a Conv2D
 * @param {LayerParameters} parameters of it
 * @param {Maps} input
 * @param {Place} place
 * @param {number} from the input channel
 * @returns {{ input: number, weight: number, product: number }[]} rows first
 */
export function productsAt({ window }, { kernel }, input, place, from) {
  if (!window || !kernel) return [];
  const { size } = window;
  const [, , inputs, outputs] = kernel.shape;
  const start = corner(window, place);
  return Array.from({ length: size * size }, (_, i) => {
    const value = valueAt(input, start.row + Math.floor(i / size), start.column + (i % size), from);
    const weight = kernel.values[(i * inputs + from) * outputs + place.channel];
    return { input: value, weight, product: value * weight };
  });
}

/**
 * The sum behind one value of a convolution, and what its activation makes of it.
 * @param {LayerActivations} layer a Conv2D
 * @param {LayerParameters} parameters of it
 * @param {Maps} input
 * @param {Place} place
 * @returns {{ contributions: number[], bias: number, sum: number, output: number }} contributions
 *   by input channel
 */
export function convolutionAt(layer, parameters, input, place) {
  const contributions = Array.from({ length: input.shape[2] }, (_, from) =>
    productsAt(layer, parameters, input, place, from).reduce((sum, { product }) => sum + product, 0),
  );
  const bias = parameters.bias?.values[place.channel] ?? 0;
  const sum = contributions.reduce((total, value) => total + value, bias);
  return { contributions, bias, sum, output: layer.activation === 'relu' ? Math.max(0, sum) : sum };
}

/** Keras' constant, which keeps the deviation of a channel that never changes from zero. */
const EPSILON = 1e-3;

/**
 * How a batch normalization makes one value out of the one at the same place; null without all of its
 * parameters.
 * @param {LayerParameters} parameters
 * @param {Maps} input
 * @param {Place} place
 */
export function normalizationAt({ gamma, beta, ...moving }, input, { row, column, channel }) {
  const { moving_mean: means, moving_variance: variances } = moving;
  if (!gamma || !beta || !means || !variances) return null;
  const of = (/** @type {{ values: Float32Array }} */ { values }) => values[channel];
  const value = valueAt(input, row, column, channel);
  const deviation = Math.sqrt(of(variances) + EPSILON);
  const output = ((value - of(means)) / deviation) * of(gamma) + of(beta);
  return { value, mean: of(means), deviation, gamma: of(gamma), beta: of(beta), output };
}

/**
 * What a max pooling chooses from for one value, rows first; null outside of the input.
 * @param {LayerActivations} layer a MaxPool2D
 * @param {Maps} input
 * @param {Place} place
 * @returns {(number | null)[]}
 */
export function poolAt({ window }, input, place) {
  if (!window) return [];
  const { size } = window;
  const start = corner(window, place);
  return Array.from({ length: size * size }, (_, i) => {
    const row = start.row + Math.floor(i / size);
    const column = start.column + (i % size);
    const inside = row < input.shape[0] && column < input.shape[1] && row >= 0 && column >= 0;
    return inside ? valueAt(input, row, column, place.channel) : null;
  });
}
