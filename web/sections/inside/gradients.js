// Checks the gradients: backpropagation's beside those found by trying, layer by layer. Loaded when it is asked for.

import { byId, heading, make } from '../../parts/dom.js';
import { readSamples } from '../../parts/samples.js';
import { svg } from '../../parts/svg.js';
import { checkInWords, errorText, gradientText, kinksOf, relativeError } from './gradient-words.js';

/** @typedef {import('../../engine/engine.js').CheckedGradient} CheckedGradient */
/** @typedef {import('../../engine/engine.js').CheckedLayer} CheckedLayer */

/** Both ways as dots: on the diagonal they agree. @param {string} name in full @param {CheckedGradient[]} gradients */
function diagram(name, gradients) {
  const most = Math.max(...gradients.flatMap(({ analytic, numerical }) => [Math.abs(analytic), Math.abs(numerical)]));
  const at = (/** @type {number} */ value) => (most === 0 ? 0 : (46 * value) / most);
  const dots = gradients.map((gradient) =>
    svg('circle', {
      cx: at(gradient.analytic),
      cy: -at(gradient.numerical),
      r: 3,
      ...(kinksOf(gradient) > 0 && { class: 'kinked' }),
    }),
  );
  const picture = svg(
    'svg',
    { viewBox: '-50 -50 100 100', role: 'img' },
    svg('path', { d: 'M-50 0H50M0-50V50' }),
    svg('path', { class: 'diagonal', d: 'M-50 50L50-50' }),
    ...dots,
  );
  const kinked = gradients.filter((gradient) => kinksOf(gradient) > 0).length;
  const error = errorText(relativeError(gradients));
  picture.setAttribute(
    'aria-label',
    `Gradient of ${name}: ${gradients.length} dots, ${error} off the diagonal, ${kinked} of them across kinks`,
  );
  return { picture, range: `±${gradientText(most)}`, error };
}

/** @param {string} layer its name @param {CheckedLayer['parameters'][number]} parameter */
function createFigure(layer, { name, gradients }) {
  const { picture, range, error } = diagram(`${name} of ${layer}`, gradients);
  const caption = make('figcaption', {}, make('b', { text: name }));
  return make(
    'figure',
    {},
    caption,
    picture,
    make('span', { text: `axes ${range}` }),
    make('span', { text: `${error} apart` }),
  );
}

/** The same in numbers. @param {string} layer its name @param {CheckedLayer} checked */
function createTable(layer, { parameters }) {
  const heads = ['Number', 'Backpropagation', 'Difference', 'Apart', 'Kinks'];
  const rows = parameters.flatMap(({ name, gradients }) =>
    gradients.map((gradient) =>
      make(
        'tr',
        {},
        heading('row', `${name} [${gradient.place.join(', ')}]`),
        make('td', { text: gradientText(gradient.analytic) }),
        make('td', { text: gradientText(gradient.numerical) }),
        make('td', { text: errorText(relativeError([gradient])) }),
        make('td', { text: String(kinksOf(gradient)) }),
      ),
    ),
  );
  const table = make(
    'table',
    { class: 'numbers' },
    make('caption', { class: 'visually-hidden', text: `Gradients of ${layer}` }),
    make('thead', {}, make('tr', {}, ...heads.map((head) => heading('col', head)))),
    make('tbody', {}, ...rows),
  );
  return make('details', {}, make('summary', { text: `The numbers of ${layer}` }), table);
}

/** @param {string} layer its name @param {CheckedLayer} checked */
const createRow = (layer, checked) =>
  make(
    'div',
    { class: 'inside-gradients-row' },
    make('h4', {}, make('b', { text: layer })),
    make('div', { class: 'inside-gradients-figures' }, ...checked.parameters.map((each) => createFigure(layer, each))),
    createTable(layer, checked),
  );

/** One test image of each class. */
async function readExamples() {
  const samples = await readSamples();
  return {
    pixels: Uint8Array.from(samples.flatMap(({ pixels }) => [...pixels])),
    labels: samples.map(({ label }) => label),
  };
}

/**
 * Checks the network in use, layer by layer; between two of them a run may go on.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {(layer: string) => void} onLayer it is the next
 */
export async function checkGradients({ engine }, onLayer) {
  const examples = await readExamples();
  const { layers } = await engine.summary();
  /** @type {CheckedLayer[]} */
  const all = [];
  const rows = [];
  for (const { name, parameters } of layers) {
    if (parameters === 0) continue;
    onLayer(name);
    const checked = await engine.checkGradients(name, examples);
    all.push(checked);
    rows.push(createRow(name, checked));
  }
  byId('inside-gradients', HTMLDivElement).replaceChildren(...rows);
  const { found, why } = checkInWords(all);
  byId('inside-gradients-found', HTMLParagraphElement).textContent = found;
  byId('inside-gradients-why', HTMLParagraphElement).textContent = why;
  byId('inside-gradients-result', HTMLDivElement).hidden = false;
}
