import { arrowKeys } from '../../parts/arrow-keys.js';
import { classLabel } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { paintGrey } from '../../parts/grey-image.js';
import { showProblem } from '../../parts/problem.js';
import { readSamples } from '../../parts/samples.js';

/** @typedef {import('../../parts/samples.js').Sample} Sample */

/**
 * Test images to begin with.
 * @param {import('../../lab/picture.js').Picture} picture
 * @param {import('../../lab/classes.js').Classes} classes
 */
export function createSamples(picture, classes) {
  const row = byId('try-samples', HTMLDivElement);
  const refresh = arrowKeys(row);

  /** @type {Map<Uint8Array, HTMLButtonElement>} */
  const buttons = new Map();

  /** Shows which sample is in use. */
  function mark() {
    const { shown } = picture;
    for (const [own, button] of buttons)
      button.setAttribute('aria-pressed', String(shown.kind === 'sample' && own === shown.pixels));
  }

  /** Says what each of them is. */
  function label() {
    for (const button of buttons.values()) {
      const index = Number(button.dataset.class);
      button.title = `Classify this test image; its label is ${classes.names[index]}`;
      button.lastElementChild?.replaceWith(classLabel(classes.names, index));
    }
  }

  /** @param {Sample} sample */
  function addButton(sample) {
    const canvas = make('canvas');
    paintGrey(canvas, sample.pixels);
    const button = make('button', { data: { class: String(sample.label) } }, canvas, make('span'));
    button.type = 'button';
    button.addEventListener('click', () => picture.show(asShown(sample)));
    buttons.set(sample.pixels, button);
    row.append(button);
  }

  /** @returns {Promise<Sample | null>} the first sample, or null if the pictures cannot be had */
  async function load() {
    try {
      const samples = await readSamples();
      samples.forEach(addButton);
      label();
      refresh();
      return samples[0];
    } catch (error) {
      showProblem(byId('try-samples-problem', HTMLDivElement), error, load);
      return null;
    }
  }

  picture.listen(mark);
  classes.listen(label);
  return { load };
}

/** @param {Sample} sample @returns {import('../../lab/picture.js').Shown} */
export const asShown = (sample) => ({ kind: 'sample', ...sample, source: 'A test image' });
