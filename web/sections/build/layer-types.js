// The layers that a network can be built of: one entry each. Which values are allowed, and what becomes
// of the shapes, is the engine's matter; here stands how a layer is shown and what a new one begins with.

/**
 * A field of a layer's description.
 * @typedef {object} Field
 * @property {string} name as in the description
 * @property {string} label
 * @property {string[]} [choices] for a field that is chosen; others are numbers
 * @property {number} [step] by which the arrow keys change a number; 1
 */

/**
 * @typedef {object} LayerType
 * @property {Field[]} fields
 * @property {Record<string, string | number>} fresh what a new layer has, all fields
 * @property {string[]} words what it does: the first of its type, the second, and so on
 * @property {[name: string, question: string]} theory what is explained at the first one, and how it is asked for
 * @property {string[]} [terms] words that are explained there, too
 */

const PADDING = { name: 'padding', label: 'Padding', choices: ['valid', 'same'] };
const STRIDE = { name: 'stride', label: 'Stride' };
const ACTIVATION = { name: 'activation', label: 'Activation', choices: ['relu', 'linear'] };

/** In the order in which they are offered. @type {Record<string, LayerType>} */
export const LAYER_TYPES = {
  Conv2D: {
    fields: [{ name: 'filters', label: 'Filters' }, { name: 'kernel', label: 'Kernel' }, STRIDE, PADDING, ACTIVATION],
    fresh: { filters: 32, kernel: 3, stride: 1, padding: 'same', activation: 'relu' },
    words: [
      'Slides small filters over the picture. Each one answers to a pattern of its own: an edge, a corner.',
      'Filters again, over the answers of the first: patterns of patterns, such as a collar or a heel.',
      'And once more: whole parts of a garment.',
    ],
    theory: ['convolution', 'What is a convolution?'],
    terms: ['filter', 'stride', 'padding', 'relu'],
  },
  MaxPool2D: {
    fields: [{ name: 'pool', label: 'Pool' }, STRIDE, PADDING],
    fresh: { pool: 2, stride: 2, padding: 'valid' },
    words: [
      'Keeps the strongest answer of each little square: smaller maps, and it matters less where exactly something is.',
      'Smaller maps again.',
    ],
    theory: ['pooling', 'What is pooling?'],
  },
  BatchNormalization: {
    fields: [],
    fresh: {},
    words: [
      'Brings the values of each map, or unit, to the same scale: learning can take larger steps and needs fewer of them.',
      'The same for these values.',
    ],
    theory: ['batch-normalization', 'What is batch normalization?'],
  },
  Dropout: {
    fields: [{ name: 'rate', label: 'Rate', step: 0.05 }],
    fresh: { rate: 0.25 },
    words: [
      'While training, switches some values off at random, so that the network relies on none of them alone.',
      'Again, some values at random.',
    ],
    theory: ['dropout', 'What is dropout?'],
  },
  Flatten: {
    fields: [],
    fresh: {},
    words: ['Writes all the maps in one long row of numbers.'],
    theory: ['dense', 'What does Flatten do?'],
  },
  Dense: {
    fields: [{ name: 'units', label: 'Units' }, ACTIVATION],
    fresh: { units: 64, activation: 'relu' },
    words: ['Each unit weighs all the numbers of the row together.'],
    theory: ['dense', 'What is a Dense layer?'],
    terms: ['unit', 'bias'],
  },
};
