import { CLASS_NAMES } from '../../engine/engine.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { classLabel } from '../../parts/classes.js';
import { byId, heading, make } from '../../parts/dom.js';
import { chance, integer } from '../../parts/format.js';
import { createGallery } from '../../parts/gallery.js';
import { behindCell } from '../../parts/metrics.js';

/** @typedef {import('../../parts/metrics.js').Answer} Answer */

const CLASSES = CLASS_NAMES.length;
/** Images shown at a time. */
const PAGE = 24;
/** The commonest mistakes that are told in words. */
const MIX_UPS = 3;

/**
 * The confusion matrix, and the test images behind each of its cells.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {{ onImage: import('../../parts/gallery.js').OnImage }} wires
 */
export function createConfusion(engine, { onImage }) {
  const source = byId('judge-confusion-source', HTMLSpanElement);
  const table = byId('judge-confusion', HTMLTableElement);
  const title = byId('judge-behind-title', HTMLHeadingElement);
  const note = byId('judge-behind-note', HTMLParagraphElement);
  const labels = byId('judge-behind-label', HTMLSelectElement);
  const predictions = byId('judge-behind-predicted', HTMLSelectElement);
  const box = byId('judge-confused', HTMLDivElement);
  const cells = buildMatrix(table);
  const refresh = arrowKeys(table.tBodies[0]);
  const gallery = createGallery(engine, {
    grid: byId('judge-behind-grid', HTMLDivElement),
    more: byId('judge-behind-more', HTMLButtonElement),
    place: byId('judge-behind-problem', HTMLDivElement),
    page: PAGE,
    caption: ({ probability }) => [make('span', { class: 'sure', text: chance(probability) })],
    onImage,
  });
  /** What the network answered in the last test; null while its weights are untested. @type {Answer[] | null} */
  let answers = null;
  /** The cell that is open. */
  let open = -1;

  /** @param {ArrayLike<number>} confusion 10×10 counts, rows true, columns predicted */
  function fill(confusion) {
    for (let row = 0; row < CLASSES; row++) {
      const counts = Array.from(confusion).slice(row * CLASSES, (row + 1) * CLASSES);
      const total = counts.reduce((a, b) => a + b, 0);
      counts.forEach((count, column) => shade(cells[row * CLASSES + column], count, total, row, column));
    }
    tellMixUps(confusion);
  }

  /** The three commonest mistakes, in words. @param {ArrayLike<number>} confusion */
  function tellMixUps(confusion) {
    const mistakes = Array.from(confusion, (count, cell) => ({ cell, count }))
      .filter(({ cell, count }) => cell % (CLASSES + 1) !== 0 && count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, MIX_UPS);
    box.hidden = mistakes.length === 0;
    box.querySelector('ol')?.replaceChildren(
      ...mistakes.map(({ cell, count }) => {
        const button = make(
          'button',
          {},
          make('span', { text: pair(cell) }),
          make('span', { text: `${integer(count)} times` }),
        );
        button.type = 'button';
        button.addEventListener('click', () => openCell(cell, true));
        return make('li', {}, button);
      }),
    );
  }

  /** Shows the images of the open cell, or says why there are none. */
  function showBehind() {
    cells.forEach(({ button }, cell) => button.setAttribute('aria-pressed', String(cell === open)));
    if (!answers) {
      note.textContent = 'Press Test the network first: then the images behind each cell can be looked at here.';
      void gallery.show([]);
      return;
    }
    if (open < 0) {
      note.textContent = 'Press a cell, or choose two classes here.';
      void gallery.show([]);
      return;
    }
    const found = behindCell(answers, Math.floor(open / CLASSES), open % CLASSES);
    note.textContent =
      found.length === 0
        ? 'No image was.'
        : `${integer(found.length)} ${found.length === 1 ? 'image' : 'images'}, the ones that the network is surest of first, ` +
          'with the probability of its answer. Click one to classify it.';
    void gallery.show(found);
  }

  /** @param {number} cell @param {boolean} [go] there */
  function openCell(cell, go = false) {
    open = cell;
    labels.value = String(Math.floor(cell / CLASSES));
    predictions.value = String(cell % CLASSES);
    title.textContent = pair(cell);
    showBehind();
    if (!go) return;
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: 'nearest' });
  }

  CLASS_NAMES.forEach((name, index) => {
    for (const select of [labels, predictions]) select.add(new Option(name, String(index)));
  });
  byId('judge-behind-cell', HTMLFormElement).addEventListener('change', () =>
    openCell(Number(labels.value) * CLASSES + Number(predictions.value)),
  );
  cells.forEach(({ button }, cell) => button.addEventListener('click', () => openCell(cell, true)));
  byId('judge-behind', HTMLDivElement).addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open >= 0) cells[open].button.focus();
  });
  refresh();
  showBehind();

  return {
    /**
     * A test's result.
     * @param {ArrayLike<number>} confusion
     * @param {Answer[]} from which it was counted
     */
    showTest(confusion, from) {
      answers = from;
      source.textContent = `From the test with ${integer(from.length)} images.`;
      fill(confusion);
      showBehind();
    },
    /** @param {ArrayLike<number>} confusion @param {number} epoch */
    showEpoch(confusion, epoch) {
      source.textContent = `From the validation after epoch ${epoch}.`;
      fill(confusion);
    },
    /** The weights have changed. */
    forget() {
      if (!answers) return;
      answers = null;
      source.textContent = 'From the test of the weights that were in use before.';
      showBehind();
    },
  };
}

/** A cell in words. @param {number} cell */
function pair(cell) {
  const [label, predicted] = [CLASS_NAMES[Math.floor(cell / CLASSES)], CLASS_NAMES[cell % CLASSES]];
  return label === predicted ? `${label}, recognised` : `${label} taken for ${predicted}`;
}

/** @typedef {{ cell: HTMLTableCellElement, button: HTMLButtonElement }} Cell */

/** @param {HTMLTableElement} table @returns {Cell[]} 100, row by row */
function buildMatrix(table) {
  const head = make('tr', {}, make('td'), ...CLASS_NAMES.map((_, column) => heading('col', classLabel(column))));
  table.tHead?.append(head);
  /** @type {Cell[]} */
  const cells = [];
  for (let row = 0; row < CLASSES; row++) {
    const line = make('tr', {}, heading('row', classLabel(row)));
    for (let column = 0; column < CLASSES; column++) {
      const button = make('button');
      button.type = 'button';
      const cell = make('td', { class: row === column ? 'right' : 'wrong' }, button);
      button.setAttribute('aria-label', `${pair(cells.length)}: not known yet`);
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
