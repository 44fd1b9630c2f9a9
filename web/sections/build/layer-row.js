import { arrowKeys } from '../../parts/arrow-keys.js';
import { valueOf } from '../../lab/draft.js';
import { composing, heading, make } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { readNumber } from '../../parts/number.js';
import { term, terms } from '../../parts/term.js';
import { LAYER_TYPES } from './layer-types.js';

/** @typedef {import('../../engine/engine.js').LayerDescription} Layer */
/** @typedef {import('./layer-types.js').Field} Field */
/** @typedef {'up' | 'down' | 'add' | 'remove'} Action */

/**
 * @typedef {object} RowWires
 * @property {(field: string, value: string | number) => void} onSet
 * @property {() => void} onSettle a field is left
 * @property {(action: Action) => void} onAction
 * @property {() => void} onExplain its numbers are to be explained, or no longer
 */

/** What the actions are called, and their sign. @type {Record<Action, [(number: number) => string, string]>} */
const ACTIONS = {
  up: [(number) => `Move layer ${number} up`, '↑'],
  down: [(number) => `Move layer ${number} down`, '↓'],
  add: [(number) => `Add a layer below layer ${number}`, '+'],
  remove: [(number) => `Remove layer ${number}`, '×'],
};

/** @type {Pick<import('./layer-types.js').LayerType, 'words' | 'theory' | 'terms'>} */
const OUTPUT = {
  words: ['One number for each of the ten classes; softmax turns them into probabilities. So this layer stays.'],
  theory: ['softmax', 'What is softmax?'],
  terms: ['logit', 'probability'],
};

/**
 * @param {string} name
 * @param {string} sign
 * @param {() => void} onClick
 */
export function signButton(name, sign, onClick) {
  const button = make('button', { class: 'build-icon', text: sign });
  button.type = 'button';
  button.title = name;
  button.setAttribute('aria-label', name);
  button.addEventListener('click', onClick);
  return button;
}

/** @param {Field} field @param {number} number of the layer @param {RowWires} wires */
function createField({ name, label, choices, step = 1 }, number, { onSet, onSettle }) {
  const whole = step >= 1;
  const control = make(choices ? 'select' : 'input');
  control.setAttribute('aria-label', `${label} of layer ${number}`);
  control.autocomplete = 'off';
  const set = () => onSet(name, valueOf(control.value, whole));
  if (control instanceof HTMLInputElement) {
    control.inputMode = whole ? 'numeric' : 'decimal';
    control.addEventListener('keydown', (event) => {
      const sign = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      const value = valueOf(control.value, whole);
      if (composing(event) || !sign || typeof value !== 'number') return;
      event.preventDefault();
      const next = Math.max(0, (Math.round(value / step) + sign) * step);
      control.value = String(Number(next.toPrecision(6))); // 0.15, not 0.15000000000000002
      set();
    });
    control.addEventListener('compositionend', set);
  } else {
    control.append(...(choices ?? []).map((choice) => make('option', { text: choice })));
  }
  control.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) set();
  });
  control.addEventListener('blur', onSettle);
  return { name, whole, control, label: make('label', {}, make('span', { text: label }), control) };
}

/**
 * One layer of the network as a row of the table: what it does, its fields, its shape.
 * @param {Layer[]} layers
 * @param {number} index of this one
 * @param {RowWires} wires
 */
