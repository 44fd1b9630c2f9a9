import { CLASS_NAMES } from '../engine/engine.js';
import { byId, make } from '../parts/dom.js';
import { percent } from '../parts/format.js';
import { paintGrey } from '../parts/grey-image.js';

/** How long a prediction must stand before it is read out, in ms: drawing must not chatter. */
const READ_OUT_AFTER = 900;

const UNLIKE = 'It is unlike the images that the network was trained on.';

/** The picture that the network sees, and the ten probabilities. */
export function createPrediction() {
  const seen = byId('seen', HTMLCanvasElement);
  const headline = byId('headline', HTMLParagraphElement);
  const note = byId('verdict-note', HTMLParagraphElement);
  const list = byId('bars', HTMLOListElement);
  const status = byId('prediction-status', HTMLParagraphElement);
  let timer = 0;
  let said = '';

  const rows = CLASS_NAMES.map((name, index) => {
    const fill = make('span');
    const value = make('span', { class: 'value', text: '–' });
    const bar = make('span', { class: 'bar' }, fill);
    bar.setAttribute('aria-hidden', 'true');
    const item = make(
      'li',
      { data: { class: String(index) } },
      make('span', { text: name }),
      bar,
      value,
    );
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
   * @param {boolean} [unsure] they are not to be trusted
   */
  function setBars(probabilities, unsure = false) {
    const best = probabilities && !unsure ? topOf(probabilities) : -1;
    list.classList.toggle('unsure', unsure);
    rows.forEach(({ item, fill, value }, index) => {
      const share = probabilities ? probabilities[index] : 0;
      fill.style.setProperty('--share', String(share));
      value.textContent = probabilities ? percent(share) : '–';
      item.classList.toggle('top', index === best);
    });
  }

  /**
   * @param {string} sentence what stands in place of a prediction
   * @param {string} [advice]
   */
  function showNothing(sentence, advice = '') {
    headline.classList.add('quiet');
    headline.replaceChildren(
      make('span', { text: sentence }),
      ' ',
      make('span', { class: 'note', text: advice }),
    );
    note.textContent = '';
    setBars(null);
    readOut(`${sentence} ${advice}`);
  }

  return {
    /**
     * @param {Uint8Array} pixels what the network sees, 28×28
     * @param {ArrayLike<number>} probabilities ten, by class
     * @param {object} [known]
     * @param {number} [known.label] the true class, where it is known
     * @param {boolean} [known.unsure] the picture is unlike the training images
     * @returns {string} the prediction in words
     */
    show(pixels, probabilities, { label, unsure = false } = {}) {
      paintGrey(seen, pixels);
      setBars(probabilities, unsure);
      const top = topOf(probabilities);
      headline.classList.remove('quiet');
      if (unsure) {
        const known = label === undefined ? '' : ` Its label is ${CLASS_NAMES[label]}.`;
        headline.textContent = 'Not sure';
        note.textContent = UNLIKE + known;
        readOut(`Not sure. ${UNLIKE}${known}`);
        return 'not sure';
      }
      headline.replaceChildren(
        CLASS_NAMES[top],
        ' ',
        make('span', { class: 'share', text: inWords(probabilities[top]) }),
      );
      note.textContent =
        label === undefined ? secondGuess(probabilities, top) : verdict(top, label);
      const judged = top === label ? ' Right.' : ` Wrong, it is labelled ${CLASS_NAMES[label ?? top]}.`;
      readOut(`Prediction: ${CLASS_NAMES[top]}.${label === undefined ? '' : judged}`);
      return `${CLASS_NAMES[top]}, ${inWords(probabilities[top])}`;
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

/** “100 %” is said only of a network that is all but certain. @param {number} share */
const inWords = (share) => percent(share > 0.9995 ? 1 : Math.min(share, 0.99), 0);

/** @param {ArrayLike<number>} values */
function topOf(values) {
  let top = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[top]) top = i;
  return top;
}

/**
 * @param {number} top
 * @param {number} label
 */
function verdict(top, label) {
  return top === label
    ? `Right: its label is ${CLASS_NAMES[label]}.`
    : `Wrong: its label is ${CLASS_NAMES[label]}.`;
}

/**
 * @param {ArrayLike<number>} probabilities
 * @param {number} top
 */
function secondGuess(probabilities, top) {
  const second = topOf(Array.from(probabilities, (p, i) => (i === top ? -1 : p)));
  if (probabilities[second] < 0.05) return '';
  return `Second guess: ${CLASS_NAMES[second]}, ${percent(probabilities[second], 0)}.`;
}
