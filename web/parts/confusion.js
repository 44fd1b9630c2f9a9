import { arrowKeys } from './arrow-keys.js';
import { classLabel } from './classes.js';
import { heading, make, partOf } from './dom.js';
import { integer, percent } from './format.js';

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
 * A confusion matrix, or the difference of two.
 * @param {HTMLTableElement} table with a head, a body and the part `source` in its caption
 * @param {import('./classes.js').Named} classes
 * @param {{ onCell?: (cell: number) => void }} [wires] a cell was pressed; left out, none can be
 */
export function createConfusion(table, classes, { onCell } = {}) {
  const source = partOf(table, 'source', HTMLSpanElement);
  const refresh = arrowKeys(table.tBodies[0]);
  /** @type {Names} */
  let names = [];
  /** @type {Cell[]} */
  let cells = [];
  /** What is shown. @type {ArrayLike<number> | null} */
  let counts = null;
  /** What it is compared with. @type {{ counts: ArrayLike<number>, whose: [string, string] } | null} */
  let before = null;
  /** The cell that is pressed; -1 for none. */
  let pressed = -1;

  function build() {
    ({ names } = classes);
    cells = buildMatrix(table, names, onCell !== undefined);
    cells.forEach(({ content }, cell) => content.addEventListener('click', () => onCell?.(cell)));
    refresh();
    if (counts?.length !== cells.length) counts = null;
    fill();
    mark(pressed);
  }

  function fill() {
    if (!counts) return;
    for (let row = 0; row < names.length; row++) {
      const of = rowOf(counts, row);
      const compared = before && rowOf(before.counts, row);
      of.shares.forEach((share, column) => {
        const pair = { label: names[row], predicted: names[column] };
        const look =
          before && compared
            ? differenceLook(compared.shares[column], share, pair, before.whose)
            : shareLook(of.counts[column], of.total, pair);
        paint(cells[cellOf(names, row, column)], look);
      });
    }
  }

  /** @param {ArrayLike<number>} all @param {number} row */
  function rowOf(all, row) {
    const counts = Array.from(all).slice(row * names.length, (row + 1) * names.length);
    const total = counts.reduce((a, b) => a + b, 0);
    return { counts, total, shares: counts.map((count) => (total ? count / total : 0)) };
  }

  /** Marks a cell as pressed, and no other. @param {number} open */
  function mark(open) {
    pressed = open;
    if (onCell) cells.forEach(({ content }, cell) => content.setAttribute('aria-pressed', String(cell === open)));
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
      before = null;
      fill();
    },

    /**
     * @param {ArrayLike<number>} first counts
     * @param {ArrayLike<number>} second
     * @param {[string, string]} whose they are
     */
    showDifference(first, second, whose) {
      counts = second;
      before = { counts: first, whose };
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
    focus: (cell) => cells[cell].content.focus(),
  };
}

/** @typedef {{ cell: HTMLTableCellElement, content: HTMLElement }} Cell */

/** @param {HTMLTableElement} table @param {Names} names @param {boolean} pressable @returns {Cell[]} row by row */
function buildMatrix(table, names, pressable) {
  const head = make('tr', {}, make('td'), ...names.map((_, column) => heading('col', classLabel(names, column))));
  table.tHead?.replaceChildren(head);
  table.tBodies[0].replaceChildren();
  /** @type {Cell[]} */
  const cells = [];
  for (let row = 0; row < names.length; row++) {
    const line = make('tr', {}, heading('row', classLabel(names, row)));
    for (let column = 0; column < names.length; column++) {
      const content = make(pressable ? 'button' : 'span');
      if (content instanceof HTMLButtonElement) {
        content.type = 'button';
        content.setAttribute('aria-label', `${pairOf(names, cells.length)}: not known yet`);
      }
      const cell = make('td', { class: row === column ? 'right' : 'wrong' }, content);
      cells.push({ cell, content });
      line.append(cell);
    }
    table.tBodies[0].append(line);
  }
  return cells;
}

/**
 * How a cell looks.
 * @typedef {object} Look
 * @property {string} text
 * @property {number} strength of its shade, in per cent: both shades stay light enough to read on
 * @property {boolean} right the shade of what is right, not of mistakes
 * @property {boolean} few there is something, but it is next to nothing
 * @property {string} sentence what it says, with a name for the number
 */

/** @typedef {{ label: string, predicted: string }} Pair the class of the row and that of the column */

/** @param {number} count @param {number} total @param {Pair} pair @returns {Look} */
function shareLook(count, total, { label, predicted }) {
  const share = total ? count / total : 0;
  const right = label === predicted;
  const few = count > 0 && share < 0.005;
  return {
    text: count === 0 ? '' : few ? '<1' : String(Math.round(share * 100)),
    // Mistakes are rare, so they are lifted into sight.
    strength: right ? 26 * share : Math.min(50, 150 * share ** 0.8),
    right,
    few,
    sentence: `${integer(count)} of ${integer(total)} images of ${label} were taken for ${predicted}`,
  };
}

/**
 * @param {number} before a share
 * @param {number} after
 * @param {Pair} pair
 * @param {[string, string]} whose the shares are
 * @returns {Look}
 */
function differenceLook(before, after, { label, predicted }, [first, second]) {
  const points = Math.round((after - before) * 100);
  const right = points > 0 === (label === predicted);
  return {
    text: points === 0 ? '' : points > 0 ? `+${points}` : `−${-points}`,
    strength: Math.min(right ? 26 : 50, 4 * Math.abs(points)),
    right,
    few: false,
    sentence: `${label} taken for ${predicted}: ${percent(before)} by ${first}, ${percent(after)} by ${second}`,
  };
}

/** @param {Cell} cell @param {Look} look */
function paint({ cell, content }, { text, strength, right, few, sentence }) {
  cell.style.setProperty('--share', strength.toFixed(1));
  cell.classList.toggle('right', right);
  cell.classList.toggle('wrong', !right);
  cell.classList.toggle('few', few);
  cell.title = sentence;
  content.textContent = text;
  if (content instanceof HTMLButtonElement) content.setAttribute('aria-label', `${text || '0'} %: ${sentence}`);
}
