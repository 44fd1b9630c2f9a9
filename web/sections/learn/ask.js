// How an answer is given, and shown beside what came out: a number on a line, a choice, a curve.

import { make } from '../../parts/dom.js';
import { integer, loss, percent } from '../../parts/format.js';
import { readNumber, readSetting } from '../../parts/number.js';
import { LOSS_AXIS, createPlot, dots, line } from '../../parts/plot.js';

/** @typedef {import('../../lab/lesson-plans.js').Answer} Answer */
/** @typedef {import('../../lab/lesson-plans.js').Question} Question */
/** @typedef {import('./words.js').Words} Words */

/**
 * @typedef {object} Ask
 * @property {HTMLElement} element
 * @property {() => Answer | null} value null while there is none, which it then says
 * @property {(guess: Answer, answer: Answer) => { gap: string, picture: HTMLElement | null }} compare
 * @property {() => void} close
 */

/** @param {Extract<Question, { kind: 'number' }>} question @param {Words} words @returns {Ask} */
function askNumber({ from, to, step }, { question, unit }) {
  const share = unit === 'share';
  const written = (/** @type {number} */ value) => (share ? percent(value, 0) : integer(value));
  const scale = share ? 100 : 1;
  /** @type {import('../../engine/engine.js').Setting} */
  const range = {
    title: 'Your prediction',
    description: '',
    type: share ? 'number' : 'integer',
    default: from,
    minimum: from * scale,
    maximum: to * scale,
  };
  const slider = make('input');
  Object.assign(slider, { type: 'range', min: String(from), max: String(to), step: String(step) });
  slider.value = String((from + to) / 2);
  slider.setAttribute('aria-label', 'Your prediction, on a line');
  const field = make('input');
  Object.assign(field, { inputMode: 'decimal', autocomplete: 'off' });
  const said = make('span', { class: 'learn-wrong' });
  said.setAttribute('role', 'alert');
  const label = make('label', {}, make('span', { text: share ? 'Your prediction, in %' : 'Your prediction' }), field);
  const write = () => (field.value = String(Math.round(slider.valueAsNumber * scale)));
  slider.addEventListener('input', write);
  field.addEventListener('input', () => {
    const value = readNumber(field.value, false);
    if (typeof value === 'number') slider.value = String(value / scale);
  });
  write();

  return {
    element: make('div', { class: 'learn-number' }, make('p', { text: question }), slider, label, said),
    value() {
      const value = readSetting(field.value, range);
      const wrong = typeof value === 'string';
      said.textContent = wrong ? value : '';
      field.setAttribute('aria-invalid', String(wrong));
      if (wrong) field.focus();
      return wrong ? null : value / scale;
    },
    compare(guess, answer) {
      const [yours, real] = [Number(guess), Number(answer)];
      const at = (/** @type {number} */ value) => String((Math.min(to, Math.max(from, value)) - from) / (to - from));
      const mark = (/** @type {string} */ kind, /** @type {number} */ value, /** @type {string} */ text) => {
        const element = make('span', { class: kind }, make('span', { text }));
        element.style.setProperty('--at', at(value));
        return element;
      };
      const exact = share ? percent(real) : integer(real);
      const picture = make(
        'div',
        { class: 'learn-line' },
        mark('yours', yours, `you: ${written(yours)}`),
        mark('real', real, exact),
      );
      picture.setAttribute('aria-hidden', 'true'); // the sentence above tells it
      return { gap: `You said ${written(yours)}; it was ${exact}.`, picture };
    },
    close() {},
  };
}

/** @param {Extract<Question, { kind: 'choice' }>} question @param {Words} words @returns {Ask} */
function askChoice({ among }, { question, choices = {} }) {
  const box = make('fieldset', { class: 'learn-choice' }, make('legend', { text: question }));
  const said = make('span', { class: 'learn-wrong' });
  said.setAttribute('role', 'alert');
  for (const name of among) {
    const input = make('input');
    Object.assign(input, { type: 'radio', name: 'learn-choice', value: name });
    box.append(make('label', {}, input, make('span', { text: choices[name] })));
  }
  box.append(said);
  const inputs = () => [...box.querySelectorAll('input')];
  return {
    element: box,
    value() {
      const chosen = inputs().find(({ checked }) => checked)?.value ?? null;
      said.textContent = chosen === null ? 'Choose one of them.' : '';
      if (chosen === null) inputs()[0].focus();
      return chosen;
    },
    compare(guess, answer) {
      const right = guess === answer;
      const gap = right
        ? 'You were right.'
        : `You expected: “${choices[String(guess)]}”. It was: “${choices[String(answer)]}”.`;
      return { gap, picture: null };
    },
    close() {},
  };
}

/** The epochs whose values can be set by sliders, too: those between follow. */
const HANDLES = 5;