export function createLayerRow(layers, index, wires) {
  const { type } = layers[index];
  const number = index + 1;
  const output = number === layers.length;
  const kind = LAYER_TYPES[type];
  const told = output ? OUTPUT : kind;
  const before = output ? 0 : layers.slice(0, index).filter((layer) => layer.type === type).length;

  const words = make('span', { class: 'what' });
  words.append(`${told.words[Math.min(before, told.words.length - 1)]} `);
  if (before === 0) {
    words.append(term(...told.theory));
    if (told.terms) words.append(' Its words: ', ...terms(told.terms), '.');
  }
  const wrong = make('span', { class: 'what wrong' });
  wrong.hidden = true;
  wrong.id = `build-layer-${number}-wrong`;

  const fields = output ? [] : kind.fields.map((field) => createField(field, number, wires));
  const settings = make('td', { class: 'build-fields-of-layer' }, ...fields.map(({ label }) => label));
  if (output) settings.append(make('span', { text: '10 units, softmax' }));

  const [shape, parameters] = ['shape', 'parameters'].map(() => {
    const button = make('button', { class: 'build-why' });
    button.type = 'button';
    button.addEventListener('click', wires.onExplain);
    return button;
  });
  parameters.tabIndex = -1; // it opens the same, and the Tab key has stops enough
  /** @type {Record<Action, boolean>} */
  const useless = { up: index === 0, down: number >= layers.length - 1, add: false, remove: false };
  const actions = /** @type {Action[]} */ (output ? [] : Object.keys(ACTIONS));
  const buttons = actions.map((action) => {
    const [called, sign] = ACTIONS[action];
    return signButton(called(number), sign, () => wires.onAction(action));
  });
  const bar = make('div', {}, ...buttons); // one stop of the Tab key: eleven layers have many buttons
  bar.setAttribute('role', 'toolbar');
  bar.setAttribute('aria-label', `Layer ${number}`);
  const oneStop = arrowKeys(bar);
  const name = make('b', { text: type });
  const head = heading('row', make('span', { class: 'place', text: String(number) }), name, words, wrong);
  const row = make(
    'tr',
    { class: 'unknown' },
    head,
    settings,
    make('td', { class: 'number shape' }, shape),
    make('td', { class: 'number parameters' }, parameters),
    make('td', { class: 'act' }, ...(output ? [] : [bar])),
  );

  /** Fields follow each other: what stands in them may have changed. @param {Layer} layer */
  function write(layer) {
    for (const { name: field, control } of fields) {
      const value = String(layer[field]);
      if (control !== document.activeElement && control.value !== value) control.value = value;
    }
  }
  write(layers[index]);

  return {
    row,
    write,

    /** @param {import('../../engine/engine.js').Outline['layers'][number] | undefined} summary undefined while unknown */
    show(summary) {
      row.classList.toggle('unknown', !summary);
      shape.textContent = summary?.outputShape.map(integer).join(' × ') ?? '–';
      parameters.textContent = summary ? integer(summary.parameters) : '–';
      for (const [button, what] of /** @type {const} */ ([
        [shape, 'Output shape'],
        [parameters, 'Parameters'],
      ])) {
        button.disabled = !summary;
        button.title = summary ? `How this comes about` : '';
        button.setAttribute('aria-label', `${what} of layer ${number}: ${button.textContent}`);
      }
    },

    /** @param {boolean} explained whether its numbers are being explained */
    mark(explained) {
      shape.setAttribute('aria-expanded', String(explained));
    },

    /** Says why the layer cannot work, in the place of what it does. @param {string | null} reason */
    blame(reason) {
      words.hidden = reason !== null;
      wrong.hidden = reason === null;
      const questions = fields.map(({ control, whole }) => readNumber(control.value, whole));
      const question = questions.find((answer) => typeof answer === 'string');
      wrong.textContent = reason && (question ?? reason);
      for (const { control } of fields) {
        if (reason === null) control.removeAttribute('aria-describedby');
        else control.setAttribute('aria-describedby', wrong.id);
      }
    },

    /** @param {boolean} locked nothing can be changed */
    lock(locked) {
      for (const { control } of fields) control.disabled = locked;
      actions.forEach((action, i) => (buttons[i].disabled = locked || useless[action]));
      oneStop();
    },

    /** @param {Action | 'field' | 'shape'} what the button of this action, the first field, or the shape */
    focus(what) {
      if (what === 'shape') return shape.focus();
      const wanted = what === 'field' ? fields[0]?.control : buttons[actions.indexOf(what)];
      (wanted && !wanted.disabled ? wanted : buttons.find(({ disabled }) => !disabled))?.focus();
    },
  };
}
