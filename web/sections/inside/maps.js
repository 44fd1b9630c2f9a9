import { IMAGE_SIDE } from '../../engine/engine.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { byId, make } from '../../parts/dom.js';
import { chance, integer } from '../../parts/format.js';
import { createAtlas } from './map-atlas.js';
import { rangeOf } from './paint-map.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { createMapWindow } from './map-window.js';

/** @typedef {import('../../engine/engine.js').LayerActivations} LayerActivations */
/** @typedef {import('../../engine/engine.js').Parameter} Parameter */
/** @typedef {import('../../engine/engine.js').Summary} Summary */
/** @typedef {{ name: string, show: (layer: LayerActivations, kernel?: Parameter) => void }} Row of one layer */

/** Layers that change nothing which could be drawn: Dropout is off when the network answers. */
const UNDRAWN = ['Dropout', 'Flatten'];

/** The side of a filter's picture, in CSS pixels. */
const FILTER = 24;
/** So many maps or units of a layer are shown: what is beyond can neither be told apart nor drawn in time. */
const MOST_SHOWN = 128;
/** So many are made at once; more would hold the page up. */
const MADE_AT_ONCE = 512;
/** A few values of a layer are far above all others; without this they alone would be seen. */
const FAINT = 0.5;

/** What is asked of the engine for a picture. @typedef {Awaited<ReturnType<typeof fetchInside>>} Look */

/**
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {Uint8Array} pixels
 * @param {string[]} names of layers whose weights are wanted, too
 */
async function fetchInside(engine, pixels, names) {
  const unique = [...new Set(names)];
  // Asked for together, so that no step of a run comes in between.
  const [{ layers }, ...parameters] = await Promise.all([
    engine.inside(pixels),
    ...unique.map((name) => engine.parameters(name)),
  ]);
  const picture = { shape: [IMAGE_SIDE, IMAGE_SIDE, 1], values: Float32Array.from(pixels, (value) => value / 255) };
  return { layers, picture, parameters: new Map(unique.map((name, i) => [name, parameters[i]])) };
}

/**
 * The network drawn as its maps.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {() => void} again asks for another show()
 */
export function createMaps(engine, classes, again) {
  const rows = byId('inside-maps', HTMLDivElement);
  const note = byId('inside-maps-note', HTMLParagraphElement);
  const problem = byId('inside-maps-problem', HTMLDivElement);
  const mapWindow = createMapWindow(again);
  /** @type {Map<string, Row>} */
  let shown = new Map();
  /** @type {Summary['layers']} */
  let layers = [];
  let outputLayer = '';
  let firstConvolution = '';

  /** @param {Summary['layers'][number]} layer @param {HTMLElement} head @returns {Row} */
  function mapsRow(layer, head) {
    const [height, width, channels] = layer.outputShape;
    const first = layer.name === firstConvolution;
    const grid = make('div', { class: 'inside-maps-grid' });
    grid.setAttribute('role', 'group');
    grid.setAttribute('aria-label', `Maps of ${layer.name}`);
    const { side, tall } = sizes(width, first);
    grid.style.setProperty('--side', `${side}px`);
    grid.style.setProperty('--tall', `${tall}px`);
    const atlas = createAtlas(grid, { side, tall });
    const count = Math.min(channels, MOST_SHOWN);
    for (let channel = 0; channel < count; channel++) {
      const button = make('button');
      button.type = 'button';
      button.setAttribute('aria-label', `Open map ${channel + 1} of ${layer.name}`);
      button.addEventListener('click', () => mapWindow.open(layer.name, channel, button, frame));
      grid.append(button);
    }
    arrowKeys(grid)();
    const silent = make('span');
    head.append(`: ${integer(channels)} maps of ${width} × ${height}${cut(channels)}`, silent);
    const frame = make('div', {}, grid);
    rows.append(make('div', { class: 'inside-maps-row' }, head, frame));
    return {
      name: layer.name,
      show(activations, kernel) {
        const { low, high } = rangeOf(activations.values);
        const range = { low: Math.min(0, low), high };
        atlas.begin(count);
        atlas.draw(activations, { size: side, top: 0, range: () => range, gamma: FAINT });
        if (first && kernel) drawFilters(atlas, kernel, side + 4);
        silent.textContent = silence(activations);
      },
    };
  }

  /** @param {Summary['layers'][number]} layer @param {HTMLElement} head @returns {Row} */
  function unitsRow(layer, head) {
    const [units] = layer.outputShape;
    const output = layer.name === outputLayer;
    const strip = make('div', { class: output ? 'units outputs' : 'units' });
    strip.setAttribute('role', 'img');
    strip.setAttribute('aria-label', `Units of ${layer.name}`);
    const bars = Array.from({ length: Math.min(units, MOST_SHOWN) }, (_, unit) => {
      const bar = make('span', output ? { data: { class: String(unit) } } : {});
      strip.append(bar);
      return bar;
    });
    head.append(`: ${integer(units)} ${output ? 'probabilities' : 'units'}${cut(units)}`);
    rows.append(make('div', { class: 'inside-maps-row' }, head, strip));
    return {
      name: layer.name,
      show({ values }) {
        const { high } = rangeOf(values);
        const scale = output ? 1 : high > 0 ? high : 1;
        bars.forEach((bar, unit) => bar.style.setProperty('--share', String(Math.max(0, values[unit] / scale))));
        const top = values.indexOf(high);
        const on = values.filter((value) => value > 0).length;
        const what = output
          ? `The output: ${classes.names[top]}, ${chance(high)}`
          : `${on} of ${units} units of ${layer.name} answer; number ${top + 1} the loudest`;
        strip.setAttribute('aria-label', what);
      },
    };
  }

  new ResizeObserver(again).observe(rows);

  /** Makes room for the network's maps: first when they come into view, since they are many. */
  async function build() {
    const drawn = layers.filter(({ type }) => !UNDRAWN.includes(type));
    const shape = JSON.stringify(drawn);
    if (shape === rows.dataset.shape) return;
    rows.dataset.shape = shape;
    outputLayer = drawn.at(-1)?.name ?? '';
    firstConvolution = drawn[0]?.type === 'Conv2D' ? drawn[0].name : '';
    mapWindow.close();
    rows.replaceChildren();
    shown = new Map();
    let made = 0;
    for (const layer of drawn) {
      const head = make('h4', {}, make('b', { text: layer.name }));
      const row = layer.outputShape.length === 3 ? mapsRow(layer, head) : unitsRow(layer, head);
      shown.set(layer.name, row);
      made += Math.min(layer.outputShape.at(-1) ?? 0, MOST_SHOWN);
      if (made < MADE_AT_ONCE) continue;
      made = 0;
      await new Promise(requestAnimationFrame);
    }
  }

  return {
    /** @param {Summary} summary of the network whose maps are to be drawn from now on */
    setNetwork(summary) {
      layers = summary.layers;
      rows.style.minHeight = `${heightOf(layers, rows.clientWidth)}px`; // so that nothing jumps when they come
    },

    /** @param {Uint8Array | null} pixels what the network sees */
    async show(pixels) {
      await build();
      rows.classList.toggle('empty', pixels === null);
      note.hidden = pixels !== null;
      if (pixels === null) return;
      const names = [firstConvolution, mapWindow.layer()].filter((name) => name !== '');
      try {
        const look = await fetchInside(engine, pixels, names);
        clearProblem(problem);
        for (const layer of look.layers) {
          shown.get(layer.name)?.show(layer, look.parameters.get(layer.name)?.kernel);
          await new Promise(requestAnimationFrame); // all in one frame would hold the page up
        }
        mapWindow.show(look);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'bad-settings') return; // another network meanwhile
        showProblem(problem, error);
      }
    },
  };
}

