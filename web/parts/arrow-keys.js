/**
 * Makes a grid of buttons one stop of the Tab key; the arrow keys, Home and End move inside it.
 * @param {HTMLElement} grid its children are the buttons, or hold one each
 */
export function arrowKeys(grid) {
  const setStop = (/** @type {HTMLButtonElement} */ stop) => {
    for (const button of grid.querySelectorAll('button')) button.tabIndex = button === stop ? 0 : -1;
  };

  grid.addEventListener('focusin', (event) => {
    if (event.target instanceof HTMLButtonElement) setStop(event.target);
  });

  grid.addEventListener('keydown', (event) => {
    const all = [...grid.querySelectorAll('button')].filter(({ disabled }) => !disabled);
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (at < 0) return;
    const top = (/** @type {HTMLButtonElement} */ button) => button.getBoundingClientRect().top;
    const row = top(all[0]);
    const below = all.findIndex((button) => top(button) > row + 1);
    const columns = below < 0 ? all.length : below;
    /** @type {Record<string, number>} */
    const moves = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: all.length - 1,
    };
    const target = all[moves[event.key]];
    if (!target) return;
    event.preventDefault();
    target.focus();
  });

  /** To be called when buttons were added, or can be used again: exactly one of them is reached with Tab. */
  return () => {
    const stop = grid.querySelector('button[tabindex="0"]:enabled') ?? grid.querySelector('button:enabled');
    if (stop instanceof HTMLButtonElement) setStop(stop);
  };
}
