// The network in use as a whole, drawn from its layers: a stack of squares for feature maps, a column for a row of
// numbers.

import { byId, make } from '../../parts/dom.js';
import { counted, integer } from '../../parts/format.js';
import { svg } from '../../parts/svg.js';
import { term } from '../../parts/term.js';

/** @typedef {import('../../engine/engine.js').Summary} Summary */

/** What explains each type of layer. @type {Record<string, string>} */
export const EXPLAINED = {
  Conv2D: 'convolution',
  MaxPool2D: 'pooling',
  Dropout: 'dropout',
  BatchNormalization: 'batch-normalization',
  Flatten: 'dense',
  Dense: 'dense',
};

/** The drawing's side, and that of the largest square. */
const [SIDE, LARGEST] = [88, 60];
/** So many squares at most stand for the maps of a layer. */
const MOST_SQUARES = 6;

/** How many squares are drawn for so many maps: one more for each doubling, roughly. @param {number} maps */
const squaresFor = (maps) => Math.min(MOST_SQUARES, 1 + Math.floor(Math.log2(maps) / 1.5));

/** @param {number[]} shape @param {number} widest of all squares */
function drawShape(shape, widest) {
  const parts = [];
  if (shape.length === 3) {
    const [height, width, maps] = shape;
    const [w, h] = [width, height].map((side) => Math.max(4, (LARGEST * side) / widest));
    const count = squaresFor(maps);
    for (let i = count - 1; i >= 0; --i) {
      const shift = 4 * i;
      parts.push(svg('rect', { x: 1 + shift, y: (SIDE - h) / 2 - shift + 2 * (count - 1), width: w, height: h }));
    }
  } else {
    const height = Math.min(SIDE - 4, 12 + 8 * Math.log2(shape[0]));
    parts.push(svg('rect', { x: 1, y: (SIDE - height) / 2, width: 8, height, rx: 4 }));
  }
  return svg('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, 'aria-hidden': 'true' }, ...parts);
}

/**
 * What the network is as a whole.
 * @param {Pick<Summary, 'name' | 'parameters' | 'layers'>} summary
 */
export function networkInWords({ name, parameters, layers }) {
  const largest = layers.reduce((most, layer) => (layer.parameters > most.parameters ? layer : most));
  const first =
    `The network in use, “${name}”: ${counted(layers.length, 'layer')}, ${counted(parameters, 'parameter')}. ` +
    'A square stands for feature maps and is as large as they are; a bar stands for a row of numbers.';
  return largest.parameters > parameters / 2
    ? `${first} Most parameters, ${integer(largest.parameters)}, are those of ${largest.name}.`
    : first;
}

/** @param {import('../../lab/weights.js').Weights} weights */
export function showNetwork(weights) {
  const list = byId('theory-network', HTMLOListElement);
  const words = byId('theory-network-words', HTMLParagraphElement);
  /** What is drawn. @type {Summary | null} */
  let drawn = null;

  /** @param {Node} name @param {number[]} shape @param {number} widest */
  const item = (name, shape, widest) =>
    make(
      'li',
      {},
      drawShape(shape, widest),
      name,
      make('span', { class: 'note', text: shape.map(integer).join(' × ') }),
    );

  weights.listen(() => {
    const { summary } = weights;
    if (!summary || summary === drawn) return;
    drawn = summary;
    const { input } = summary.description;
    const items = summary.layers.map(({ type, outputShape }, i) => {
      const text = type.replace('BatchN', 'Batch\u00adN'); // where the line may break
      const first = summary.layers.findIndex((layer) => layer.type === type) === i;
      return item(first ? term(EXPLAINED[type], text) : make('span', { text }), outputShape, input[0]);
    });
    list.replaceChildren(item(make('span', { text: 'Picture' }), input, input[0]), ...items);
    words.textContent = networkInWords(summary);
  });
}
