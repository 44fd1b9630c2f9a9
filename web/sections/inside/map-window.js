import { byId, make } from '../../parts/dom.js';
import {
  convolutionAt,
  corner,
  normalizationAt,
  poolAt,
  productsAt,
  strongestPlace,
  valueAt,
} from './layer-arithmetic.js';
import { paintMap, rangeOf } from './paint-map.js';

/** @typedef {import('./maps.js').Look} Look */
/** @typedef {import('./layer-arithmetic.js').Maps} Maps */
/** @typedef {import('./layer-arithmetic.js').Place} Place */
/** @typedef {import('../../engine/engine.js').LayerActivations} LayerActivations */

/** Input channels that are told one by one; the others are summed up. */
const TOLD = 6;

/** With a real minus. @param {number} value @param {number} [digits] after the point */
const number = (value, digits = 2) =>
  value
    .toFixed(digits)
    .replace(/^-(0\.0+)$/, '$1')
    .replace('-', '−');

/**
 * A small table of numbers.
 * @param {string} caption
 * @param {(string)[]} cells rows first
 * @param {number} columns
 * @param {number} [marked] the place of one that stands out
 */
function numbers(caption, cells, columns, marked = -1) {
  const table = make('table', { class: 'inside-step-numbers' });
  table.createCaption().textContent = caption;
  const body = table.createTBody();
  cells.forEach((text, i) => {
    const row = i % columns === 0 ? body.insertRow() : body.rows[body.rows.length - 1];
    const cell = row.insertCell();
    cell.textContent = text;
    if (i === marked) cell.className = 'marked';
  });
  return table;
}

/** @param {...string} parts */
const sign = (...parts) => make('p', { class: 'inside-step-sum', text: parts.join(' ') });

/**
 * One map, large, and how one of its numbers comes about.
 * @param {() => void} onOpen its layer's weights are needed now
 */
