// Learn: lessons in which something is predicted, happens, and is explained.

import { LESSONS } from '../../lab/lesson-plans.js';
import { byId, make } from '../../parts/dom.js';
import { paintGrey } from '../../parts/grey-image.js';
import { lookAt } from '../../parts/look-at.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { terms } from '../../parts/term.js';
import { createAsk } from './ask.js';
import { showNotebook } from './notebook.js';
import { showQuestions } from './show-questions.js';
import { WORDS } from './words.js';

/** @typedef {import('../../lab/lesson-plans.js').LessonName} LessonName */

const NAMES = /** @type {LessonName[]} */ (Object.keys(LESSONS));
const BUSY = 'Stop the run or the fine-tuning first: a lesson makes runs of its own.';

/**
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {{ standing: () => import('../../lab/run.js').Settings }} settings the form's, as they stand
 */
export function openLearn(lab, settings) {
  const { lessons, run, experiments, classes, picture: stage } = lab;
  const show = lookAt(stage);
  const list = byId('learn-list', HTMLOListElement);
  const count = byId('learn-done', HTMLParagraphElement);
  const panel = byId('learn-lesson', HTMLDivElement);
  const title = byId('learn-lesson-title', HTMLHeadingElement);
  const form = byId('learn-form', HTMLFormElement);
  const place = byId('learn-ask', HTMLDivElement);
  const predict = byId('learn-predict', HTMLButtonElement);
  const leave = byId('learn-leave', HTMLButtonElement);
  const note = byId('learn-note', HTMLParagraphElement);
  const problemPlace = byId('learn-problem', HTMLDivElement);
  const outcome = byId('learn-outcome', HTMLDivElement);
  const gap = byId('learn-gap', HTMLParagraphElement);
  const reason = byId('learn-reason', HTMLParagraphElement);
  const picture = byId('learn-picture', HTMLDivElement);
  const next = byId('learn-next', HTMLButtonElement);
  const again = byId('learn-again', HTMLButtonElement);
  /** @type {ReturnType<typeof createAsk> | null} */
  let ask = null;
  /** What is drawn. */
  let drawn = { current: lessons.current, state: lessons.state, problem: lessons.problem };
  let said = '';

  const items = NAMES.map((name) => {
    const button = make('button', { class: 'link', text: WORDS[name].title });
    button.type = 'button';
    button.addEventListener('click', () => void begin(name));
    const mark = make('span', { class: 'note' });
    list.append(make('li', {}, button, mark));
    return { name, button, mark };
  });

  /** @param {LessonName} name */
  async function begin(name) {
    await lessons.begin(name);
    title.focus({ preventScroll: true });
    panel.scrollIntoView({ block: 'nearest' });
  }

  function open() {
    ask?.close();
    ask = null;
    place.replaceChildren();
    const { current } = lessons;
    panel.hidden = current === null;
    if (!current) return;
    title.textContent = WORDS[current].title;
    ask = createAsk(LESSONS[current].question, WORDS[current]);
    place.append(ask.element);
    const { terms: words } = WORDS[current];
    if (words.length > 0) place.append(make('p', { class: 'note' }, new Text('Words: '), ...terms(words)));
  }

  function tellOutcome() {
    const { current, guess, outcome: what } = lessons;
    if (!current || !ask || guess === null || !what) return;
    const compared = ask.compare(guess, what.answer);
    gap.textContent = compared.gap;
    reason.textContent = WORDS[current].reason(what.facts, classes.names);
    picture.replaceChildren(...(compared.picture ? [compared.picture] : []), ...pictures(what.facts));
    next.hidden = current === NAMES[NAMES.length - 1];
    gap.scrollIntoView({ block: 'nearest' });
  }

  /** Pictures before and after, where a lesson changed some. @param {any} facts */
  function pictures({ changes = [] }) {
    return /** @type {{ label: number, before: Uint8Array, after: Uint8Array, was: number, is: number }[]} */ (
      changes
    ).map(({ label, before, after, was, is }) => {
      const one = (/** @type {Uint8Array} */ pixels, /** @type {number} */ index) => {
        const canvas = make('canvas');
        paintGrey(canvas, pixels);
        const button = make('button', { class: 'learn-show' }, canvas, make('span', { text: classes.names[index] }));
        button.type = 'button';
        button.setAttribute('aria-label', `Put it on the stage; it is taken for: ${classes.names[index]}`);
        button.addEventListener('click', () => show(pixels, label, 'From a lesson'));
        return button;
      };
      return make('div', { class: 'learn-change' }, one(before, was), one(after, is));
    });
  }

  function draw() {
    const { current, state, problem, done } = lessons;
    count.textContent = done.size === 0 ? '' : `${done.size} of ${NAMES.length} done.`;
    const busy = run.state !== 'idle' || run.occupied || experiments.current !== null;
    for (const { name, button, mark } of items) {
      mark.textContent = done.has(name) ? 'done' : '';
      if (name === current) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    }
    if (current !== drawn.current || (state === 'asking' && drawn.state === 'told')) open();
    predict.disabled = state !== 'asking' || busy;
    predict.hidden = state === 'told';
    if (ask) for (const input of place.querySelectorAll('input')) input.disabled = state !== 'asking';
    outcome.hidden = state !== 'told';
    if (state === 'told' && drawn.state !== 'told') tellOutcome();
    const text = noteOf(busy);
    if (text !== said) tell(note, (said = text));
    if (problem !== drawn.problem) {
      if (problem) showProblem(problemPlace, problem);
      else clearProblem(problemPlace);
    }
    drawn = { current, state, problem };
  }

  /** @param {boolean} busy */
  function noteOf(busy) {
    if (!lessons.current || lessons.state === 'told') return '';
    if (lessons.state === 'asking') return busy ? BUSY : '';
    return run.busy ? 'It is happening: the curves stand under Train.' : 'It is happening…';
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const value = ask?.value() ?? null;
    if (value !== null) void lessons.predict(value);
  });
  leave.addEventListener('click', async () => {
    const { current } = lessons;
    await lessons.leave();
    items.find(({ name }) => name === current)?.button.focus();
  });
  again.addEventListener('click', () => lessons.current && void begin(lessons.current));
  next.addEventListener('click', () => {
    const at = NAMES.findIndex((name) => name === lessons.current);
    void begin(NAMES[at + 1]);
  });
  showQuestions(lab, settings);
  showNotebook(lab, settings);
  for (const fact of [lessons, run, experiments]) fact.listen(draw);
  draw();
}