/** How large a map is shown, in pixels. @param {number} width of the map @param {boolean} first with its filter below */
function sizes(width, first) {
  const side = width > 20 ? 51 : 24;
  return { side, tall: first ? side + FILTER + 8 : side };
}

/** What the rows will take, nearly, in pixels. @param {Summary['layers']} layers @param {number} width of the rows */
function heightOf(layers, width) {
  const [gap, head, between, units, widest] = [3, 22, 24, 48, 864];
  const drawn = layers.filter(({ type }) => !UNDRAWN.includes(type));
  return drawn.reduce((height, { type, outputShape }, i) => {
    if (outputShape.length !== 3) return height + head + units + between;
    const { side, tall } = sizes(outputShape[1], i === 0 && type === 'Conv2D');
    const columns = Math.max(1, Math.floor((Math.min(width, widest) + gap) / (side + gap)));
    const lines = Math.ceil(Math.min(outputShape[2], MOST_SHOWN) / columns);
    return height + head + lines * (tall + gap) + between;
  }, 0);
}

/** @param {number} count of maps or units */
const cut = (count) => (count > MOST_SHOWN ? `, the first ${MOST_SHOWN} are shown` : '');

/**
 * Below each map its filter, each on its own scale, grey for 0.
 * @param {ReturnType<typeof createAtlas>} atlas
 * @param {Parameter} kernel
 * @param {number} top
 */
function drawFilters(atlas, { shape: [height, width, inputs, outputs], values }, top) {
  const range = (/** @type {number} */ channel) => {
    const { low, high } = rangeOf(values.filter((_, i) => i % outputs === channel));
    const most = Math.max(-low, high);
    return { low: -most, high: most };
  };
  // Of several input channels, such as those of a colour picture, the first is shown.
  const first = values.filter((_, i) => Math.floor(i / outputs) % inputs === 0);
  atlas.draw({ shape: [height, width, outputs], values: first }, { size: FILTER, top, range, gamma: 1 });
}

/**
 * How many maps of a layer are all zeros.
 * @param {LayerActivations} layer
 */
function silence({ shape, values, activation }) {
  if (activation !== 'relu') return '';
  const channels = shape[2];
  const heard = new Set();
  values.forEach((value, i) => value !== 0 && heard.add(i % channels));
  const silent = channels - heard.size;
  return silent === 0 ? '' : `; ${silent === channels ? 'all' : integer(silent)} silent for this picture`;
}
