// What the spread of a layer's weights and gradients says of its health: plain arithmetic, no page.

import { integer } from '../../parts/format.js';

/** @typedef {import('../../engine/engine.js').Distribution} Distribution */
/** @typedef {import('../../engine/engine.js').LayerHistogram} LayerHistogram */

/**
 * Weights spread so many times as far as fresh ones are on their way out, and so are those whose
 * gradients are so many times as large: a first convolution that is well has gradients of its own size.
 */
const FAR = 10;

/** How large numbers are: the root of their mean square. @param {Distribution} numbers */
const size = ({ mean, deviation }) => Math.hypot(mean, deviation);

/**
 * Whether a layer learns, in words.
 * @param {LayerHistogram} layer
 * @returns {{ well: boolean, words: string }} words: perhaps none
 */
export function health({ parameters, units }) {
  const ill = (/** @type {string} */ words) => ({ well: false, words });
  const gradients = parameters.flatMap(({ gradients: each }) => each ?? []);
  if ([...gradients, ...parameters.map(({ values }) => values)].some(({ notFinite }) => notFinite > 0))
    return ill('Exploding: its gradients have outgrown all numbers. Choose a smaller learning rate.');
  const unreached = gradients.length > 0 && gradients.every(({ zeros }) => zeros === 1);
  if (units && units.dead === units.units) {
    const silent = `Dead: none of its ${integer(units.units)} units answers to any of ${integer(units.images)} images`;
    return ill(unreached ? `${silent}, and no gradient reaches it, so it cannot recover.` : `${silent}.`);
  }
  if (unreached) return ill('No gradient reaches this layer: it has stopped learning.');
  for (const { values, gradients: each, freshDeviation } of parameters) {
    if (freshDeviation === 0) continue; // biases begin at 0, so that any gradient is larger
    if (each && size(each) > FAR * size(values))
      return ill('Exploding: its gradients are far larger than its weights. Choose a smaller learning rate.');
    const times = values.deviation / freshDeviation;
    if (times > FAR)
      return ill(
        `Exploding: its weights are spread ${integer(times)} times as far as fresh ones. ` +
          'Choose a smaller learning rate.',
      );
  }
  if (!units) return { well: true, words: '' };
  const of = `of its ${integer(units.units)} units`;
  const images = `${integer(units.images)} images`;
  if (2 * units.dead >= units.units) return ill(`Half dead: ${integer(units.dead)} ${of} answer to none of ${images}.`);
  const answer = units.dead === 1 ? 'answers' : 'answer';
  if (units.dead > 0) return { well: true, words: `${integer(units.dead)} ${of} ${answer} to none of ${images}.` };
  return { well: true, words: `All ${integer(units.units)} units answer, each to some of ${images}.` };
}

/**
 * The outline of a histogram, as an SVG path in a box one bin wide for each bin and 1 high.
 * Heights are square roots of the counts.
 * @param {Distribution} distribution
 */
export function outline({ bins }) {
  const most = Math.max(1, ...bins);
  const heights = bins.map((count) => 1 - Math.sqrt(count / most));
  return `M0 1${heights.map((y) => `V${y.toFixed(3)}h1`).join('')}V1Z`;
}
