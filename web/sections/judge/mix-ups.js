import { byId, make } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { classesOf, pairOf } from '../../parts/confusion.js';

/** So many are told. */
const MOST = 3;

/**
 * The commonest mistakes in words.
 * @param {import('../../parts/classes.js').Named} classes
 * @param {{ onCell: (cell: number) => void }} wires one was pressed
 */
export function createMixUps(classes, { onCell }) {
  const box = byId('judge-mix-ups', HTMLDivElement);

  /** @param {{ cell: number, count: number }} mistake */
  function item({ cell, count }) {
    const button = make(
      'button',
      {},
      make('span', { text: pairOf(classes.names, cell) }),
      make('span', { text: `${integer(count)} times` }),
    );
    button.type = 'button';
    button.addEventListener('click', () => onCell(cell));
    return make('li', {}, button);
  }

  /** @type {ArrayLike<number>} */
  let counts = [];

  function draw() {
    const fitting = counts.length === classes.names.length ** 2 ? counts : [];
    const mistakes = Array.from(fitting, (count, cell) => ({ cell, count, ...classesOf(classes.names, cell) }))
      .filter(({ label, predicted, count }) => label !== predicted && count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, MOST);
    box.hidden = mistakes.length === 0;
    box.querySelector('ol')?.replaceChildren(...mistakes.map(item));
  }

  return {
    /** @param {ArrayLike<number>} confusion */
    show(confusion) {
      counts = confusion;
      draw();
    },
    /** The classes have other names. */
    rename: draw,
  };
}
