import { showPageProblem } from '../../parts/problem.js';

/** Lets every `<button data-theory="…">` open its explanation. They are downloaded when the first one is asked for. */
export function openTheory() {
  document.addEventListener('click', async ({ target }) => {
    const button = target instanceof Element && target.closest('button[data-theory]');
    if (!(button instanceof HTMLButtonElement)) return;
    try {
      const { toggle } = await import('./card.js');
      await toggle(button);
    } catch (error) {
      console.warn(error);
      const modules = ['card', button.dataset.theory].map((name) => new URL(`./${name}.js`, import.meta.url));
      const { message } = await globalThis.fileFaults.explainModule(error, ...modules);
      showPageProblem(`This explanation could not be shown. ${message}`);
    }
  });
}
