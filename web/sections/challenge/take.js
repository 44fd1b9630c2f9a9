// Taking a challenge: the network in use is tested on somebody's pictures, beside what theirs said of them.

import { scoresOf } from '../../lab/challenge.js';
import { answerLine } from '../../parts/answer-line.js';
import { classLabel } from '../../parts/classes.js';
import { byId, heading, make } from '../../parts/dom.js';
import { fileButton } from '../../parts/files.js';
import { chance } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { resultInWords } from './words.js';

/** @typedef {import('../../lab/challenge.js').Posed} Posed */
/** @typedef {import('../../lab/answers.js').Answer} Answer */
/** @typedef {import('../../lab/challenge.js').Score} Score */

const STALE = 'The network has changed since.';

/** A class with how sure it is of that. @param {string | null} name null for “Not sure” @param {number} probability */
const said = (name, probability) =>
  name === null ? 'Not sure' : `${name}, ${chance(probability).replace(' ', '\u00a0')}`;

/** @param {import('../../lab/lab.js').Lab} lab */
export function openTake({ challenge }) {
  const open = byId('challenge-open', HTMLButtonElement);
  const again = byId('challenge-again', HTMLButtonElement);
  const words = byId('challenge-result', HTMLParagraphElement);
  const place = byId('challenge-open-problem', HTMLDivElement);
  const outcome = byId('challenge-outcome', HTMLDivElement);
  const scores = byId('challenge-scores', HTMLTableSectionElement);
  const list = byId('challenge-pictures', HTMLOListElement);
  /** What is drawn. @type {Answer[] | null} */
  let drawn = null;
  let { problem } = challenge;

  /** @param {string} what @param {Score} score */
  const row = (what, { theirs, yours }) =>
    make('tr', {}, heading('row', what), ...[theirs, yours].map((right) => make('td', { text: String(right) })));

  /** @param {Posed} picture @param {Answer} answer @param {number} index */
  function card({ name, pixels, said: theirs, probability }, answer, index) {
    const { names } = challenge;
    const label = names.indexOf(name);
    const canvas = make('canvas');
    paintGrey(canvas, pixels);
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `Picture ${index + 1}`);
    const item = make(
      'li',
      { data: { class: String(label) } },
      canvas,
      label < 0 ? make('span', { text: name }) : classLabel(names, label),
      answerLine('theirs', said(theirs, probability), theirs === name),
      answerLine('yours', said(names[answer.top] ?? null, answer.probability), answer.right),
    );
    if (label < 0) item.append(make('span', { class: 'answer', text: 'a class that yours does not know' }));
    return item;
  }

  function draw() {
    const { opened, answers, names, stale } = challenge;
    again.hidden = !opened;
    if (challenge.problem !== problem) {
      ({ problem } = challenge);
      if (problem) showProblem(place, problem, () => void challenge.test());
      else clearProblem(place);
    }
    outcome.hidden = !answers;
    if (!opened || !answers) return;
    const result = scoresOf(opened.pictures, answers, names);
    const text = resultInWords(result, opened.file) + (stale ? ` ${STALE}` : '');
    if (words.textContent !== text) words.textContent = text;
    if (answers === drawn) return;
    drawn = answers;
    scores.replaceChildren(
      row(`of all ${result.all.count}`, result.all),
      ...(result.strangers.length > 0
        ? [row(`of the ${result.known.count} whose class yours knows`, result.known)]
        : []),
    );
    list.replaceChildren(...opened.pictures.map((picture, i) => card(picture, answers[i], i)));
  }

  fileButton(open, byId('challenge-file', HTMLInputElement), async (file) => {
    clearProblem(place);
    try {
      await challenge.open(file);
    } catch (error) {
      showProblem(place, error);
    }
  });
  again.addEventListener('click', () => {
    clearProblem(place);
    void challenge.test();
  });
  challenge.listen(draw);
  open.disabled = false;
  draw();
}
