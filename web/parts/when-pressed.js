import { clearProblem, showProblem } from './problem.js';

/**
 * Lets a button do what takes a while, by a module that is downloaded when it is pressed for the first time. One
 * thing at a time: what is pressed meanwhile counts for nothing. The button, until now disabled, is enabled.
 * @template Module
 * @param {HTMLButtonElement} button
 * @param {object} deed
 * @param {HTMLElement} deed.problem where it is said that the module could not be had
 * @param {string} deed.module its path in the site
 * @param {() => Promise<Module>} deed.load imports it
 * @param {(module: Module) => Promise<void>} deed.act must deal with its own errors
 */
export function whenPressed(button, { problem, module, load, act }) {
  let busy = false;
  button.addEventListener('click', async () => {
    if (busy) return;
    busy = true;
    clearProblem(problem);
    try {
      const loaded = await load().catch(async (error) => {
        console.warn(error);
        const { message } = await globalThis.fileFaults.explainModule(error, new URL(module, document.baseURI));
        showProblem(problem, `This part of the page could not be loaded. ${message}`);
        return null;
      });
      if (loaded) await act(loaded);
    } finally {
      busy = false;
    }
  });
  button.disabled = false;
}
