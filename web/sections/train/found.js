import { byId, make } from '../../parts/dom.js';
import { fetchingInWords } from '../../parts/download.js';
import { moment } from '../../parts/format.js';
import { clearProblem, showProblem } from '../../parts/problem.js';

/** @typedef {import('../../lab/found.js').Finding} Finding */

/** @param {Finding} what @returns {[sentence: string, take: string]} */
function inWords(what) {
  if (what.is === 'weights') {
    return [`On your last visit, ${moment(what.when)}, the network of “${what.name}” was in use.`, 'Use it again'];
  }
  const { name, began, epochs, settings } = what.run;
  const epoch = Math.min(epochs.length + 1, settings.epochs);
  const where = `in epoch ${epoch} of ${settings.epochs}`;
  return [`“${name}”, which began on ${moment(began)}, was interrupted ${where}.`, 'Go on with it'];
}

/** Offers what was found of the last visit, or after the engine had stopped. @param {import('../../lab/lab.js').Lab} lab */
export function showFound(lab) {
  const { found } = lab;
  const place = byId('train-found', HTMLDivElement);
  const problem = byId('train-found-problem', HTMLDivElement);

  function draw() {
    const { what } = found;
    clearProblem(problem);
    if (found.problem) showProblem(problem, found.problem);
    if (!what) return place.replaceChildren();
    const [sentence, verb] = inWords(what);
    const note = make('p', { text: sentence });
    const take = make('button', { text: verb });
    const leave = make('button', { class: 'link', text: 'Not now' });
    take.type = leave.type = 'button';
    take.addEventListener('click', async () => {
      take.disabled = true;
      await lab.takeFound({ onProgress: (progress) => (note.textContent = fetchingInWords('images', progress)) });
      take.disabled = false;
    });
    leave.addEventListener('click', () => found.leave());
    place.replaceChildren(note, make('div', { class: 'actions' }, take, leave));
  }
  found.listen(draw);
  draw();
}
