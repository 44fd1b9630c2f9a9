import { byId, make } from '../parts/dom.js';
import { showProblem } from '../parts/problem.js';

/** What is explained, and how it is asked for. */
const QUESTIONS = {
  convolution: 'What is a convolution?',
  pooling: 'What is pooling?',
  dropout: 'What is dropout?',
  softmax: 'What is softmax?',
};

/** @typedef {keyof typeof QUESTIONS} Question */

/**
 * A button that opens an explanation. Any `<button data-theory="…">` of the page does.
 * @param {Question} topic
 */
export function theoryButton(topic) {
  const button = make('button', { class: 'link', text: QUESTIONS[topic], data: { theory: topic } });
  button.type = 'button';
  return button;
}

/** Lets those buttons open explanations, which are downloaded when the first one is asked for. */
export function openTheory() {
  document.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element && target.closest('button[data-theory]');
    if (!(button instanceof HTMLButtonElement)) return;
    try {
      const { toggle } = await import('./theory/card.js');
      await toggle(button);
    } catch (error) {
      console.warn(error);
      showProblem(
        byId('page-problem', HTMLDivElement),
        'This explanation could not be downloaded. Check the connection; when it is back, load the page again to read it.',
      );
    }
  });
}
