import { IMAGE_PIXELS } from '../../engine/engine.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { make } from '../../parts/dom.js';
import { chance, integer } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { clearProblem, showProblem } from '../../parts/problem.js';

/** @typedef {import('./metrics.js').Answer} Answer */

/** @typedef {import('../../parts/look-at.js').OnImage} OnImage */

/**
 * Test images with what the network took them for, a page at a time. A click classifies one anew.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {object} options
 * @param {HTMLElement} options.grid
 * @param {HTMLButtonElement} options.more shows the next page
 * @param {HTMLElement} options.place for a problem
 * @param {number} options.page images shown at a time
 * @param {(answer: Answer) => Node[]} options.caption under an image
 * @param {OnImage} options.onImage
 */
export function createGallery(engine, classes, { grid, more, place, page, caption, onImage }) {
  const refresh = arrowKeys(grid);
  /** @type {Answer[]} */
  let answers = [];
  let shown = 0;

  /** @param {Answer} answer @param {Uint8Array} pixels */
  function button(answer, pixels) {
    const { index, label, predicted, probability } = answer;
    const canvas = make('canvas');
    paintGrey(canvas, pixels);
    const image = make('button', { data: { class: String(label) } }, canvas, ...caption(answer));
    image.type = 'button';
    const source = `Test image ${integer(index + 1)}`;
    image.title =
      `${source}: labelled ${classes.names[label]}, taken for ${classes.names[predicted]} ` +
      `with ${chance(probability)}. Click to classify it`;
    image.addEventListener('click', () => onImage(pixels, label, source));
    return image;
  }

  async function addPage() {
    clearProblem(place);
    const wanted = answers;
    const next = wanted.slice(shown, shown + page);
    const first = shown;
    shown += next.length;
    more.hidden = true;
    if (next.length === 0) return;
    try {
      const { pixels } = await engine.images({
        split: 'test',
        indices: next.map(({ index }) => index),
      });
      if (wanted !== answers) return; // others have been asked for meanwhile
      grid.append(...next.map((answer, i) => button(answer, pixels.slice(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1)))));
      refresh();
      more.hidden = shown >= answers.length;
    } catch (error) {
      if (wanted !== answers) return;
      shown = first;
      showProblem(place, error, () => void addPage());
    }
  }

  more.addEventListener('click', async () => {
    const first = grid.childElementCount;
    await addPage();
    const next = grid.children[first];
    if (more.hidden && next instanceof HTMLElement) next.focus(); // the button is gone
  });

  return {
    /** @param {Answer[]} wanted in the order in which they are shown */
    show(wanted) {
      answers = wanted;
      shown = 0;
      grid.replaceChildren();
      return addPage();
    },
  };
}
