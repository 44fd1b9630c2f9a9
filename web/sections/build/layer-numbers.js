// How the shape and the parameters of a layer come about, in words, with its own numbers.

import { counted, integer } from '../../parts/format.js';

/** @typedef {import('../../engine/engine.js').LayerDescription} Layer */

/**
 * A layer of a network that works.
 * @typedef {object} Worked
 * @property {Layer} layer with all its fields
 * @property {number[]} input the shape that reaches it, without the batch
 * @property {number[]} output
 * @property {number} parameters
 */

/** @param {Layer} layer @param {string} field */
const numberIn = (layer, field) => Number(layer[field]);

/** A shape as a product. @param {number[]} shape */
const product = (shape) => shape.map(integer).join(' · ');

/**
 * Where the windows of a convolution or a pooling stand, in one direction.
 * @param {Worked} worked
 * @returns {{ from: number, size: number, stride: number, to: number, same: boolean, left: number }} left: what no window
 *   reaches at the end
 */
export function windowsOf({ layer, input: [from], output: [to] }) {
  const size = numberIn(layer, layer.type === 'Conv2D' ? 'kernel' : 'pool');
  const stride = numberIn(layer, 'stride');
  const same = layer.padding === 'same';
  return { from, size, stride, to, same, left: same ? 0 : Math.max(0, from - (to - 1) * stride - size) };
}

/** @param {Worked} worked */
function windowsInWords(worked) {
  const { from, size, stride, to, same, left } = windowsOf(worked);
  const steps = stride === 1 ? '' : `, ${stride} apart`;
  if (same) {
    const sum = stride === 1 ? `${to}, as before` : `${to} = ⌈${from} / ${stride}⌉`;
    return `${sum}: with zeros around the edge (“same” padding), windows of ${size} × ${size} stand on all places${steps}.`;
  }
  const sideBySide = stride === size && stride > 1;
  const sum =
    stride === 1
      ? `${from} − ${size} + 1`
      : sideBySide
        ? `⌊${from} / ${size}⌋`
        : `⌊(${from} − ${size}) / ${stride}⌋ + 1`;
  const places = sideBySide ? 'side by side' : `in a row of ${from}${steps}`;
  const rest =
    left === 0 ? '' : left === 1 ? ' A row and a column are left over.' : ` ${left} rows and columns are left over.`;
  return `${to} = ${sum}: so many windows of ${size} stand ${places}.${rest}`;
}

/** What follows the sums of a layer. @type {Record<string, string>} */
const ACTIVATIONS = {
  relu: 'ReLU then makes every negative number 0.',
  softmax: 'Softmax then turns them into probabilities.',
};

/** @typedef {(worked: Worked) => { shape: string, parameters: string }} Telling */

/** @type {Record<string, Telling>} */
const TELLINGS = {
  Conv2D(worked) {
    const { layer, input, parameters } = worked;
    const [filters, kernel] = [numberIn(layer, 'filters'), numberIn(layer, 'kernel')];
    const channels = input[2];
    const of = channels === 1 ? 'the picture' : `each of the ${counted(channels, 'map')} before`;
    return {
      shape: `${windowsInWords(worked)} And ${counted(filters, 'map')}, one for each filter.`,
      parameters: `(${kernel} · ${kernel} · ${integer(channels)} + 1) · ${integer(filters)} = ${integer(parameters)}: each filter has ${kernel} × ${kernel} weights for ${of}, and a bias.`,
    };
  },
  MaxPool2D: (worked) => ({
    shape: `${windowsInWords(worked)} Each keeps its largest number; the ${counted(worked.input[2], 'map')} stay apart.`,
    parameters: '0: to find the largest, nothing has to be learned.',
  }),
  BatchNormalization: ({ input, parameters }) => ({
    shape: 'The shape stays.',
    parameters: `4 · ${integer(input[input.length - 1])} = ${integer(parameters)}: for each ${input.length === 3 ? 'map' : 'unit'} gamma and beta, which are trained, and a mean and a variance, which are measured.`,
  }),
  Dropout: () => ({
    shape: 'The shape stays: some of the numbers are set to 0, and only while training.',
    parameters: '0: chance has nothing to learn.',
  }),
  Flatten: ({ input, output }) => ({
    shape:
      input.length === 1
        ? 'The shape stays: it is a row already.'
        : `${product(input)} = ${integer(output[0])}: the same numbers, in one row.`,
    parameters: '0: nothing is computed.',
  }),
  Dense({ layer, input: [numbers], parameters }) {
    const units = numberIn(layer, 'units');
    return {
      shape: `${integer(units)}: one number from each unit.`,
      parameters: `${integer(numbers)} · ${integer(units)} + ${integer(units)} = ${integer(parameters)}: each unit has a weight for each of the ${counted(numbers, 'number')} before, and a bias.`,
    };
  },
};

/**
 * @param {Worked} worked
 * @returns {{ shape: string, parameters: string, activation: string }} activation: what follows, if anything
 */
export function numbersInWords(worked) {
  const { layer } = worked;
  return { ...TELLINGS[layer.type](worked), activation: ACTIVATIONS[String(layer.activation)] ?? '' };
}
