import { CLASS_NAMES } from '../engine/engine.js';
import { make } from './dom.js';

/**
 * A class's name with its colour before it: the same colour everywhere in the page.
 * @param {number} index
 */
export function classLabel(index) {
  const name = make('span');
  // “T-shirt/top” may break after its slash, not after its hyphen.
  CLASS_NAMES[index].split(/(?<=\/)/).forEach((part, i) => {
    if (i > 0) name.append(document.createElement('wbr'));
    name.append(part.includes('-') ? make('span', { class: 'nowrap', text: part }) : part);
  });
  return make('span', { class: 'swatch', data: { class: String(index) } }, name);
}
