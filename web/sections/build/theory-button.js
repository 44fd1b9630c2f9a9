import { make } from '../../parts/dom.js';

/** What is explained, and how it is asked for. */
const QUESTIONS = {
  convolution: 'What is a convolution?',
  pooling: 'What is pooling?',
  dropout: 'What is dropout?',
  softmax: 'What is softmax?',
};

/** @typedef {keyof typeof QUESTIONS} Question */

/**
 * A button that opens an explanation. Any `<button data-theory="…">` of the page does, see sections/theory/theory.js.
 * @param {Question} topic
 */
export function theoryButton(topic) {
  const button = make('button', { class: 'link', text: QUESTIONS[topic], data: { theory: topic } });
  button.type = 'button';
  return button;
}
