import { offerClasses } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { chance, counted } from '../../parts/format.js';
import { createGallery } from '../../parts/gallery.js';
import { answerInWords, behindCell } from '../../parts/metrics.js';
import { cellOf, classesOf, pairOf } from '../../parts/confusion.js';

/** @typedef {import('../../parts/metrics.js').Answer} Answer */

/** Images shown at a time. */
const PAGE = 24;

/**
 * The test images behind a cell of the confusion matrix.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {object} wires
 * @param {import('../../parts/look-at.js').OnImage} wires.onImage is to be classified
 * @param {(cell: number) => void} wires.onOpen another cell is open
 * @param {(cell: number) => void} wires.onLeave the keyboard goes back to the cell
 */
export function createBehindCell(engine, classes, { onImage, onOpen, onLeave }) {
  const title = byId('judge-behind-title', HTMLHeadingElement);
  const note = byId('judge-behind-note', HTMLParagraphElement);
  const labels = byId('judge-behind-label', HTMLSelectElement);
  const predictions = byId('judge-behind-predicted', HTMLSelectElement);
  const gallery = createGallery({
    images: (indices) => engine.images({ split: 'test', indices }),
    grid: byId('judge-behind-grid', HTMLDivElement),
    more: byId('judge-behind-more', HTMLButtonElement),
    place: byId('judge-behind-problem', HTMLDivElement),
    page: PAGE,
    caption: (/** @type {Answer} */ { probability }) => [make('span', { class: 'sure', text: chance(probability) })],
    inWords: (answer) => answerInWords(classes.names, answer),
    onImage,
  });
  /** What the network answered in the last test; null while its weights are untested. @type {Answer[] | null} */
  let answers = null;
  /** The cell that is open; -1 for none. */
  let open = -1;

  /** @returns {{ sentence: string, found: Answer[] }} what there is to show, or why there is nothing */
  function content() {
    if (!answers) {
      const sentence = 'Press Test the network first: then the images behind each cell can be looked at here.';
      return { sentence, found: [] };
    }
    if (open < 0) return { sentence: 'Press a cell, or choose two classes here.', found: [] };
    const { label, predicted } = classesOf(classes.names, open);
    const found = behindCell(answers, label, predicted);
    if (found.length === 0) return { sentence: 'No image was.', found };
    const images = counted(found.length, 'image');
    const sentence =
      `${images}, the ones that the network is surest of first, ` +
      'with the probability of its answer. Click one to classify it.';
    return { sentence, found };
  }

  function draw() {
    const { sentence, found } = content();
    note.textContent = sentence;
    void gallery.show(found);
  }

  /** @param {number} cell @param {boolean} go there */
  function openCell(cell, go) {
    open = cell;
    const { label, predicted } = classesOf(classes.names, cell);
    labels.value = String(label);
    predictions.value = String(predicted);
    title.textContent = pairOf(classes.names, cell);
    onOpen(cell);
    draw();
    if (!go) return;
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: 'nearest' });
  }

  byId('judge-behind-cell', HTMLFormElement).addEventListener('change', () =>
    openCell(cellOf(classes.names, Number(labels.value), Number(predictions.value)), false),
  );
  byId('judge-behind', HTMLDivElement).addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && open >= 0) onLeave(open);
  });
  function rename() {
    for (const select of [labels, predictions]) offerClasses(select, classes.names);
    if (open >= 0) title.textContent = pairOf(classes.names, open);
  }

  rename();
  draw();

  return {
    /** Shows a cell's images, and goes there. @param {number} cell */
    open: (cell) => openCell(cell, true),
    /** The classes have other names. */
    rename,
    /** @param {Answer[] | null} from the last test; null when the weights have changed */
    show(from) {
      answers = from;
      draw();
    },
  };
}
