import { make } from '../../parts/dom.js';
import { relu, weigh } from './arithmetic.js';
import { choice, readout } from './controls.js';
import { VERTICAL_EDGE, smallPicture } from './picture.js';
import { createWindowExplorer } from './window-explorer.js';

const FILTERS = {
  'Upright edges': VERTICAL_EDGE,
  'Level edges': [1, 2, 1, 0, 0, 0, -1, -2, -1],
  Blur: Array(9).fill(1 / 9),
};

/** @type {import('./card.js').Draw} */
export async function draw(place) {
  let weights = FILTERS['Upright edges'];
  const products = make('div', { class: 'theory-products' });
  const told = readout();
  const answer = (/** @type {number[]} */ values) => relu(weigh(values, weights));

  /** @param {number[]} values */
  function show(values) {
    products.replaceChildren(
      ...values.map((value, i) => make('span', { text: `${short(value)} × ${short(weights[i])}` })),
    );
    const sum = weigh(values, weights);
    told.textContent =
      `The nine products add up to ${sum.toFixed(2)}. ` + (sum < 0 ? 'ReLU makes it 0.' : 'ReLU lets it pass.');
  }

  let current = /** @type {number[]} */ ([]);
  const explorer = createWindowExplorer(place, {
    input: await smallPicture(),
    window: { size: 3, stride: 1 },
    names: ['Picture', 'Map'],
    answer,
    onChoice: (values) => show((current = values)),
  });
  place.append(
    choice('Filter', FILTERS, 'Upright edges', (chosen) => {
      weights = chosen;
      explorer.answerBy(answer);
      show(current);
    }),
    make('p', {
      class: 'note',
      text: 'These three filters are made by hand. Move over the map, or choose a place with the arrow keys. Below: pixel × weight.',
    }),
    products,
    told,
  );
}

/** At most two digits after the point, with a real minus. @param {number} value */
const short = (value) => (Math.round(value * 100) / 100).toString().replace('-', '−');
