// What is different about a run, in words: settings and layers, “Learning rate 0.001 → 0.004, dropout 0.25 → 0.1”.

import { CLASS_NAMES, SETTINGS } from '../../engine/engine.js';
import { OPENING } from '../../lab/recipes.js';
import { integer } from '../../parts/format.js';

/** @typedef {import('../../engine/engine.js').LayerDescription} Layer */
/** @typedef {import('../../engine/engine.js').Setting} Setting */
/** @typedef {import('../../lab/run.js').Settings} Settings */
/** @typedef {import('../../lab/runs.js').KeptRun} KeptRun */

/** What a layer is called in the middle of a sentence. @type {Record<string, string>} */
const CALLED = {
  Conv2D: 'convolution',
  MaxPool2D: 'max pooling',
  BatchNormalization: 'batch normalization',
  Dropout: 'dropout',
  Flatten: 'flatten',
  Dense: 'dense layer',
};

/** Fields whose numbers need no name. */
const PLAIN = ['rate', 'pool'];

/** @param {string | number | boolean | undefined} value of a run from another version of the page, perhaps none */
function inWords(value) {
  if (value === undefined) return 'unknown';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Number.isInteger(value) ? integer(Number(value)) : String(value);
}

/** @param {Settings} before @param {Settings} after @returns {string[]} */
function settingsDiffer(before, after) {
  const names = /** @type {(keyof Settings)[]} */ (Object.keys(SETTINGS));
  return names
    .filter((name) => before[name] !== after[name] && (matters(name, before) || matters(name, after)))
    .map((name) => `${SETTINGS[name].title.toLowerCase()} ${inWords(before[name])} → ${inWords(after[name])}`);
}

/** Some settings are of some optimizers only. @param {keyof Settings} name @param {Settings} settings */
function matters(name, { optimizer }) {
  const { optimizers } = /** @type {Setting} */ (SETTINGS[name]);
  return !optimizers || optimizers.includes(optimizer);
}

/** A layer with its size, as far as that names it. @param {Layer} layer */
function named(layer) {
  const { type, filters, kernel, pool, rate, units } = layer;
  const size = filters ? `${filters} × ${kernel} × ${kernel}` : (units ?? pool ?? rate);
  return `${CALLED[type] ?? type}${size === undefined ? '' : ` ${size}`}`;
}

/** @param {Layer} before @param {Layer} after of the same type */
function layerDiffers(before, after) {
  const fields = Object.keys(after).filter((field) => before[field] !== after[field]);
  // A pooling whose windows lie side by side changes its stride along with them.
  const told = fields.filter((field) => !(field === 'stride' && fields.includes('pool')));
  const changes = told.map((field) => `${PLAIN.includes(field) ? '' : `${field} `}${before[field]} → ${after[field]}`);
  return `${CALLED[after.type] ?? after.type} ${changes.join(', ')}`;
}

const sameLayer = (/** @type {Layer} */ a, /** @type {Layer} */ b) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((field) => a[field] === b[field]);

/**
 * The layers that both have, in order: a longest common subsequence.
 * @param {Layer[]} before
 * @param {Layer[]} after
 * @param {(a: Layer, b: Layer) => boolean} alike
 * @returns {[number, number][]} their places in both
 */
function common(before, after, alike) {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array(after.length + 1).fill(0));
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i][j] = alike(before[i], after[j])
        ? lengths[i + 1][j + 1] + 1
        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  /** @type {[number, number][]} */
  const pairs = [];
  for (let i = 0, j = 0; i < before.length && j < after.length;) {
    if (alike(before[i], after[j])) pairs.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}

/** @param {Layer[]} before @param {Layer[]} after @returns {string[]} */
function layersDiffer(before, after) {
  /** @type {string[]} */
  const changes = [];
  const same = [...common(before, after, sameLayer), /** @type {[number, number]} */ ([before.length, after.length])];
  let [from, to] = [0, 0];
  for (const [i, j] of same) {
    const [old, now] = [before.slice(from, i), after.slice(to, j)];
    const kept = common(old, now, (a, b) => a.type === b.type);
    for (const [a, b] of kept) changes.push(layerDiffers(old[a], now[b]));
    old.forEach((layer, at) => kept.some(([a]) => a === at) || changes.push(`${named(layer)} removed`));
    now.forEach((layer, at) => kept.some(([, b]) => b === at) || changes.push(`${named(layer)} added`));
    [from, to] = [i + 1, j + 1];
  }
  const counts = new Map(changes.map((change) => [change, changes.filter((other) => other === change).length]));
  return [...counts].map(([change, count]) => (count === 1 ? change : `${count} × ${change}`));
}

/** Classes of the visitor's own. @param {KeptRun} run @param {KeptRun | null} before */
function classesDiffer({ classes = CLASS_NAMES }, before) {
  const others = before?.classes ?? CLASS_NAMES;
  const more = classes.filter((name) => !others.includes(name)).map((name) => `with the class ${name}`);
  const fewer = others.filter((name) => !classes.includes(name)).map((name) => `without the class ${name}`);
  return [...more, ...fewer];
}

const sentence = (/** @type {string[]} */ changes) => {
  const text = changes.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/**
 * @param {KeptRun} run
 * @param {KeptRun | null} before the run before it; null for the first one, of which the network is told, and what is
 *   not as the page proposes it
 */
export function differencesInWords(run, before) {
  const start = [...classesDiffer(run, before), ...(run.fresh ? [] : ['from the weights in use'])];
  if (!before) return sentence([run.network.name, ...settingsDiffer(OPENING, run.settings), ...start]);
  const changes = [
    ...settingsDiffer(before.settings, run.settings),
    ...layersDiffer(before.network.layers, run.network.layers),
    ...start,
  ];
  return sentence(changes.length > 0 ? changes : ['the same again']);
}
