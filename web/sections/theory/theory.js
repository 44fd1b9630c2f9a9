import { showPageProblem } from '../../parts/problem.js';
import { showNetwork } from './network.js';

/** The explanations that have a picture, and the modules that draw it. @type {Record<string, string>} */
const PICTURES = {
  convolution: 'convolution.js',
  pooling: 'pooling.js',
  dropout: 'dropout.js',
  softmax: 'softmax.js',
  loss: 'loss.js',
  optimizer: 'optimizer.js',
  epoch: 'batches.js',
  batch: 'batches.js',
};
/** The address of a module beside this one, wherever the build has put this one. @param {string} name */
const addressOf = (name) => new URL(`sections/theory/${name}`, document.baseURI);

/**
 * Lets every `<button data-theory="…">` open its explanation, and draws the network in use. What opens an explanation
 * is downloaded when the first one is asked for.
 * @param {import('../../lab/lab.js').Lab} lab
 */
export function openTheory({ weights }) {
  showNetwork(weights);
  addEventListener('hashchange', openTarget);
  openTarget();
  document.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element && target.closest('button[data-theory]');
    if (!(button instanceof HTMLButtonElement)) return;
    const picture = PICTURES[button.dataset.theory ?? ''];
    try {
      const [{ toggle }, drawn] = await Promise.all([import('./card.js'), picture && import(addressOf(picture).href)]);
      await toggle(button, drawn?.draw);
    } catch (error) {
      console.warn(error);
      const modules = ['card.js', picture ?? []].flat();
      const { message } = await globalThis.fileFaults.explainModule(error, ...modules.map(addressOf));
      showPageProblem(`This explanation could not be shown. ${message}`);
    }
  });
}

/** What an address leads to may stand in a chapter that is closed. Not every browser opens it by itself. */
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const chapter = target?.closest('details.theory-chapter');
  if (!(chapter instanceof HTMLDetailsElement) || chapter.open) return;
  chapter.open = true;
  target?.scrollIntoView();
}
