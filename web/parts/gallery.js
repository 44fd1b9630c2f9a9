import { IMAGE_PIXELS } from '../engine/engine.js';
import { arrowKeys } from './arrow-keys.js';
import { make } from './dom.js';
import { integer } from './format.js';
import { paintGrey } from './grey-image.js';
import { clearProblem, showProblem } from './problem.js';

/** @typedef {import('./look-at.js').OnImage} OnImage */

/** A test image, by its place in the set, and its true class. @typedef {{ index: number, label: number }} TestImage */

/**
 * Test images with what is said of them, a page at a time. A click classifies one anew.
 * @template {TestImage} Answer
 * @param {object} options
 * @param {(indices: number[]) => Promise<{ pixels: Uint8Array }>} options.images of the test set
 * @param {HTMLElement} options.grid
 * @param {HTMLButtonElement} options.more shows the next page
 * @param {HTMLElement} options.place for a problem
 * @param {number} options.page images shown at a time
 * @param {(answer: Answer) => Node[]} options.caption under an image
 * @param {(answer: Answer) => string} options.inWords what is said of it: a sentence without its end
 * @param {OnImage} options.onImage
 */
export function createGallery({ images, grid, more, place, page, caption, inWords, onImage }) {
  const refresh = arrowKeys(grid);
  /** @type {Answer[]} */
  let answers = [];
  let shown = 0;

  /** @param {Answer} answer @param {Uint8Array} pixels */
  function button(answer, pixels) {
    const { index, label } = answer;
    const canvas = make('canvas');
    paintGrey(canvas, pixels);
    const image = make('button', { data: { class: String(label) } }, canvas, ...caption(answer));
    image.type = 'button';
    const source = `Test image ${integer(index + 1)}`;
    image.title = `${source}: ${inWords(answer)}. Click to classify it`;
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
      const { pixels } = await images(next.map(({ index }) => index));
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
