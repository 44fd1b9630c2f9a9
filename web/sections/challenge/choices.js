import { arrowKeys } from '../../parts/arrow-keys.js';
import { make } from '../../parts/dom.js';
import { paintGrey } from '../../parts/grey-image.js';

/** @typedef {import('../../lab/picture-file.js').Labelled} Labelled */

/** A picture that may be chosen, and what is said of it: under it in short, and in full. @typedef {Labelled & { caption: string, words: string }} Choice */

/**
 * A grid of pictures that are chosen, or taken out again, by a click.
 * @param {HTMLElement} grid
 * @param {import('../../parts/classes.js').Named} classes
 * @param {{ has: (pixels: Uint8Array) => boolean, onPress: (choice: Choice) => void }} wires
 */
export function createChoices(grid, classes, { has, onPress }) {
  const refresh = arrowKeys(grid);
  /** @type {{ choice: Choice, button: HTMLButtonElement }[]} */
  let all = [];

  function mark() {
    for (const { choice, button } of all) button.setAttribute('aria-pressed', String(has(choice.pixels)));
  }

  return {
    /** @param {Choice[]} choices in place of those that are there */
    show(choices) {
      all = choices.map((choice) => {
        const canvas = make('canvas');
        paintGrey(canvas, choice.pixels);
        const data = { class: String(classes.names.indexOf(choice.name)) };
        const button = make('button', { data }, canvas, make('span', { text: choice.caption }));
        button.type = 'button';
        button.setAttribute('aria-label', choice.words);
        button.addEventListener('click', () => onPress(choice));
        return { choice, button };
      });
      grid.replaceChildren(...all.map(({ button }) => button));
      mark();
      refresh();
    },
    /** Other ones are chosen. */
    mark,
  };
}