/** @param {Extract<Question, { kind: 'curve' }>} question @param {Words} words @returns {Ask} */
function askCurve({ epochs, most }, { question }) {
  const place = make('div', { class: 'plot learn-curve' });
  place.setAttribute('role', 'img');
  place.setAttribute('aria-label', 'Validation loss over the epochs: your curve, and later the real one');
  const x = Array.from({ length: epochs }, (_, i) => i + 1);
  /** @type {number[]} */
  const values = x.map(() => (2 * most) / 5);
  /** @type {number[] | null} */
  let real = null;
  let drawnOn = false;
  /** @type {ReturnType<typeof createPlot> | null} */
  let plot = null;

  function draw() {
    plot ??= createPlot(place, {
      ...LOSS_AXIS,
      top: (max) => Math.max(most, LOSS_AXIS.top(max)),
      epochs: () => epochs,
      series: [line('--ink', { dash: [6, 4] }), dots('--accent')],
    });
    plot.set([x, values, real ?? x.map(() => null)]);
  }

  const at = Array.from({ length: HANDLES }, (_, i) => Math.round((i * (epochs - 1)) / (HANDLES - 1)));
  const sliders = at.map((index, i) => {
    const input = make('input');
    Object.assign(input, { type: 'range', min: '0', max: String(most), step: '0.05', value: String(values[index]) });
    input.addEventListener('input', () => {
      drawnOn = true;
      values[index] = input.valueAsNumber;
      for (const other of [at[i - 1], at[i + 1]]) if (other !== undefined) straighten(index, other);
      draw();
    });
    return { index, input, label: make('label', {}, make('span', { text: `Epoch ${index + 1}` }), input) };
  });

  /** @param {number} from @param {number} to */
  function straighten(from, to) {
    const step = Math.sign(to - from);
    for (let i = from + step; i !== to; i += step)
      values[i] = values[from] + ((values[to] - values[from]) * (i - from)) / (to - from);
  }

  /** Where the pointer was, as an index. */
  let before = -1;
  /** @param {PointerEvent} event */
  function follow({ clientX, clientY }) {
    if (!plot || real) return;
    const spot = plot.at(clientX, clientY);
    const index = Math.min(epochs - 1, Math.max(0, Math.round(spot.x) - 1));
    values[index] = Math.min(most, Math.max(0, spot.y));
    if (before >= 0) straighten(before, index);
    before = index;
    drawnOn = true;
    for (const { index: own, input } of sliders) input.value = String(values[own]);
    draw();
  }
  place.addEventListener('pointerdown', (event) => {
    if (real) return;
    place.setPointerCapture(event.pointerId);
    before = -1;
    follow(event);
  });
  place.addEventListener('pointermove', (event) => {
    if (place.hasPointerCapture(event.pointerId)) follow(event);
  });

  const said = make('span', { class: 'learn-wrong' });
  said.setAttribute('role', 'alert');
  const handles = make(
    'fieldset',
    { class: 'learn-handles' },
    make('legend', { text: 'Or by sliders: your validation loss after' }),
  );
  handles.append(...sliders.map(({ label }) => label));
  requestAnimationFrame(draw); // when it has its size

  return {
    element: make('div', {}, make('p', { text: question }), place, handles, said),
    value() {
      said.textContent = drawnOn ? '' : 'Draw your curve first: drag across the chart, or move the sliders.';
      if (!drawnOn) sliders[0].input.focus();
      return drawnOn ? values.slice() : null;
    },
    compare(guess, answer) {
      real = Array.isArray(answer) ? answer : [];
      const yours = Array.isArray(guess) ? guess : [];
      for (const { input } of sliders) input.disabled = true;
      draw();
      const lowest = (/** @type {number[]} */ curve) => curve.indexOf(Math.min(...curve)) + 1;
      const rows = real.map((value, i) =>
        make('tr', {}, ...[String(i + 1), loss(yours[i]), loss(value)].map((text) => make('td', { text }))),
      );
      const table = make('table', { class: 'numbers' });
      table.createTHead().append(make('tr', {}, ...['Epoch', 'Yours', 'Real'].map((text) => make('th', { text }))));
      table.createTBody().append(...rows);
      const twin = make('details', { class: 'twin' }, make('summary', { text: 'The numbers, epoch by epoch' }), table);
      return {
        gap: `Your curve was lowest after epoch ${lowest(yours)}, the real one after epoch ${lowest(real)}.`,
        picture: twin,
      };
    },
    close: () => plot?.close(),
  };
}

/** @param {Question} question @param {Words} words @returns {Ask} */
export function createAsk(question, words) {
  if (question.kind === 'number') return askNumber(question, words);
  return question.kind === 'choice' ? askChoice(question, words) : askCurve(question, words);
}
