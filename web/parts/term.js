import { make } from './dom.js';

/** @type {Record<string, string>} */
const SPELT = { relu: 'ReLU', dense: 'Dense', 'over-fitting': 'over-fitting' };

/**
 * A word that is explained at a tap. Any `<button data-theory="…">` of the page is, see sections/theory/theory.js.
 * @param {string} name of the explanation
 * @param {string} [text]
 */
export function term(name, text = SPELT[name] ?? name.replaceAll('-', ' ')) {
  const button = make('button', { class: 'link', text, data: { theory: name } });
  button.type = 'button';
  return button;
}

/** Several, with commas between them. @param {readonly string[]} names @returns {Node[]} */
export const terms = (names) =>
  names.flatMap((name, i) => (i === 0 ? [term(name)] : [document.createTextNode(', '), term(name)]));
