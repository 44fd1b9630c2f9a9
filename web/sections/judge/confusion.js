import { CLASS_NAMES } from '../../engine/engine.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { classLabel } from '../../parts/classes.js';
import { heading, make, partOf } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';

const CLASSES = CLASS_NAMES.length;

/** The class of the row and that of the column. @param {number} cell counted row by row */
export const classesOf = (cell) => ({ label: Math.floor(cell / CLASSES), predicted: cell % CLASSES });

/** @param {number} label @param {number} predicted */
export const cellOf = (label, predicted) => label * CLASSES + predicted;

/** A cell in words. @param {number} cell */
export function pairOf(cell) {
  const { label, predicted } = classesOf(cell);
  if (label === predicted) return `${CLASS_NAMES[label]}, recognised`;
  return `${CLASS_NAMES[label]} taken for ${CLASS_NAMES[predicted]}`;
}

/**
 * A confusion matrix.
 * @param {HTMLTableElement} table with a head, a body and the part `source` in its caption
 * @param {{ onCell: (cell: number) => void }} wires a cell was pressed
 */
export function createConfusion(table, { onCell }) {
  const source = partOf(table, 'source', HTMLSpanElement);
  const cells = buildMatrix(table);
  cells.forEach(({ button }, cell) => button.addEventListener('click', () => onCell(cell)));
  arrowKeys(table.tBodies[0])();

  return {
    /**
     * @param {ArrayLike<number>} confusion 10×10 counts, rows true, columns predicted
     * @param {string} from what they were counted, a sentence
     */
    show(confusion, from) {
      source.textContent = from;
      for (let row = 0; row < CLASSES; row++) {
        const counts = Array.from(confusion).slice(row * CLASSES, (row + 1) * CLASSES);
        const total = counts.reduce((a, b) => a + b, 0);
        counts.forEach((count, column) => shade(cells[cellOf(row, column)], count, total, row, column));
      }
    },

    /** It is still what was counted, but of what has changed since. @param {string} from likewise */
    tell(from) {
      source.textContent = from;
    },

    /** Marks a cell as pressed, and no other. @param {number} open */
    mark(open) {
      cells.forEach(({ button }, cell) => button.setAttribute('aria-pressed', String(cell === open)));
    },

    /** @param {number} cell */
    focus: (cell) => cells[cell].button.focus(),
  };
}

/** @typedef {{ cell: HTMLTableCellElement, button: HTMLButtonElement }} Cell */

/** @param {HTMLTableElement} table @returns {Cell[]} 100, row by row */
function buildMatrix(table) {
  const head = make('tr', {}, make('td'), ...CLASS_NAMES.map((_, column) => heading('col', classLabel(column))));
  table.tHead?.replaceChildren(head);
  table.tBodies[0].replaceChildren();
  /** @type {Cell[]} */
  const cells = [];
  for (let row = 0; row < CLASSES; row++) {
    const line = make('tr', {}, heading('row', classLabel(row)));
    for (let column = 0; column < CLASSES; column++) {
      const button = make('button');
      button.type = 'button';
      const cell = make('td', { class: row === column ? 'right' : 'wrong' }, button);
      button.setAttribute('aria-label', `${pairOf(cells.length)}: not known yet`);
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
 * @param {number} row
 * @param {number} column
 */
function shade({ cell, button }, count, total, row, column) {
  const share = total ? count / total : 0;
  // Mistakes are rare, so they are lifted into sight; both shades stay light enough to read on.
  const strength = row === column ? 26 * share : Math.min(50, 150 * share ** 0.8);
  cell.style.setProperty('--share', strength.toFixed(1));
  button.textContent = count === 0 ? '' : share < 0.005 ? '<1' : String(Math.round(share * 100));
  cell.classList.toggle('few', count > 0 && share < 0.005);
  const sentence = `${integer(count)} of ${integer(total)} images of ${CLASS_NAMES[row]} were taken for ${CLASS_NAMES[column]}`;
  cell.title = sentence;
  button.setAttribute('aria-label', `${button.textContent || '0'} %: ${sentence}`);
}
