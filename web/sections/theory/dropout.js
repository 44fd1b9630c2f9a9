import { make } from '../../parts/dom.js';
import { percent } from '../../parts/format.js';
import { dropout } from './arithmetic.js';
import { pushButton, readout, slider } from './controls.js';

/** What sixteen units of a layer might answer. */
const VALUES = [0.8, 0.1, 1.2, 0.5, 0.3, 0.9, 0.2, 1.5, 0.7, 0.4, 1.1, 0.6, 0.2, 1.3, 0.5, 0.7];

/** @type {import('./card.js').Draw} */
export function draw(place) {
  const cells = make('div', { class: 'units' });
  const told = readout();
  let rate = 0.25;

  function drawAnew() {
    const kept = dropout(VALUES, rate, Math.random);
    const off = kept.filter((value) => value === 0).length;
    cells.replaceChildren(
      ...kept.map((value) => make(value === 0 ? 's' : 'span', { text: value === 0 ? '0' : value.toFixed(1) })),
    );
    told.textContent =
      `${off} of ${VALUES.length} ${off === 1 ? 'is' : 'are'} off; the others are multiplied by ${(1 / (1 - rate)).toFixed(2)}. ` +
      `Their sum: ${sum(kept).toFixed(1)}, without dropout ${sum(VALUES).toFixed(1)}.`;
  }

  const rates = slider(
    'Rate',
    { min: 0, max: 0.75, step: 0.05, value: rate },
    (value) => percent(value, 0),
    (value) => {
      rate = value;
      drawAnew();
    },
  );
  place.append(cells, rates.label, pushButton('Draw anew', drawAnew), told);
  rates.change();
}

/** @param {number[]} values */
const sum = (values) => values.reduce((a, b) => a + b, 0);
