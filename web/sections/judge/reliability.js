import { byId, make } from '../../parts/dom.js';
import { integer, percent } from '../../parts/format.js';
import { expectedCalibrationError, reliability, sureness } from '../../parts/metrics.js';
import { svg } from '../../parts/svg.js';

/** @typedef {import('../../parts/metrics.js').Answer} Answer */
/** @typedef {import('../../parts/metrics.js').Bin} Bin */

/** Bins of the diagram, as many as in Guo et al., 2017. */
const BINS = 15;

// Where things are in the drawing, in its own units.
const LEFT = 48;
const TOP = 8;
const SIZE = 200;
const STRIP = { top: 216, height: 18 };
const WIDTH = 268;

/** How sure the network is, held against how often it is right. */
export function createReliability() {
  const drawing = byId('judge-reliability', SVGSVGElement);
  const note = byId('judge-reliability-note', HTMLParagraphElement);
  const table = byId('judge-bins', HTMLTableElement);
  const hint = byId('judge-bins-empty', HTMLParagraphElement);

  const x = (/** @type {number} */ share) => LEFT + share * WIDTH;
  const y = (/** @type {number} */ share) => TOP + (1 - share) * SIZE;

  /** @param {Bin[]} bins */
  function draw(bins) {
    const all = bins.reduce((sum, { count }) => sum + count, 0);
    const most = Math.max(1, ...bins.map(({ count }) => count));
    drawing.replaceChildren(
      ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
        svg('line', { class: 'grid', x1: x(0), x2: x(1), y1: y(share), y2: y(share) }),
        svg('text', { x: LEFT - 6, y: y(share) + 4, 'text-anchor': 'end' }, percent(share, 0)),
        svg('text', { x: x(share), y: 248, 'text-anchor': share === 1 ? 'end' : 'middle' }, percent(share, 0)),
      ]),
      svg('text', { x: x(0.5), y: 264, 'text-anchor': 'middle' }, 'how sure it is'),
      svg('text', { x: x(0) + 6, y: y(1) + 14 }, 'how often it is right'),
      ...bins.filter(({ count }) => count > 0).flatMap((bin) => bars(bin, bin.count / most)),
      svg('line', { class: 'ideal', x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    );
    if (all === 0) return;
    drawing.append(svg('text', { x: LEFT - 6, y: STRIP.top + 13, 'text-anchor': 'end' }, 'images'));
  }

  /** @param {Bin} bin @param {number} height of its count, as a share of the fullest */
  function bars({ from, to, confidence, accuracy }, height) {
    const [left, width] = [x(from) + 1, (to - from) * WIDTH - 2];
    const [low, high] = [Math.min(accuracy, confidence), Math.max(accuracy, confidence)];
    return [
      svg('rect', { class: 'right', x: left, width, y: y(accuracy), height: accuracy * SIZE }),
      svg('rect', { class: 'gap', x: left, width, y: y(high), height: (high - low) * SIZE }),
      svg('line', { class: 'sure', x1: left, x2: left + width, y1: y(confidence), y2: y(confidence) }),
      svg('rect', {
        class: 'images',
        x: left,
        width,
        y: STRIP.top + STRIP.height * (1 - height),
        height: STRIP.height * height,
      }),
    ];
  }

  /** @param {Bin[]} bins */
  function list(bins) {
    const rows = bins
      .filter(({ count }) => count > 0)
      .map(({ from, to, count, confidence, accuracy }) => [
        `${percent(from)} to ${percent(to)}`,
        integer(count),
        percent(confidence),
        percent(accuracy),
      ]);
    table.hidden = rows.length === 0;
    hint.hidden = rows.length > 0;
    table.tBodies[0].replaceChildren(
      ...rows.map((cells) => make('tr', {}, ...cells.map((text) => make('td', { text })))),
    );
  }

  /** @param {Answer[] | null} answers null while nothing is known */
  function show(answers) {
    const bins = reliability(answers ?? [], BINS);
    draw(bins);
    list(bins);
    if (!answers) {
      note.textContent = 'Press Test the network, and the bars appear here.';
      return;
    }
    const { confidence, accuracy, degree } = sureness(answers);
    note.textContent =
      `Expected calibration error: ${percent(expectedCalibrationError(bins))}, over ${BINS} bins of equal width. ` +
      `On average it is ${percent(confidence)} sure and ${percent(accuracy)} right: ${inWords(degree)}. ` +
      'The tinted part of each bar is the distance between the two.';
  }

  show(null);
  return { show };
}

/** @param {number} degree of its confidence, see sureness() */
function inWords(degree) {
  if (degree === 0) return 'it knows how sure it can be';
  const little = Math.abs(degree) === 1 ? 'a little ' : '';
  return degree > 0 ? `it is ${little}too sure of itself` : `it could be ${little}surer of itself`;
}
