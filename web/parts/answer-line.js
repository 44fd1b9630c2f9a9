import { make } from './dom.js';

/**
 * Who has answered what, and whether that is right, also for those who do not see the mark.
 * @param {string} who
 * @param {string} what
 * @param {boolean} right
 */
export function answerLine(who, what, right) {
  const mark = make('span', { text: right ? '\u00a0✓' : '\u00a0✗' });
  mark.setAttribute('aria-hidden', 'true');
  const word = make('span', { class: 'visually-hidden', text: right ? ', right' : ', wrong' });
  return make('span', { class: 'answer', text: `${who}: ${what}` }, mark, word);
}
