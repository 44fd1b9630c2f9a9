import { byId, make } from '../../parts/dom.js';
import { percent } from '../../parts/format.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { health, outline } from './spread-health.js';
import { svg } from '../../parts/svg.js';

/** @typedef {import('../../engine/engine.js').Distribution} Distribution */
/** @typedef {import('../../engine/engine.js').LayerHistogram} LayerHistogram */

const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
/** Two digits. @param {number} value */
const short = (value) => digits.format(value).replace('-', '−');

/** One histogram with its numbers. @param {string} title what is spread */
function createHistogram(title) {
  const bars = svg('path');
  const zero = svg('line', { y1: 0, y2: 1 });
  const drawing = svg('svg', { viewBox: '0 0 64 1', preserveAspectRatio: 'none', role: 'img' }, bars, zero);
  const range = make('span', { class: 'range' }, make('span'), make('span'));
  const numbers = make('span');
  const element = make('figure', {}, make('figcaption', {}, make('b', { text: title })));
  element.append(drawing, range, numbers);

  return {
    element,
    /**
     * @param {string} name in full
     * @param {Distribution | null} distribution
     * @param {string} [why] there may be none
     */
    show(name, distribution, why = '') {
      const nothing = !distribution || distribution.zeros === 1; // zeros have no spread
      element.classList.toggle('empty', nothing);
      if (nothing) {
        const said = distribution ? 'all zeros' : why;
        bars.setAttribute('d', '');
        drawing.setAttribute('aria-label', `${name}: ${said}`);
        numbers.textContent = said;
        return;
      }
      const { low, high, mean, deviation, zeros, notFinite } = distribution;
      bars.setAttribute('d', outline(distribution));
      const at = (64 * (0 - low)) / (high - low);
      zero.setAttribute('x1', String(at));
      zero.setAttribute('x2', String(at));
      range.children[0].textContent = short(low);
      range.children[1].textContent = short(high);
      const middle = Math.abs(mean) < 1e-4 * deviation ? '0' : short(mean); // what rounding leaves of it
      const facts = [`mean ${middle}`, `deviation ${short(deviation)}`, `${percent(zeros, 0)} zeros`];
      if (notFinite > 0) facts.push(`${notFinite} no numbers`);
      numbers.textContent = facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(', '); // lines break between them
      drawing.setAttribute('aria-label', `${name}: from ${short(low)} to ${short(high)}, ${facts.join(', ')}`);
    },
  };
}

/** The histograms of a layer. @param {LayerHistogram} layer of this shape */
function createRow({ name, parameters }) {
  const words = make('span');
  const head = make('h4', {}, make('b', { text: name }), words);
  const pairs = parameters.map((parameter) => [createHistogram(parameter.name), createHistogram('its gradient')]);
  const figures = make('div', { class: 'inside-spread-figures' }, ...pairs.flat().map(({ element }) => element));

  return {
    element: make('div', { class: 'inside-spread-row' }, head, figures),
    /** @param {LayerHistogram} layer */
    show(layer) {
      const { well, words: said } = health(layer);
      words.textContent = said ? `: ${said}` : '';
      head.classList.toggle('ill', !well);
      layer.parameters.forEach(({ name: parameter, trainable, values, gradients }, i) => {
        pairs[i][0].show(`${parameter} of ${name}`, values);
        const none = trainable ? 'none before the first step' : 'none: it follows the batches';
        pairs[i][1].show(`Gradient of ${parameter} of ${name}`, gradients, none);
      });
    },
  };
}

/**
 * How the weights and gradients of each layer are spread.
 * @param {import('../../engine/engine.js').Engine} engine
 */
export function createSpread(engine) {
  const list = byId('inside-spread', HTMLDivElement);
  const problem = byId('inside-spread-problem', HTMLDivElement);
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];
  let shape = '';

  return {
    /** Draws the present weights, and the gradients of the last step. */
    async show() {
      try {
        const { layers } = await engine.histograms();
        clearProblem(problem);
        const wanted = layers.map(({ name, parameters }) => [name, ...parameters.map((each) => each.name)]).join();
        if (wanted !== shape) {
          shape = wanted;
          rows = layers.map(createRow);
          list.replaceChildren(...rows.map(({ element }) => element));
        }
        layers.forEach((layer, i) => rows[i].show(layer));
      } catch (error) {
        showProblem(problem, error);
      }
    },
  };
}
