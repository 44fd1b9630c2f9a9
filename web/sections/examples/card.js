import { make } from '../../parts/dom.js';
import { paintGrey } from '../../parts/grey-image.js';

/** @typedef {import('../../lab/examples.js').Example} Example */
/** @typedef {import('../../lab/answers.js').Answer} Answer */

/** @param {readonly string[]} names @param {Answer} answer */
const inWords = (names, { top, right }) => `${names[top] ?? 'Not sure'}${right ? ' ✓' : ' ✗'}`;

/**
 * One example: its picture, its class to be changed, and what the network said and says of it.
 * @param {Example} example
 * @param {number} number among those of its class
 * @param {readonly string[]} names of the classes of the network in use
 * @param {{ before: Answer, after: Answer } | undefined} answers of the last fine-tuning
 * @param {{ onRelabel: (name: string) => void, onDelete: () => void }} wires
 */
export function createCard({ name, pixels }, number, names, answers, { onRelabel, onDelete }) {
  const what = `example ${number} of ${name}`;
  const canvas = make('canvas');
  paintGrey(canvas, pixels);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Picture of ${what}`);

  const select = make('select', { data: { part: 'class' } });
  select.setAttribute('aria-label', `Class of ${what}`);
  for (const each of names.includes(name) ? names : [name, ...names]) select.add(new Option(each));
  select.value = name;
  select.addEventListener('change', () => onRelabel(select.value));

  const remove = make('button', { class: 'link', text: 'Delete', data: { part: 'delete' } });
  remove.type = 'button';
  remove.setAttribute('aria-label', `Delete ${what}`);
  remove.addEventListener('click', onDelete);

  const element = make('div', {}, canvas, select);
  if (answers) {
    const { before, after } = answers;
    element.append(
      make('p', { class: 'note', text: `Before: ${inWords(names, before)}` }),
      make('p', { class: 'note', text: `Now: ${inWords(names, after)}` }),
    );
  }
  element.append(remove);
  return {
    element,
    /** @param {string} part */
    focus: (part) => (part === 'delete' ? remove : select).focus(),
  };
}
