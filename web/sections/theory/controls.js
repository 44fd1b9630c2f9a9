// The few things that a hand can move in the explanations.

import { make } from '../../parts/dom.js';

/**
 * A slider with its name before and its value behind it.
 * @param {string} name
 * @param {{ min: number, max: number, step: number, value: number }} range
 * @param {(value: number) => string} format
 * @param {(value: number) => void} onChange also called once at first
 */
export function slider(name, range, format, onChange) {
  const input = make('input');
  input.type = 'range';
  Object.entries(range).forEach(([key, n]) => input.setAttribute(key, String(n)));
  const output = make('output');
  const label = make('label', { class: 'theory-slide' }, make('span', { text: name }), input, output);
  const change = () => {
    output.textContent = format(input.valueAsNumber);
    input.setAttribute('aria-valuetext', format(input.valueAsNumber));
    onChange(input.valueAsNumber);
  };
  input.addEventListener('input', change);
  return {
    label,
    /** @param {number} value */
    set(value) {
      input.value = String(value);
      change();
    },
    change,
  };
}

/**
 * A choice of one.
 * @template T
 * @param {string} legend
 * @param {Record<string, T>} choices by their names
 * @param {string} chosen
 * @param {(choice: T) => void} onChange
 */
export function choice(legend, choices, chosen, onChange) {
  const box = make('fieldset', { class: 'segments' }, make('legend', { class: 'visually-hidden', text: legend }));
  for (const [name, value] of Object.entries(choices)) {
    const input = make('input');
    input.type = 'radio';
    input.name = `theory-${legend}`;
    input.checked = name === chosen;
    input.addEventListener('change', () => onChange(value));
    box.append(make('label', {}, input, make('span', { text: name })));
  }
  return box;
}

/** @param {string} text @param {() => void} onPress */
export function pushButton(text, onPress) {
  const button = make('button', { text });
  button.type = 'button';
  button.addEventListener('click', onPress);
  return button;
}

/** A line that tells what has just happened, aloud too. */
export function readout() {
  const line = make('p', { class: 'readout' });
  line.setAttribute('aria-live', 'polite');
  return line;
}
