import { arrowKeys } from '../../parts/arrow-keys.js';
import { classLabel } from '../../parts/classes.js';
import { heading, make, partOf } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';

/** @typedef {readonly string[]} Names of the classes */

/** The class of the row and that of the column. @param {Names} names @param {number} cell counted row by row */
export const classesOf = (names, cell) => ({ label: Math.floor(cell / names.length), predicted: cell % names.length });

/** @param {Names} names @param {number} label @param {number} predicted */
export const cellOf = (names, label, predicted) => label * names.length + predicted;

/** A cell in words. @param {Names} names @param {number} cell */
export function pairOf(names, cell) {
  const { label, predicted } = classesOf(names, cell);
  if (label === predicted) return `${names[label]}, recognised`;
  return `${names[label]} taken for ${names[predicted]}`;
}

/**
 * A confusion matrix.
 * @param {HTMLTableElement} table with a head, a body and the part `source` in its caption
 * @param {import('../../parts/classes.js').Named} classes
 * @param {{ onCell: (cell: number) => void }} wires a cell was pressed
 */
export function createConfusion(table, classes, { onCell }) {
  const source = partOf(table, 'source', HTMLSpanElement);
  const refresh = arrowKeys(table.tBodies[0]);
  /** @type {Names} */
  let names = [];
  /** @type {Cell[]} */
  let cells = [];
  /** What is shown. @type {ArrayLike<number> | null} */
  let counts = null;
  /** The cell that is pressed; -1 for none. */
  let pressed = -1;

  function build() {
    ({ names } = classes);
    cells = buildMatrix(table, names);
    cells.forEach(({ button }, cell) => button.addEventListener('click', () => onCell(cell)));
    refresh();
    if (counts?.length !== cells.length) counts = null;
    fill();
    mark(pressed);
  }

  function fill() {
    if (!counts) return;
    for (let row = 0; row < names.length; row++) {
      const of = Array.from(counts).slice(row * names.length, (row + 1) * names.length);
      const total = of.reduce((a, b) => a + b, 0);
      of.forEach((count, column) => shade(cells[cellOf(names, row, column)], count, total, names[row], names[column]));
    }
  }

  /** Marks a cell as pressed, and no other. @param {number} open */
  function mark(open) {
    pressed = open;
    cells.forEach(({ button }, cell) => button.setAttribute('aria-pressed', String(cell === open)));
  }

  build();

  return {
    /**
     * @param {ArrayLike<number>} confusion counts, rows true, columns predicted
     * @param {string} from what they were counted, a sentence
     */
    show(confusion, from) {
      source.textContent = from;
      counts = confusion;
      fill();
    },

    /** The classes have other names. */
    rename: build,

    /** It is still what was counted, but of what has changed since. @param {string} from likewise */
    tell(from) {
      source.textContent = from;
    },

    mark,

    /** @param {number} cell */
    focus: (cell) => cells[cell].button.focus(),
  };
}

/** @typedef {{ cell: HTMLTableCellElement, button: HTMLButtonElement }} Cell */

/** @param {HTMLTableElement} table @param {Names} names @returns {Cell[]} row by row */
function buildMatrix(table, names) {
  const head = make('tr', {}, make('td'), ...names.map((_, column) => heading('col', classLabel(names, column))));
  table.tHead?.replaceChildren(head);
  table.tBodies[0].replaceChildren();
  /** @type {Cell[]} */
  const cells = [];
  for (let row = 0; row < names.length; row++) {
    const line = make('tr', {}, heading('row', classLabel(names, row)));
    for (let column = 0; column < names.length; column++) {
      const button = make('button');
      button.type = 'button';
      const cell = make('td', { class: row === column ? 'right' : 'wrong' }, button);
      button.setAttribute('aria-label', `${pairOf(names, cells.length)}: not known yet`);
      cells.push({ cell, button });
      line.append(cell);
    }
    table.tBodies[0].append(line);
  }
  return cells;
}

/**
 * @param {Cell} cell
 * @param {number} count
 * @param {number} total
 * @param {string} label the row's class
 * @param {string} predicted the column's
 */
function shade({ cell, button }, count, total, label, predicted) {
  const share = total ? count / total : 0;
  // Mistakes are rare, so they are lifted into sight; both shades stay light enough to read on.
  const strength = label === predicted ? 26 * share : Math.min(50, 150 * share ** 0.8);
  cell.style.setProperty('--share', strength.toFixed(1));
  button.textContent = count === 0 ? '' : share < 0.005 ? '<1' : String(Math.round(share * 100));
  cell.classList.toggle('few', count > 0 && share < 0.005);
  const sentence = `${integer(count)} of ${integer(total)} images of ${label} were taken for ${predicted}`;
  cell.title = sentence;
  button.setAttribute('aria-label', `${button.textContent || '0'} %: ${sentence}`);
}
