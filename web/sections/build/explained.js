import { make } from '../../parts/dom.js';
import { numbersInWords } from './layer-numbers.js';
import { drawLayer } from './layer-picture.js';

/** The columns of the table. */
const COLUMNS = 5;

/**
 * How the shape and the parameters of one layer come about, in a row of its own below it.
 * @param {() => void} onClose by the visitor
 */
export function createExplained(onClose) {
  const cell = make('td');
  const row = make('tr', { class: 'build-explained' }, cell);
  const shut = make('button', { class: 'link', text: 'Close' });
  const place = make('div');
  cell.colSpan = COLUMNS;
  cell.setAttribute('role', 'group');
  cell.append(place, shut);
  row.id = 'build-explained';
  shut.type = 'button';
  shut.addEventListener('click', onClose);
  row.addEventListener('keydown', ({ key }) => key === 'Escape' && onClose());

  return {
    row,
    /** @param {import('./layer-numbers.js').Worked} worked @param {string} name of the layer */
    show(worked, name) {
      const { shape, parameters, activation } = numbersInWords(worked);
      const told = (/** @type {string} */ what, /** @type {string} */ text) =>
        make('p', {}, make('b', { text: `${what}: ` }), make('span', { text }));
      const paragraphs = [told('Output shape', shape), told('Parameters', parameters)];
      if (activation) paragraphs.push(told('Activation', activation));
      const picture = drawLayer(worked);
      cell.setAttribute('aria-label', `The numbers of ${name}`);
      place.replaceChildren(...paragraphs, ...(picture ? [picture] : []));
    },
  };
}
