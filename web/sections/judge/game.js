import { CLASS_NAMES, IMAGE_PIXELS } from '../../engine/engine.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { answerLine } from '../../parts/answer-line.js';
import { classLabel } from '../../parts/classes.js';
import { deal } from './deal.js';
import { byId, make } from '../../parts/dom.js';
import { downloadShown } from '../../parts/download.js';
import { chance, integer, percent } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { argmax } from '../../parts/rank.js';
import { clearProblem, isAbort, showProblem } from '../../parts/problem.js';

/** Two pictures of each class, out of the first file of the test set: 5,000 in all, about 2.2 MB. */
const EACH = 2;
const FETCHED = 5000;
/** What people score on this data set, as its makers measured it. */
const PEOPLE = 0.835;

/** Of the answers, in the order of the classes. */
const KEYS = '1234567890abcde';

/** @typedef {{ pixels: Uint8Array, label: number, source: string }} Picture */

/**
 * You against the network: the visitor labels test images, then both scores are told.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {{ onImage: import('../../parts/look-at.js').OnImage }} wires
 */
export function createGame(engine, classes, { onImage }) {
  const start = byId('judge-game-start', HTMLButtonElement);
  const progress = byId('judge-game-progress', HTMLProgressElement);
  const note = byId('judge-game-note', HTMLParagraphElement);
  const place = byId('judge-game-problem', HTMLDivElement);
  const board = byId('judge-game-board', HTMLDivElement);
  const canvas = byId('judge-game-picture', HTMLCanvasElement);
  const result = byId('judge-game-result', HTMLButtonElement);
  const undo = byId('judge-game-undo', HTMLButtonElement);
  const over = byId('judge-game-over', HTMLDivElement);
  const differed = byId('judge-game-differed', HTMLDivElement);
  const refresh = arrowKeys(differed);

  /** @type {Picture[]} */
  let pictures = [];
  /** The visitor's answers so far. @type {number[]} */
  let answers = [];
  /** @type {AbortController | null} */
  let download = null;

  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  /** @param {number} index of a class */
  function answerButton(index) {
    const key = KEYS[index];
    const hint = make('kbd', { text: key });
    hint.setAttribute('aria-hidden', 'true');
    const button = make('button', { data: { class: String(index) } }, hint, classLabel(classes.names, index));
    button.type = 'button';
    button.setAttribute('aria-keyshortcuts', key);
    button.addEventListener('click', () => answer(index));
    return button;
  }

  function rename() {
    buttons = classes.names.map((_, index) => answerButton(index));
    byId('judge-game-answers', HTMLDivElement).replaceChildren(...buttons);
  }

  /** @param {AbortSignal} signal */
  async function fetchPictures(signal) {
    await engine.loadImages({
      split: 'test',
      count: FETCHED,
      signal,
      onProgress: downloadShown(progress, 'test images', (text) => (note.textContent = text)),
    });
    const deck = { classes: CLASS_NAMES.length, each: EACH, of: FETCHED / CLASS_NAMES.length };
    const seed = crypto.getRandomValues(new Uint32Array(1))[0];
    return Promise.all(
      deal(seed, deck).map(async (picture) => {
        const { pixels, labels, indices } = await engine.images({ split: 'test', count: 1, ...picture });
        return { pixels, label: labels[0], source: `Test image ${integer(indices[0] + 1)}` };
      }),
    );
  }

  async function begin() {
    clearProblem(place);
    over.hidden = board.hidden = true;
    note.textContent = '';
    start.textContent = 'Cancel';
    progress.hidden = false;
    progress.value = 0;
    download = new AbortController();
    try {
      pictures = await fetchPictures(download.signal);
      answers = [];
      board.hidden = false;
      start.textContent = 'Give up';
      ask();
      board.focus({ preventScroll: true });
      board.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      end('Play');
      if (!isAbort(error)) showProblem(place, error, () => void begin());
    } finally {
      download = null;
    }
  }

  /** Puts the board away. @param {string} again what the first button says then */
  function end(again) {
    if (board.contains(document.activeElement)) start.focus();
    board.hidden = progress.hidden = true;
    note.textContent = '';
    start.textContent = again;
  }

  /** Shows the next picture, or that there is none. */
  function ask() {
    const asked = Math.min(answers.length, pictures.length - 1);
    const done = answers.length === pictures.length;
    paintGrey(canvas, pictures[asked].pixels);
    canvas.setAttribute('aria-label', `Picture ${asked + 1} of ${pictures.length}`);
    note.textContent = done ? 'All are labelled.' : `Picture ${asked + 1} of ${pictures.length}`;
    progress.value = answers.length / pictures.length;
    undo.disabled = answers.length === 0;
    result.hidden = !done;
    for (const button of buttons) button.disabled = done;
    if (done) result.focus();
    else if (!board.querySelector('button:enabled:focus')) board.focus({ preventScroll: true }); // the keys go on
  }

  /** @param {number} index of a class */
  function answer(index) {
    if (answers.length === pictures.length) return;
    answers.push(index);
    ask();
  }

  function takeBack() {
    answers.pop();
    ask();
  }

  board.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const index = KEYS.indexOf(event.key);
    if (event.key.length === 1 && index in buttons) answer(index);
    else if (event.key === 'Backspace' && answers.length > 0) takeBack();
    else return;
    event.preventDefault();
  });

  async function tellResult() {
    clearProblem(place);
    try {
      const all = new Uint8Array(pictures.length * IMAGE_PIXELS);
      pictures.forEach(({ pixels }, i) => all.set(pixels, i * IMAGE_PIXELS));
      const probabilities = await engine.predictBatch(all);
      showResult(probabilities);
      end('Play again');
      over.hidden = false;
      byId('judge-game-winner', HTMLHeadingElement).focus({ preventScroll: true });
      over.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      showProblem(place, error, () => void tellResult());
    }
  }

  /** @param {Float32Array} probabilities of the classes, picture by picture */
  function showResult(probabilities) {
    const count = probabilities.length / pictures.length;
    const rows = pictures.map((picture, i) => {
      const guess = argmax(probabilities, i * count, count);
      return { ...picture, mine: answers[i], guess, probability: probabilities[i * count + guess] };
    });
    const mine = rows.filter((row) => row.mine === row.label).length;
    const its = rows.filter((row) => row.guess === row.label).length;
    byId('judge-game-winner', HTMLHeadingElement).textContent =
      mine > its ? 'You win.' : mine < its ? 'The network wins.' : 'A draw.';
    byId('judge-game-scores', HTMLDListElement).replaceChildren(
      ...score('You', mine, rows.length),
      ...score('The network', its, rows.length),
    );
    byId('judge-game-luck', HTMLParagraphElement).textContent =
      `People score ${percent(PEOPLE)} on this data set: about ${Math.round(PEOPLE * rows.length)} of ${rows.length}. ` +
      'With so few pictures, a difference of three is luck.';
    const apart = rows.filter((row) => row.mine !== row.guess);
    const both = rows.length - apart.length;
    const right = rows.filter((row) => row.mine === row.guess && row.mine === row.label).length;
    byId('judge-game-agreed', HTMLParagraphElement).textContent =
      apart.length === 0
        ? `Nowhere: you gave the same answers, ${right} of them right.`
        : `You agreed on ${both} of the ${rows.length}: ${right} right, ${both - right} wrong. Click a picture to classify it.`;
    differed.replaceChildren(...apart.map(card));
    refresh();
  }

  /** @param {Picture & { mine: number, guess: number, probability: number }} row */
  function card({ pixels, label, source, mine, guess, probability }) {
    const picture = make('canvas');
    paintGrey(picture, pixels);
    const line = (/** @type {string} */ who, /** @type {number} */ given) =>
      answerLine(who, classes.names[given], given === label);
    const button = make(
      'button',
      { data: { class: String(label) } },
      picture,
      classLabel(classes.names, label),
      line('you', mine),
      line('it', guess),
      make('span', { class: 'answer', text: `${chance(probability)} sure` }),
    );
    button.type = 'button';
    button.title = `${source}: its label is ${classes.names[label]}. Click to classify it`;
    button.addEventListener('click', () => onImage(pixels, label, source));
    return button;
  }

  start.addEventListener('click', () => {
    if (download) download.abort();
    else if (board.hidden) void begin();
    else end('Play');
  });
  start.disabled = false;
  undo.addEventListener('click', takeBack);
  result.addEventListener('click', () => void tellResult());
  rename();

  return {
    /** The classes have other names. */
    rename,
  };
}

/**
 * @param {string} who
 * @param {number} right
 * @param {number} count
 */
function score(who, right, count) {
  const bar = make('span', { class: 'bar' }, make('span'));
  bar.style.setProperty('--share', String(right / count));
  bar.setAttribute('aria-hidden', 'true');
  return [
    make('dt', { text: who }),
    make('dd', {}, bar, make('span', { text: `${right} of ${count}, ${percent(right / count, 0)}` })),
  ];
}
