// The network that a visitor builds, and all that was done to it, so that it can be undone and redone. The one in
// use stays what it is until the draft takes its place.

import { EngineError } from '../engine/engine.js';
import { latest } from '../parts/latest.js';
import { readNumber } from '../parts/number.js';
import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').LayerDescription} Layer */
/** @typedef {import('../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../engine/engine.js').Outline} Outline */

/** What a network is called that is like none of those to begin with. */
const OWN_NAME = 'Own network';

/** Nobody takes back more than so many changes. */
const MOST_UNDONE = 100;

/** Whether two lists of layers describe the same network. @param {Layer[]} a @param {Layer[]} b */
export function sameLayers(a, b) {
  const same = (/** @type {Layer} */ one, /** @type {Layer} */ other) =>
    Object.keys(one).length === Object.keys(other).length &&
    Object.keys(one).every((field) => one[field] === other[field]);
  return a.length === b.length && a.every((layer, i) => same(layer, b[i]));
}

export class Draft extends Fact {
  /** What it is compared with: what Train takes while nothing is changed. @type {NetworkDescription} */
  base = { name: '', input: [28, 28, 1], layers: [] };
  /** The networks to begin with, once they are there. @type {NetworkDescription[]} */
  presets = [];
  /** Shapes and parameters of its layers; null while they are unknown. @type {Outline | null} */
  outline = null;
  /** Why it cannot work, once that is known; layer 0: none of them is to blame. @type {Outline['problem']} */
  problem = null;

  /** @type {Layer[]} Never changed in place, and neither are its layers. */
  #layers = [];
  /** @type {Layer[][]} */
  #past = [];
  /** What was undone, the last first to come back. @type {Layer[][]} */
  #future = [];
  /** The field that is being typed in: all that is typed there is one change. */
  #typing = '';
  #outline;

  /**
   * @param {import('./news.js').News} news
   * @param {Pick<import('../engine/engine.js').Engine, 'summarise'>} engine which knows what can work
   */
  constructor(news, engine) {
    super(news);
    this.#outline = latest(async (/** @type {NetworkDescription} */ asked) => {
      const known = await askAbout(engine, asked);
      if (asked.layers !== this.#layers || !known) return; // another answer is on its way, or none
      Object.assign(this, known);
      this.changed();
    });
  }

  get layers() {
    return this.#layers;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Whether it is another network than the base. */
  get differs() {
    return !sameLayers(this.#layers, this.base.layers);
  }

  /** Its place among the networks to begin with; -1 when it is none of them. */
  get preset() {
    return this.presets.findIndex(({ layers }) => sameLayers(layers, this.#layers));
  }

  /** The whole network. @returns {NetworkDescription} */
  get description() {
    const { name } = this.differs ? (this.presets[this.preset] ?? { name: OWN_NAME }) : this.base;
    return { name, input: this.base.input, layers: this.#layers };
  }

  /** @param {NetworkDescription[]} presets networks to begin with */
  offer(presets) {
    this.presets = presets;
    this.changedNow();
  }

  /** Another base, which takes the place of what was built. @param {NetworkDescription} base with all fields */
  show(base) {
    this.base = base;
    if (this.differs) this.#change(base.layers);
    this.changedNow();
  }

  /** Other layers. @param {Layer[]} layers */
  replace(layers) {
    if (!sameLayers(layers, this.#layers)) this.#change(layers);
  }

  /** @param {number} at its place from then on @param {Layer} layer */
  insert(at, layer) {
    this.#change([...this.#layers.slice(0, at), layer, ...this.#layers.slice(at)]);
  }

  /** @param {number} at */
  remove(at) {
    this.#change(this.#layers.filter((_, i) => i !== at));
  }

  /** @param {number} from @param {number} to its place from then on */
  move(from, to) {
    const others = this.#layers.filter((_, i) => i !== from);
    this.#change([...others.slice(0, to), this.#layers[from], ...others.slice(to)]);
  }

  /**
   * Gives a field of a layer another value.
   * @param {number} at
   * @param {string} field
   * @param {string | number} value
   */
  set(at, field, value) {
    const layers = this.#layers.map((layer, i) => (i === at ? withField(layer, field, value) : layer));
    const typing = `${at} ${field}`;
    if (typing !== this.#typing) return this.#change(layers, typing);
    this.#put(layers, typing);
  }

  /** What is typed from now on is another change. */
  settle() {
    this.#typing = '';
  }

  /** Takes the last change back. */
  undo() {
    this.#step(this.#past, this.#future);
  }

  /** Makes the change again that was taken back last. */
  redo() {
    this.#step(this.#future, this.#past);
  }

  /** @param {Layer[][]} from @param {Layer[][]} to */
  #step(from, to) {
    const layers = from.pop();
    if (!layers) return;
    to.push(this.#layers);
    this.#put(layers, '');
  }

  /** @param {Layer[]} layers @param {string} [typing] */
  #change(layers, typing = '') {
    if (this.#layers.length > 0) this.#past.push(this.#layers);
    this.#past = this.#past.slice(-MOST_UNDONE);
    this.#future = [];
    this.#put(layers, typing);
  }

  /** @param {Layer[]} layers @param {string} typing the field that is being typed in: what is known of the others stays */
  #put(layers, typing) {
    this.#layers = layers;
    this.#typing = typing;
    if (!typing) this.outline = this.problem = null;
    this.#outline(this.description);
    this.changed();
  }
}

/**
 * @param {Pick<import('../engine/engine.js').Engine, 'summarise'>} engine
 * @param {NetworkDescription} network
 * @returns {Promise<{ outline: Outline | null, problem: Outline['problem'] } | null>} null: the engine has stopped, of
 *   which the run tells
 */
async function askAbout(engine, network) {
  try {
    const outline = await engine.summarise(network);
    return { outline, problem: outline.problem };
  } catch (error) {
    const bad = error instanceof EngineError && error.code === 'bad-description';
    return bad ? { outline: null, problem: { layer: 0, message: error.message } } : null;
  }
}

/**
 * A pooling's windows lie side by side unless one asks for something else, so while its stride is as long
 * as its window, it stays so.
 * @param {Layer} layer @param {string} field @param {string | number} value
 * @returns {Layer}
 */
function withField(layer, field, value) {
  const changed = { ...layer, [field]: value };
  return field === 'pool' && layer.stride === layer.pool ? { ...changed, stride: value } : changed;
}

/**
 * What stands in a field, as the engine wants it: a number, or the text that is none, which it refuses
 * with a sentence.
 * @param {string} text
 * @param {boolean} whole whether the field takes whole numbers only
 */
export function valueOf(text, whole) {
  const value = readNumber(text, whole);
  return typeof value === 'number' ? value : text.trim();
}
