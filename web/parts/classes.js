import { make } from './dom.js';

/** What is called how: views that name classes look here each time, since a model may bring its own. @typedef {{ readonly names: readonly string[] }} Named */

/**
 * A class's name with its colour before it: the same colour everywhere in the page.
 * @param {readonly string[]} names of all classes
 * @param {number} index
 */
export function classLabel(names, index) {
  const name = make('span');
  // “T-shirt/top” may break after its slash, not after its hyphen.
  names[index].split(/(?<=\/)/).forEach((part, i) => {
    if (i > 0) name.append(document.createElement('wbr'));
    name.append(part.includes('-') ? make('span', { class: 'nowrap', text: part }) : part);
  });
  return make('span', { class: 'swatch', data: { class: String(index) } }, name);
}

/**
 * The names of all classes to choose from, in place of those that were there; what is chosen stays so.
 * @param {HTMLSelectElement} select
 * @param {readonly string[]} names
 */
export function offerClasses(select, names) {
  const { value } = select;
  for (const option of [...select.options]) if (/^\d+$/.test(option.value)) option.remove();
  names.forEach((name, index) => select.add(new Option(name, String(index))));
  if (value) select.value = value;
}
