import { classLabel } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { chance, integer } from '../../parts/format.js';
import { createGallery } from '../../parts/gallery.js';
import { answerInWords, surestMistakes } from '../../parts/metrics.js';

/** @typedef {import('../../parts/metrics.js').Answer} Answer */

/** Images shown at a time. */
const PAGE = 20;

/**
 * The test images that the network got wrong, the ones that it was surest of first.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {{ onImage: import('../../parts/look-at.js').OnImage }} wires
 */
export function createMistakes(engine, classes, { onImage }) {
  const note = byId('judge-mistakes-note', HTMLParagraphElement);
  const gallery = createGallery({
    images: (indices) => engine.images({ split: 'test', indices }),
    grid: byId('judge-mistakes-grid', HTMLDivElement),
    more: byId('judge-mistakes-more', HTMLButtonElement),
    place: byId('judge-mistakes-problem', HTMLDivElement),
    page: PAGE,
    caption: (/** @type {Answer} */ { label, predicted, probability }) => [
      classLabel(classes.names, label),
      make('span', {
        class: 'answer',
        text: `taken for ${classes.names[predicted]}, ${chance(probability)}`,
      }),
    ],
    inWords: (answer) => answerInWords(classes.names, answer),
    onImage,
  });

  /** @param {Answer[] | null} answers null while nothing is known */
  function show(answers) {
    const mistakes = surestMistakes(answers ?? []);
    void gallery.show(mistakes);
    if (!answers) note.textContent = 'Press Test the network, and its mistakes appear here.';
    else if (mistakes.length === 0) note.textContent = 'It made no mistake.';
    else
      note.textContent = `${integer(mistakes.length)} mistakes in ${integer(answers.length)} images. Under each image: its label, then what the network took it for.`;
  }

  show(null);
  return { show };
}