export function createMapWindow(onOpen) {
  const panel = byId('inside-map-window', HTMLDivElement);
  const title = byId('inside-map-window-title', HTMLHeadingElement);
  const large = byId('inside-map-large', HTMLCanvasElement);
  const source = byId('inside-map-source', HTMLCanvasElement);
  const row = byId('inside-map-row', HTMLInputElement);
  const column = byId('inside-map-column', HTMLInputElement);
  const where = byId('inside-map-place', HTMLParagraphElement);
  const steps = byId('inside-map-steps', HTMLDivElement);
  /** @type {{ layer: string, channel: number, button: HTMLButtonElement } | null} */
  let opened = null;
  /** @type {Look | null} */
  let look = null;

  /** The opened layer, what goes into it, and the chosen place. */
  function current() {
    if (!opened || !look) return null;
    const index = look.layers.findIndex(({ name }) => name === opened?.layer);
    const layer = look.layers[index];
    if (!layer || opened.channel >= layer.shape[2]) return null;
    const place = { row: Number(row.value), column: Number(column.value), channel: opened.channel };
    return { layer, input: index === 0 ? look.picture : look.layers[index - 1], place };
  }

  /** @param {HTMLCanvasElement} canvas @param {number} x @param {number} y @param {number} size */
  function outline(canvas, x, y, size) {
    const context = canvas.getContext('2d');
    if (!context) return;
    const scale = canvas.width / Number(canvas.dataset.columns);
    for (const [style, width] of /** @type {const} */ ([
      ['#000', 7],
      ['#ff5c9d', 3],
    ])) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.strokeRect(x * scale, y * scale, size * scale, size * scale);
    }
  }

  /**
   * A map at 336 px, so that an outline can be finer than its pixels.
   * @param {HTMLCanvasElement} canvas
   * @param {import('./layer-arithmetic.js').Maps} maps
   * @param {number} channel
   */
  function enlarge(canvas, maps, channel) {
    const small = document.createElement('canvas');
    const channels = maps.shape[2];
    const { low, high } = rangeOf(maps.values.filter((_, i) => i % channels === channel));
    paintMap(small, maps, channel, { low: Math.min(0, low), high });
    canvas.width = 336;
    canvas.height = Math.round((336 * maps.shape[0]) / maps.shape[1]);
    canvas.dataset.columns = String(maps.shape[1]);
    const context = canvas.getContext('2d');
    if (!context) return;
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
  }

  /** @param {LayerActivations} layer @param {import('./layer-arithmetic.js').Maps} input @param {Place} place */
  function convolution(layer, input, place) {
    const parameters = look?.parameters.get(layer.name);
    if (!parameters?.kernel || !layer.window) return; // they come with the next look
    const { contributions, bias, sum, output } = convolutionAt(layer, parameters, input, place);
    const relu = layer.activation === 'relu';
    const end = relu ? sign(`ReLU: max(0, ${number(sum)}) =`, number(output)) : sign('=', number(output));
    if (contributions.length === 1) {
      const products = productsAt(layer, parameters, input, place, 0);
      const { size } = layer.window;
      const column = (/** @type {'input' | 'weight' | 'product'} */ key) => products.map((each) => number(each[key]));
      steps.replaceChildren(
        numbers('Window of the picture', column('input'), size),
        sign('×'),
        numbers('Filter', column('weight'), size),
        sign('='),
        numbers('Products', column('product'), size),
        sign(`Sum ${number(contributions[0])} + bias ${number(bias)} =`, number(sum)),
        end,
      );
      return;
    }
    const order = contributions.map((_, i) => i);
    order.sort((a, b) => Math.abs(contributions[b]) - Math.abs(contributions[a]));
    const rest = order.slice(TOLD).reduce((total, i) => total + contributions[i], 0);
    const table = make('table', { class: 'inside-step-channels' });
    table.createCaption().textContent = `What each of the ${contributions.length} maps below its window adds, the largest first`;
    const body = table.createTBody();
    const told = order.slice(0, TOLD).map((i) => [`map ${i + 1}`, contributions[i]]);
    if (order.length > TOLD) told.push([`the other ${order.length - TOLD}`, rest]);
    for (const [name, value] of [...told, ['bias', bias]]) {
      const line = body.insertRow();
      line.append(Object.assign(document.createElement('th'), { scope: 'row', textContent: name }));
      line.insertCell().textContent = number(Number(value));
    }
    steps.replaceChildren(table, sign('Sum =', number(sum)), end);
  }

  /** @param {LayerActivations} layer @param {import('./layer-arithmetic.js').Maps} input @param {Place} place */
  function pooling(layer, input, place) {
    const choice = poolAt(layer, input, place);
    const most = Math.max(...choice.map((value) => value ?? -Infinity));
    steps.replaceChildren(
      numbers(
        `Window of map ${place.channel + 1} of the layer before`,
        choice.map((value) => (value === null ? '' : number(value))),
        layer.window?.size ?? 1,
        choice.indexOf(most),
      ),
      sign('The largest:', number(most)),
    );
  }

  /** @param {LayerActivations} layer @param {import('./layer-arithmetic.js').Maps} input @param {Place} place */
  function normalization(layer, input, place) {
    const parameters = look?.parameters.get(layer.name);
    const step = parameters && normalizationAt(parameters, input, place);
    if (!step) return; // they come with the next look
    const said = (/** @type {keyof typeof step} */ name) => number(step[name], 3);
    steps.replaceChildren(
      sign(
        `The value at this place, ${said('value')}, less the map’s usual mean, ${said('mean')},`,
        `over its usual deviation, ${said('deviation')}: how unusual it is.`,
      ),
      sign(`Times gamma, ${said('gamma')}, plus beta, ${said('beta')}: ${said('output')}`),
    );
  }

  function draw() {
    const now = current();
    if (!now) return;
    const { layer, input, place } = now;
    row.max = String(layer.shape[0] - 1);
    column.max = String(layer.shape[1] - 1);
    place.row = Number(row.value);
    place.column = Number(column.value);
    title.textContent = `Map ${place.channel + 1} of ${layer.name}`;
    where.textContent =
      `Row ${place.row + 1}, column ${place.column + 1}: ` +
      number(valueAt(layer, place.row, place.column, place.channel));
    enlarge(large, layer, place.channel);
    outline(large, place.column, place.row, 1);
    const convolved = layer.type === 'Conv2D';
    enlarge(source, input, convolved ? 0 : place.channel);
    source.parentElement?.toggleAttribute('hidden', convolved && input.shape[2] > 1);
    if (layer.window) {
      const start = corner(layer.window, place);
      outline(source, start.column, start.row, layer.window.size);
    } else outline(source, place.column, place.row, 1);
    if (convolved) convolution(layer, input, place);
    else if (layer.window) pooling(layer, input, place);
    else normalization(layer, input, place);
  }

  function close() {
    opened?.button.removeAttribute('aria-pressed');
    opened = null;
    panel.hidden = true;
  }

  for (const range of [row, column]) range.addEventListener('input', draw);
  large.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    const now = current();
    if (!now) return;
    const [height, width] = now.layer.shape;
    column.value = String(Math.floor((offsetX / large.clientWidth) * width));
    row.value = String(Math.floor((offsetY / large.clientHeight) * height));
    draw();
  });
  byId('inside-map-close', HTMLButtonElement).addEventListener('click', () => {
    const button = opened?.button;
    close();
    button?.focus();
  });
  // Also from the button that opened it.
  byId('inside-maps', HTMLDivElement).addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && opened) byId('inside-map-close', HTMLButtonElement).click();
  });

  return {
    /**
     * @param {string} layer
     * @param {number} channel
     * @param {HTMLButtonElement} button that was pressed for it
     * @param {HTMLElement} place behind whose content it opens
     */
    open(layer, channel, button, place) {
      const same = opened?.button === button;
      const inLayer = opened?.layer === layer;
      close();
      if (same) return;
      opened = { layer, channel, button };
      button.setAttribute('aria-pressed', 'true');
      place.append(panel);
      panel.hidden = false;
      const now = current();
      if (now && !inLayer) {
        row.max = String(now.layer.shape[0] - 1);
        column.max = String(now.layer.shape[1] - 1);
        const strongest = strongestPlace(now.layer, now.input, channel);
        row.value = String(strongest.row);
        column.value = String(strongest.column);
      }
      steps.replaceChildren();
      draw();
      onOpen();
    },
    close,
    /** Whose weights are needed; empty for none. */
    layer: () => {
      const layer = look?.layers.find(({ name }) => name === opened?.layer);
      return opened && layer && layer.type !== 'MaxPool2D' ? opened.layer : '';
    },
    /** @param {Look} newest */
    show(newest) {
      look = newest;
      if (opened) draw();
    },
  };
}
