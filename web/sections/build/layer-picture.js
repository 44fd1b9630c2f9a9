// A small picture of how a layer gets its numbers: where its windows stand, or what goes into each of its units.

import { svg } from '../../parts/svg.js';
import { windowsOf } from './layer-numbers.js';

/** @typedef {import('./layer-numbers.js').Worked} Worked */

const CELL = 12;
/** Of a row of the picture, with a padding of one at each side. */
const MOST = 30;
const WIDTH = (MOST + 5) * CELL;

/** @param {number} x @param {number} y @param {string} kind @param {number} [width] in cells */
const cell = (x, y, kind, width = 1) =>
  svg('rect', { x: x * CELL + 0.5, y: y + 0.5, width: width * CELL - 1, height: CELL - 1, rx: 1.5, class: kind });

/** @param {number} height @param {string} label @param {Node[]} parts */
function picture(height, label, parts) {
  const all = { viewBox: `0 0 ${WIDTH} ${height}`, class: 'build-picture', role: 'img', 'aria-label': label };
  return svg('svg', all, ...parts);
}

/** One row of a map, and the windows on it. @param {Worked} worked */
function windows(worked) {
  const { from, size, stride, to, same, left } = windowsOf(worked);
  const before = same ? Math.floor(Math.max(0, (to - 1) * stride + size - from) / 2) : 0;
  const behind = same ? Math.max(0, (to - 1) * stride + size - from - before) : 0;
  const shown = from + before + behind;
  if (shown > MOST) return null;
  const parts = [];
  for (let i = 0; i < shown; ++i) {
    const padded = i < before || i >= before + from;
    parts.push(cell(i, CELL, padded ? 'zero' : i >= before + from - left ? 'left' : 'in'));
  }
  const shift = (shown - to) / 2;
  for (let i = 0; i < to; ++i) parts.push(cell(shift + i, 4 * CELL, 'out'));
  for (const at of new Set([0, 1, to - 1].filter((i) => i < to))) {
    const x = at * stride * CELL;
    const middle = x + (size * CELL) / 2;
    parts.push(
      svg('rect', { x: x + 0.5, y: CELL - 3, width: size * CELL - 1, height: CELL + 6, rx: 3, class: 'window' }),
      svg('line', { x1: middle, y1: 2 * CELL + 3, x2: (shift + at + 0.5) * CELL, y2: 4 * CELL }),
    );
  }
  const words = (/** @type {number} */ y, /** @type {string} */ text) =>
    svg('text', { x: (shown + 0.75) * CELL, y: y + CELL - 2 }, text);
  parts.push(words(CELL, `${from} in`), words(4 * CELL, `${to} out`));
  return picture(5.5 * CELL, `One row: ${from} values in, ${to} windows of ${size}, ${to} values out`, parts);
}

/** @param {Worked} worked */
function row({ input, output }) {
  const parts = [];
  for (const i of [2, 1, 0])
    parts.push(svg('rect', { x: 4 + i * 10, y: 4 + i * 6, width: 40, height: 40, class: 'map' }));
  for (let i = 0; i < 20; ++i) parts.push(cell(8 + i, 2 * CELL, i === 16 ? 'gap' : 'out'));
  parts.push(svg('line', { x1: 70, y1: 30, x2: 90, y2: 30 }));
  return picture(5 * CELL, `${input.join(' × ')} values become a row of ${output[0]}`, parts);
}

/** @param {Worked} worked */
function units({ input, output }) {
  const parts = [];
  const at = (/** @type {number} */ i, /** @type {number} */ count) => (WIDTH / count) * (i + 0.5);
  const [from, to] = [Math.min(12, input[0]), Math.min(6, output[0])];
  for (let j = 0; j < to; ++j)
    for (let i = 0; i < from; ++i)
      parts.push(svg('line', { x1: at(i, from), y1: 14, x2: at(j, to), y2: 66, class: j === 0 ? 'window' : '' }));
  for (let i = 0; i < from; ++i) parts.push(svg('circle', { cx: at(i, from), cy: 10, r: 5, class: 'in' }));
  for (let j = 0; j < to; ++j) parts.push(svg('circle', { cx: at(j, to), cy: 70, r: 6, class: 'out' }));
  return picture(
    80,
    `Each of the ${output[0]} units is joined to all ${input[0]} numbers; the picture shows some`,
    parts,
  );
}

/** @type {Record<string, (worked: Worked) => SVGElement | null>} */
const PICTURES = { Conv2D: windows, MaxPool2D: windows, Flatten: row, Dense: units };

/** @param {Worked} worked @returns {SVGElement | null} null where there is nothing to see */
export const drawLayer = (worked) => PICTURES[worked.layer.type]?.(worked) ?? null;
