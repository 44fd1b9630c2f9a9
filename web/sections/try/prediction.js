import { make, partOf } from '../../parts/dom.js';
import { percent } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { verdictOf } from '../../parts/verdict.js';

/** How long a prediction must stand before it is read out, in ms: drawing must not chatter. */
const READ_OUT_AFTER = 900;

/** Of bars that may well stand at 100 % where the network does not know the like. */
const ONLY_NEAREST = 'The bars only say which class comes nearest.';

/**
 * What the network sees and says of a picture.
 * @param {HTMLElement} element with the parts of #try-prediction
 * @param {import('../../parts/classes.js').Named} classes
 */
export function createPrediction(element, classes) {
  const canvas = partOf(element, 'seen', HTMLCanvasElement);
  const headline = partOf(element, 'headline', HTMLParagraphElement);
  const note = partOf(element, 'note', HTMLParagraphElement);
  const list = partOf(element, 'bars', HTMLOListElement);
  const status = partOf(element, 'status', HTMLParagraphElement);
  let timer = 0;
  let said = '';

  /** The names that the bars have. */
  let { names } = classes;
  let rows = names.map(row);
  list.replaceChildren(...rows.map(({ item }) => item));

  /** @param {string} name @param {number} index */
  function row(name, index) {
    const fill = make('span');
    const value = make('span', { class: 'value', text: '–' });
    const bar = make('span', { class: 'bar' }, fill);
    bar.setAttribute('aria-hidden', 'true');
    const item = make('li', { data: { class: String(index) } }, make('span', { text: name }), bar, value);
    return { item, fill, value };
  }

  /** The classes may have other names by now. */
  function nameBars() {
    if (names === classes.names) return;
    names = classes.names;
    rows = names.map(row);
    list.replaceChildren(...rows.map(({ item }) => item));
  }

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

  /** @param {Uint8Array} pixels @param {import('../../lab/picture.js').Said} said @param {number} [label] */
  function showVerdict(pixels, { probabilities, unlike }, label) {
    const { headline: what, share, note: more, aloud, top } = verdictOf(names, probabilities, { unlike, label });
    paintGrey(canvas, pixels);
    setBars(probabilities, top);
    headline.classList.remove('quiet');
    headline.textContent = what;
    if (share) headline.append(' ', make('span', { class: 'share', text: share }));
    note.textContent = top < 0 ? `${more} ${ONLY_NEAREST}` : more;
    readOut(aloud);
  }

  /** There is nothing in the picture. @param {'drawing' | 'photo'} kind */
  function showEmpty(kind) {
    canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
    if (kind === 'drawing') showNothing('Nothing drawn yet.', 'Draw a garment on the black canvas, or pick a picture.');
    else showNothing('Nothing stands out.', 'Try an image with a garment on a plain background.');
  }

  return {
    /** @param {Pick<import('../../lab/picture.js').Picture, 'judged' | 'seen' | 'said' | 'problem'>} picture */
    show({ judged, seen, said, problem }) {
      nameBars();
      if (!judged) return;
      if (problem) showNothing('There is no prediction.', 'This picture could not be judged.');
      else if (!seen?.pixels || !said) showEmpty(judged.kind === 'photo' ? 'photo' : 'drawing');
      else showVerdict(seen.pixels, said, judged.kind === 'sample' ? judged.label : undefined);
    },

    showNothing,
  };
}
