import { CLASS_NAMES } from '../../engine/engine.js';
import { byId, make } from '../../parts/dom.js';
import { percent } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { verdictOf } from '../../parts/verdict.js';

/** How long a prediction must stand before it is read out, in ms: drawing must not chatter. */
const READ_OUT_AFTER = 900;

/** The picture that the network sees, and the ten probabilities. */
export function createPrediction() {
  const seen = byId('try-seen', HTMLCanvasElement);
  const headline = byId('try-headline', HTMLParagraphElement);
  const note = byId('try-verdict-note', HTMLParagraphElement);
  const list = byId('try-bars', HTMLOListElement);
  const status = byId('try-prediction-status', HTMLParagraphElement);
  let timer = 0;
  let said = '';

  const rows = CLASS_NAMES.map((name, index) => {
    const fill = make('span');
    const value = make('span', { class: 'value', text: '–' });
    const bar = make('span', { class: 'bar' }, fill);
    bar.setAttribute('aria-hidden', 'true');
    const item = make('li', { data: { class: String(index) } }, make('span', { text: name }), bar, value);
    list.append(item);
    return { item, fill, value };
  });

  /** @param {string} sentence */
  function readOut(sentence) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (sentence !== said) status.textContent = said = sentence;
    }, READ_OUT_AFTER);
  }

  /**
   * @param {ArrayLike<number> | null} probabilities
   * @param {number} [top] the class that is named; -1: they are not to be trusted
   */
  function setBars(probabilities, top = -1) {
    list.classList.toggle('unsure', probabilities !== null && top < 0);
    rows.forEach(({ item, fill, value }, index) => {
      const share = probabilities ? probabilities[index] : 0;
      fill.style.setProperty('--share', String(share));
      value.textContent = probabilities ? percent(share) : '–';
      item.classList.toggle('top', index === top);
    });
  }

  /**
   * @param {string} sentence what stands in place of a prediction
   * @param {string} [advice]
   */
  function showNothing(sentence, advice = '') {
    headline.classList.add('quiet');
    headline.replaceChildren(make('span', { text: sentence }), ' ', make('span', { class: 'note', text: advice }));
    note.textContent = '';
    setBars(null);
    readOut(`${sentence} ${advice}`);
  }

  return {
    /**
     * @param {Uint8Array} pixels what the network sees, 28×28
     * @param {ArrayLike<number>} probabilities ten, by class
     * @param {Parameters<typeof verdictOf>[1]} [known] what else is known of the picture
     * @returns {string} the prediction in words
     */
    show(pixels, probabilities, known) {
      const { headline: what, share, note: more, aloud, guess, top } = verdictOf(probabilities, known);
      paintGrey(seen, pixels);
      setBars(probabilities, top);
      headline.classList.remove('quiet');
      headline.textContent = what;
      if (share) headline.append(' ', make('span', { class: 'share', text: share }));
      note.textContent = more;
      readOut(aloud);
      return guess;
    },

    /** There is nothing in the picture. @param {'drawing' | 'photo'} kind */
    showEmpty(kind) {
      seen.getContext('2d')?.clearRect(0, 0, seen.width, seen.height);
      if (kind === 'drawing')
        showNothing('Nothing drawn yet.', 'Draw a garment on the black canvas, or pick a picture.');
      else showNothing('Nothing stands out.', 'Try an image with a garment on a plain background.');
    },

    showNothing,
  };
}
