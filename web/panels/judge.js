import { CLASS_NAMES } from '../engine/engine.js';
import { classLabel } from '../parts/classes.js';
import { byId, heading, make } from '../parts/dom.js';
import { integer, loss, percent, size } from '../parts/format.js';
import { clearProblem, isAbort, showProblem } from '../parts/problem.js';
import { tell } from '../parts/status.js';

/** @typedef {import('../engine/engine.js').Engine} Engine */

const CLASSES = CLASS_NAMES.length;
const TEST_IMAGES = 10_000;

/**
 * Test loss and accuracy, and the confusion matrix.
 * @param {Engine} engine
 */
export function createJudge(engine) {
  const button = byId('evaluate', HTMLButtonElement);
  const progress = byId('evaluate-progress', HTMLProgressElement);
  const note = byId('judge-note', HTMLParagraphElement);
  const place = byId('judge-problem', HTMLDivElement);
  const accuracyText = byId('test-accuracy', HTMLElement);
  const lossText = byId('test-loss', HTMLElement);
  const source = byId('confusion-source', HTMLSpanElement);
  const cells = buildMatrix(byId('confusion', HTMLTableElement));
  /** @type {AbortController | null} */
  let stop = null;
  let fetched = false;

  /** @param {ArrayLike<number>} confusion 10×10 counts, rows true, columns predicted */
  function showConfusion(confusion) {
    for (let row = 0; row < CLASSES; row++) {
      const counts = Array.from(
        { length: CLASSES },
        (_, column) => confusion[row * CLASSES + column],
      );
      const total = counts.reduce((a, b) => a + b, 0);
      counts.forEach((count, column) =>
        shade(cells[row * CLASSES + column], count, total, row, column),
      );
    }
    showMixUps(confusion);
  }

  /** @param {import('../engine/engine.js').DownloadProgress} bytes */
  function showDownload({ loaded, total }) {
    progress.value = total ? loaded / total : 0;
    tell(note, `Fetching the test images: ${size(loaded)} of ${size(total)}`, false);
  }

  /** @param {import('../engine/engine.js').EvaluateProgress} images */
  function showTest({ processed, count }) {
    progress.value = processed / count;
  }

  async function evaluate() {
    if (stop) return;
    const control = (stop = new AbortController());
    clearProblem(place);
    button.textContent = 'Cancel';
    progress.hidden = false;
    progress.value = 0;
    try {
      tell(note, 'Fetching the test images…');
      await engine.loadImages({
        split: 'test',
        count: TEST_IMAGES,
        signal: control.signal,
        onProgress: showDownload,
      });
      fetched = true;
      tell(note, 'Testing…', false);
      const result = await engine.evaluate({
        split: 'test',
        signal: control.signal,
        onProgress: showTest,
      });
      accuracyText.textContent = percent(result.accuracy, 2);
      lossText.textContent = loss(result.loss);
      tell(
        note,
        `${integer(Math.round(result.accuracy * result.count))} of ${integer(result.count)} test images were classified right.`,
      );
      source.textContent = `From the test with ${integer(result.count)} images.`;
      showConfusion(result.confusion);
    } catch (error) {
      tell(note, isAbort(error) ? 'The test was cancelled.' : 'The test did not finish.');
      if (!isAbort(error)) showProblem(place, error, evaluate);
    } finally {
      stop = null;
      button.textContent = 'Test the network';
      progress.hidden = true;
    }
  }

  const cancel = () => stop?.abort();
  button.addEventListener('click', () => (stop ? cancel() : void evaluate()));

  return {
    evaluate,
    /** Ends a test that is on, so that the weights may change. */
    cancel,
    /** While a run is training, it is judged after each epoch anyway. @param {boolean} busy */
    setBusy(busy) {
      if (busy) cancel();
      button.disabled = busy;
    },
    /** The weights have changed: what was measured is no longer true of them. */
    forget() {
      accuracyText.textContent = lossText.textContent = '–';
      const download = ' The first time, 10,000 test images are downloaded, about 4.4 MB.';
      tell(note, `These weights have not been tested yet.${fetched ? '' : download}`, false);
    },
    /**
     * @param {ArrayLike<number>} confusion
     * @param {number} epoch
     */
    showEpoch(confusion, epoch) {
      source.textContent = `From the validation after epoch ${epoch}.`;
      showConfusion(confusion);
    },
  };
}

/** @param {HTMLTableElement} table @returns {HTMLTableCellElement[]} 100 cells, row by row */
function buildMatrix(table) {
  const head = make(
    'tr',
    {},
    make('td'),
    ...CLASS_NAMES.map((_, column) => heading('col', classLabel(column))),
  );
  table.tHead?.append(head);
  const cells = [];
  for (let row = 0; row < CLASSES; row++) {
    const line = make('tr', {}, heading('row', classLabel(row)));
    for (let column = 0; column < CLASSES; column++) {
      const cell = make('td', { class: row === column ? 'right' : 'wrong' });
      cells.push(cell);
      line.append(cell);
    }
    table.tBodies[0].append(line);
  }
  return cells;
}

/**
 * @param {HTMLTableCellElement} cell
 * @param {number} count
 * @param {number} total
 * @param {number} row
 * @param {number} column
 */
function shade(cell, count, total, row, column) {
  const share = total ? count / total : 0;
  // Mistakes are rare, so they are lifted into sight; both shades stay light enough to read on.
  const strength = row === column ? 26 * share : Math.min(50, 150 * share ** 0.8);
  cell.style.setProperty('--share', strength.toFixed(1));
  cell.textContent = count === 0 ? '' : share < 0.005 ? '<1' : String(Math.round(share * 100));
  cell.classList.toggle('few', count > 0 && share < 0.005);
  cell.title = `${integer(count)} of ${integer(total)} images of ${CLASS_NAMES[row]} were taken for ${CLASS_NAMES[column]}`;
}

/** The three commonest mistakes, in words. @param {ArrayLike<number>} confusion */
function showMixUps(confusion) {
  const box = byId('confused', HTMLDivElement);
  const mistakes = Array.from({ length: CLASSES * CLASSES }, (_, i) => ({
    row: Math.floor(i / CLASSES),
    column: i % CLASSES,
    count: confusion[i],
  }))
    .filter(({ row, column, count }) => row !== column && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3);
  box.hidden = mistakes.length === 0;
  box
    .querySelector('ol')
    ?.replaceChildren(
      ...mistakes.map(({ row, column, count }) =>
        make(
          'li',
          {},
          make('span', { text: `${CLASS_NAMES[row]} taken for ${CLASS_NAMES[column]}` }),
          make('span', { text: `${integer(count)} times` }),
        ),
      ),
    );
}
