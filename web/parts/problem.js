import { byId, make } from './dom.js';

/**
 * Says what went wrong, where it went wrong, until `clearProblem` or the next problem.
 * @param {HTMLElement} place an empty element kept for this
 * @param {unknown} error its message is a sentence for the visitor
 * @param {() => void} [retry] offers a Retry button that calls this
 */
export function showProblem(place, error, retry) {
  const sentence = error instanceof Error ? error.message : String(error);
  const box = make('div', { class: 'problem' }, make('p', { text: sentence }));
  box.setAttribute('role', 'alert');
  if (retry) {
    const button = make('button', { text: 'Retry' });
    button.type = 'button';
    button.addEventListener('click', () => {
      clearProblem(place);
      place.tabIndex = -1; // the button is gone: the next Tab goes on from here
      place.focus();
      retry();
    });
    box.append(button);
  }
  place.replaceChildren(box);
}

/**
 * What is wrong with the page as a whole, at its top.
 * @param {unknown} error
 * @param {() => void} [retry]
 */
export function showPageProblem(error, retry) {
  showProblem(byId('page-problem', HTMLDivElement), error, retry);
}

/** @param {HTMLElement} place */
export function clearProblem(place) {
  place.replaceChildren();
}

/** Whether the visitor stopped it, which is no problem. @param {unknown} error */
export function isAbort(error) {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || /** @type {{code?: unknown}} */ (error).code === 'aborted';
}
