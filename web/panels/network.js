import { byId, heading, make } from '../parts/dom.js';
import { integer } from '../parts/format.js';
import { theoryButton } from './theory.js';

/** @typedef {import('../engine/engine.js').Summary} Summary */

/**
 * What each type of layer does, in a sentence: for the first of its type, for the second, and so on.
 * @type {Record<string, string[]>}
 */
const WORDS = {
  Conv2D: [
    'Slides small filters over the picture. Each one answers to a pattern of its own: an edge, a corner.',
    'Filters again, over the answers of the first: patterns of patterns, such as a collar or a heel.',
    'And once more: whole parts of a garment.',
  ],
  MaxPool2D: [
    'Keeps the strongest answer of each little square: half the size, and it matters less where exactly something is.',
    'Half the size again.',
  ],
  Dropout: [
    'While training, switches some values off at random, so that the network relies on none of them alone.',
    'Again, some values at random.',
  ],
  Flatten: ['Writes all the maps in one long row of numbers.'],
  Dense: ['Each unit weighs all the numbers of the row together.'],
};

/** What is explained at the first layer of a type. @type {Record<string, import('./theory.js').Question>} */
const THEORY = { Conv2D: 'convolution', MaxPool2D: 'pooling', Dropout: 'dropout' };

const OUTPUT = 'One number for each class; softmax turns them into probabilities.';

/**
 * What the layer at this place does.
 * @param {Summary['layers']} layers
 * @param {number} index
 */
function words(layers, index) {
  if (index === layers.length - 1) return OUTPUT;
  const { type } = layers[index];
  const sentences = WORDS[type] ?? [''];
  const before = layers.slice(0, index).filter((layer) => layer.type === type).length;
  return sentences[Math.min(before, sentences.length - 1)];
}

/**
 * What the layer at this place does, with a way to the explanation.
 * @param {Summary['layers']} layers
 * @param {number} index
 */
function explained(layers, index) {
  const { type } = layers[index];
  const cell = make('td', { class: 'what', text: `${words(layers, index)} ` });
  if (index === layers.length - 1) cell.append(theoryButton('softmax'));
  else if (THEORY[type] && layers.findIndex((layer) => layer.type === type) === index)
    cell.append(theoryButton(THEORY[type]));
  return cell;
}

/** The table of layers, as Keras' model.summary() prints it. */
export function createNetwork() {
  const table = byId('summary', HTMLTableElement);
  const [body] = table.tBodies;

  return {
    /** @param {Summary} summary */
    show(summary) {
      byId('summary-empty', HTMLParagraphElement).hidden = true;
      body.replaceChildren(
        ...summary.layers.map((layer, index) =>
          make(
            'tr',
            {},
            heading('row', layer.type, make('span', { text: layer.detail })),
            explained(summary.layers, index),
            make('td', { class: 'number shape', text: layer.outputShape.join(' × ') }),
            make('td', { class: 'number parameters', text: integer(layer.parameters) }),
          ),
        ),
      );
      const total = make(
        'tr',
        {},
        heading('row', 'All layers'),
        make('td'),
        make('td'),
        make('td', { class: 'number parameters', text: integer(summary.parameters) }),
      );
      table.tFoot?.replaceChildren(total);
      byId('trained', HTMLParagraphElement).textContent =
        summary.trained ?? 'Its weights are fresh: it has learned nothing yet.';
    },
  };
}
