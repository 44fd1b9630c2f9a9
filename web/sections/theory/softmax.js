import { CLASS_NAMES } from '../../engine/engine.js';
import { make } from '../../parts/dom.js';
import { percent } from '../../parts/format.js';
import { softmax } from './arithmetic.js';
import { pushButton, readout, slider } from './controls.js';

/** Classes that are like each other, and the logits that they begin with. */
const BEGIN = new Map([
  [6, 2],
  [0, 1],
  [4, -1],
]);
const MOST = 6;

/** @type {import('./card.js').Draw} */
export function draw(place) {
  const logits = [...BEGIN.values()];
  const told = readout();
  const bars = [...BEGIN.keys()].map((index) => {
    const value = make('span', { class: 'value' });
    const bar = make('span', { class: 'bar' }, make('span'));
    const row = make('li', { data: { class: String(index) } }, make('span', { text: CLASS_NAMES[index] }), bar, value);
    return { row, bar, value };
  });

  function show() {
    const probabilities = softmax(logits);
    bars.forEach(({ bar, value }, i) => {
      bar.style.setProperty('--share', String(probabilities[i]));
      value.textContent = percent(probabilities[i]);
    });
    const powers = logits.map((logit) => Math.exp(logit));
    const all = powers.reduce((a, b) => a + b, 0);
    told.textContent =
      `${CLASS_NAMES[6]}: e to the power of ${logits[0].toFixed(1)} is ${powers[0].toFixed(2)}; ` +
      `divided by the sum of all three, ${all.toFixed(2)}, that is ${percent(probabilities[0])}.`;
  }

  const sliders = [...BEGIN].map(([index, value], i) =>
    slider(
      CLASS_NAMES[index],
      { min: -MOST, max: MOST, step: 0.1, value },
      (logit) => logit.toFixed(1).replace('-', '−'),
      (logit) => {
        logits[i] = logit;
        show();
      },
    ),
  );
  const addOne = pushButton('Add 1 to all', () => {
    if (Math.max(...logits) + 1 > MOST) sliders.forEach(({ set }, i) => set([...BEGIN.values()][i]));
    else [...logits].forEach((logit, i) => sliders[i].set(logit + 1));
  });
  const list = make('ol', { class: 'bars' }, ...bars.map(({ row }) => row));
  list.setAttribute('role', 'list');
  place.append(
    make('p', { class: 'note', text: 'Logits' }),
    ...sliders.map(({ label }) => label),
    addOne,
    make('p', { class: 'note', text: 'Probabilities' }),
    list,
    told,
  );
  sliders.forEach(({ change }) => change());
}
