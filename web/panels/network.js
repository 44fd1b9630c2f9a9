import { byId, heading, make } from '../parts/dom.js';
import { integer } from '../parts/format.js';

/** @typedef {import('../engine/engine.js').Summary} Summary */

/** What each type of layer does, in a sentence. @type {Record<string, string>} */
const WORDS = {
  Conv2D: 'Slides small filters over the picture. Each one answers to a pattern of its own: an edge, a corner, a sleeve.',
  MaxPool2D: 'Keeps the strongest answer of each little square: half the size, and it matters less where exactly something is.',
  Dropout: 'While training, switches some values off at random, so that the network relies on none of them alone.',
  Flatten: 'Writes all the maps in one long row of numbers.',
  Dense: 'Weighs every number of the row against every other, to make up its mind.',
};

const OUTPUT = 'One number for each class; softmax turns them into probabilities.';

/** The table of layers, as Keras' model.summary() prints it. */
export function createNetwork() {
  const table = byId('summary', HTMLTableElement);
  const [body] = table.tBodies;

  return {
    /** @param {Summary} summary */
    show(summary) {
      byId('summary-empty', HTMLParagraphElement).hidden = true;
      const last = summary.layers.length - 1;
      body.replaceChildren(
        ...summary.layers.map((layer, index) =>
          make(
            'tr',
            {},
            heading('row', layer.type, make('span', { text: layer.detail })),
            make('td', { class: 'what', text: index === last ? OUTPUT : (WORDS[layer.type] ?? '') }),
            make('td', { class: 'number shape', text: layer.outputShape.join(' × ') }),
            make('td', { class: 'number parameters', text: integer(layer.parameters) }),
          ),
        ),
      );
      const total = make('tr', {}, heading('row', 'All layers'), make('td'), make('td'), make('td', { class: 'number parameters', text: integer(summary.parameters) }));
      table.tFoot?.replaceChildren(total);
      byId('trained', HTMLParagraphElement).textContent = summary.trained ?? 'Its weights are fresh: it has learned nothing yet.';
    },
  };
}
