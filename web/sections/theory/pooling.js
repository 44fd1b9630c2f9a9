import { make } from '../../parts/dom.js';
import { relu, slide, weigh } from './arithmetic.js';
import { readout } from './controls.js';
import { VERTICAL_EDGE, smallPicture } from './picture.js';
import { createWindowExplorer } from './window-explorer.js';

/** @type {import('./card.js').Draw} */
export async function draw(place) {
  const edges = slide(await smallPicture(), { size: 3, stride: 1 }, (values) => relu(weigh(values, VERTICAL_EDGE)));
  const square = make('div', { class: 'theory-products square' });
  const told = readout();
  createWindowExplorer(place, {
    input: edges,
    window: { size: 2, stride: 2 },
    names: ['Map', 'Pooled'],
    answer: (values) => Math.max(...values),
    onChoice(values) {
      const largest = Math.max(...values);
      const at = values.indexOf(largest);
      square.replaceChildren(
        ...values.map((value, i) => make(i === at ? 'strong' : 'span', { text: value.toFixed(1) })),
      );
      told.textContent = `Of these four, ${largest.toFixed(1)} is the largest, and it is kept.`;
    },
  });
  place.append(
    make('p', {
      class: 'note',
      text: 'Move over the pooled map, or choose a place with the arrow keys. On the left: the answers of a filter for upright edges.',
    }),
    square,
    told,
  );
}
