import { make } from '../../parts/dom.js';
import { argmax } from '../../parts/rank.js';
import { slide, windowOf } from './arithmetic.js';

/** @typedef {import('./arithmetic.js').Grid} Grid */

/**
 * Two maps: what a layer gets, and what it makes of it. One place of the right map is chosen with the
 * pointer or the arrow keys; the window that it comes from is framed in the left one.
 * @param {HTMLElement} place
 * @param {object} options
 * @param {Grid} options.input
 * @param {{ size: number, stride: number }} options.window
 * @param {[string, string]} options.names of the maps
 * @param {(values: number[]) => number} options.answer
 * @param {(values: number[]) => void} options.onChoice shows the values under the window
 */
export function createWindowExplorer(place, { input, window, names, answer, onChoice }) {
  let rule = answer;
  let output = slide(input, window, rule);
  // At first, the place of the strongest answer: there is something to be seen.
  const strongest = argmax(output.flat());
  let [row, column] = [Math.floor(strongest / output.length), strongest % output.length];

  const from = map(names[0], input.length);
  const to = map(names[1], output.length);
  to.canvas.removeAttribute('role');
  to.frame.setAttribute('aria-hidden', 'true');
  to.box.tabIndex = 0;
  to.box.setAttribute('role', 'application');
  to.box.setAttribute('aria-label', `${names[1]}: the arrow keys choose a place`);
  place.append(make('div', { class: 'maps' }, from.figure, to.figure));

  function choose() {
    const { size, stride } = window;
    frame(from.frame, input.length, row * stride, column * stride, size);
    frame(to.frame, output.length, row, column, 1);
    onChoice(windowOf(input, row * stride, column * stride, size));
  }

  function paintOutput() {
    paint(to.canvas, output);
    choose();
  }

  /** @param {number} wanted */
  const inside = (wanted) => Math.min(output.length - 1, Math.max(0, wanted));

  /** @param {PointerEvent} event */
  function point(event) {
    const at = to.box.getBoundingClientRect();
    const [x, y] = [(event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height];
    [row, column] = [inside(Math.floor(y * output.length)), inside(Math.floor(x * output.length))];
    choose();
  }

  to.box.addEventListener('pointerdown', point);
  to.box.addEventListener('pointermove', point);
  to.box.addEventListener('keydown', (event) => {
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    [row, column] = [inside(row + move[0]), inside(column + move[1])];
    choose();
  });

  paint(from.canvas, input);
  paintOutput();

  return {
    /** Another rule for the same picture. @param {(values: number[]) => number} next */
    answerBy(next) {
      rule = next;
      output = slide(input, window, rule);
      paintOutput();
    },
  };
}

/** @param {string} name @param {number} side */
function map(name, side) {
  const canvas = make('canvas');
  canvas.width = canvas.height = side;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', name);
  const mark = make('span', { class: 'frame' });
  const box = make('div', { class: 'map' }, canvas, mark);
  const caption = make('figcaption', { text: `${name}, ${side} × ${side}` });
  return { canvas, frame: mark, box, figure: make('figure', {}, box, caption) };
}

/** Puts the frame around a square of the map. @param {HTMLElement} mark @param {number} side @param {number} top @param {number} left @param {number} size */
function frame(mark, side, top, left, size) {
  const share = (/** @type {number} */ n) => `${(100 * n) / side}%`;
  Object.entries({ '--x': left, '--y': top, '--size': size }).forEach(([name, n]) =>
    mark.style.setProperty(name, share(n)),
  );
}

/** Black for nothing, white for the largest. @param {HTMLCanvasElement} canvas @param {Grid} grid */
function paint(canvas, grid) {
  const context = canvas.getContext('2d');
  const largest = Math.max(...grid.flat(), 1e-6);
  const image = new ImageData(grid.length, grid.length);
  grid.flat().forEach((value, i) => {
    image.data.fill((255 * Math.max(0, value)) / largest, 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  });
  context?.putImageData(image, 0, 0);
}
