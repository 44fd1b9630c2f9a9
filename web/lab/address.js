// A whole experiment as the part of an address behind its #: network, settings and seed, in short readable words, of
// which only those are written that differ from the notebook's.
//
//   net=conv32-3.relu,pool2,drop0.25,flat,dense10.softmax&epochs=5&lr=0.004&seed=7
//
// Whoever opens an address need not trust who wrote it: it is read strictly, and by the same readers as the form.

import { DEFAULT_SETTINGS, SETTINGS } from '../engine/engine.js';
import { readNumber, readSetting } from '../parts/number.js';
import { sameLayers } from './draft.js';

/** @typedef {import('../engine/engine.js').LayerDescription} Layer */
/** @typedef {import('../engine/engine.js').Setting} Setting */
/** @typedef {import('./run.js').Settings} Settings */
/** @typedef {keyof Settings} Name */

/** Longer ones are none of ours: 64 layers with all their words, and all settings, take less. */
const MOST_CHARACTERS = 4000;

const NETWORK = 'net';

/** Settings that are called otherwise in an address; the others have their own names. @type {Partial<Record<Name, string>>} */
const SHORT = {
  batchSize: 'batch',
  learningRate: 'lr',
  trainingImages: 'images',
  weightDecay: 'decay',
  labelSmoothing: 'smoothing',
  dropoutScale: 'dropout',
};

const NAMES = /** @type {Name[]} */ (Object.keys(SETTINGS));
const TABLE = /** @type {Record<Name, Setting>} */ (SETTINGS);
const keyOf = (/** @type {Name} */ name) => SHORT[name] ?? name;
/** @type {ReadonlyMap<string, Name>} */
const BY_KEY = new Map(NAMES.map((name) => [keyOf(name), name]));

/**
 * A type of layer in an address: its word, the fields whose numbers follow, with hyphens between them, and words
 * behind dots.
 * @typedef {{ type: string, fields: string[], whole: boolean, options: ('stride' | 'same' | 'activation')[] }} LayerWord
 */

/** @type {Readonly<Record<string, LayerWord>>} */
const LAYERS = {
  conv: { type: 'Conv2D', fields: ['filters', 'kernel'], whole: true, options: ['stride', 'same', 'activation'] },
  pool: { type: 'MaxPool2D', fields: ['pool'], whole: true, options: ['stride', 'same'] },
  norm: { type: 'BatchNormalization', fields: [], whole: true, options: [] },
  drop: { type: 'Dropout', fields: ['rate'], whole: false, options: [] },
  flat: { type: 'Flatten', fields: [], whole: true, options: [] },
  dense: { type: 'Dense', fields: ['units'], whole: true, options: ['activation'] },
};
/** So many numbers follow a layer's word. */
const COUNTS = ['no number', 'one number', 'two numbers'];
/** Those that are no words of an address are linear. */
const ACTIVATIONS = ['relu', 'softmax'];

/** Windows lie side by side unless a layer says otherwise. @param {Layer} layer */
const usualStride = ({ type, pool }) => (type === 'MaxPool2D' ? pool : 1);

/** @param {Layer} layer */
function wordOf(layer) {
  const found = Object.entries(LAYERS).find(([, { type }]) => type === layer.type);
  if (!found) throw new Error(`A link cannot hold a layer of type ${layer.type}.`);
  const [word, { fields, options }] = found;
  const said = {
    stride: (layer.stride ?? usualStride(layer)) === usualStride(layer) ? '' : `.stride${layer.stride}`,
    same: layer.padding === 'same' ? '.same' : '',
    activation: ACTIVATIONS.includes(String(layer.activation)) ? `.${layer.activation}` : '',
  };
  return word + fields.map((field) => layer[field]).join('-') + options.map((option) => said[option]).join('');
}

/** A network in the words of an address. @param {Layer[]} layers */
export const networkInShort = (layers) => layers.map(wordOf).join(',');

/** @param {string} text from an address, which may be anything */
const quoted = (text) => `“${text.slice(0, 30).replace(/[^\x20-\x7e]/g, '?')}${text.length > 30 ? '…' : ''}”`;

/**
 * @param {string} why a clause
 * @returns {never}
 */
function refuse(why) {
  throw new Error(`The address of this page holds an experiment that cannot be read: ${why}. Nothing was changed.`);
}

/** @param {string} text @param {string} place */
function readLayer(text, place) {
  const [, word = ''] = /^([a-z]+)/.exec(text) ?? [];
  const known = Object.hasOwn(LAYERS, word) ? LAYERS[word] : refuse(`${place} is no layer, but ${quoted(text)}`);
  const { type, fields, whole, options } = known;
  // The point of a rate is no dot before a word.
  const [numbers, ...words] = text.slice(word.length).split(/\.(?=[a-z])/);
  const values = numbers ? numbers.split('-') : [];
  if (values.length !== fields.length) refuse(`${quoted(text)} must have ${COUNTS[fields.length]}`);
  /** @type {Layer} */
  const layer = { type };
  fields.forEach((field, i) => {
    const value = readNumber(values[i], whole);
    layer[field] = typeof value === 'number' ? value : refuse(`${quoted(values[i])} in ${quoted(text)} is no number`);
  });
  if (options.includes('stride')) layer.stride = usualStride(layer);
  if (options.includes('same')) layer.padding = 'valid';
  if (options.includes('activation')) layer.activation = 'linear';
  const said = new Set();
  for (const option of words) {
    const [, stride] = /^stride(\d{1,4})$/.exec(option) ?? [];
    const about = stride ? 'stride' : option === 'same' ? 'same' : ACTIVATIONS.includes(option) ? 'activation' : '';
    if (!options.some((name) => name === about) || said.has(about))
      refuse(`${quoted(text)} cannot have ${quoted(option)}`);
    said.add(about);
    if (stride) layer.stride = Number(stride);
    else if (about === 'same') layer.padding = 'same';
    else layer.activation = option;
  }
  return layer;
}

/** @param {Name} name @param {string} text @returns {number | string | boolean} */
function readValue(name, text) {
  const setting = TABLE[name];
  const key = keyOf(name);
  if (setting.type === 'boolean')
    return text === 'on' || (text !== 'off' && refuse(`${key} must be on or off, not ${quoted(text)}`));
  if (setting.type === 'string') {
    const choices = setting.enum ?? [];
    return choices.includes(text) ? text : refuse(`${key} must be one of ${choices.join(', ')}, not ${quoted(text)}`);
  }
  const value = readSetting(text, setting);
  return typeof value === 'number' ? value : refuse(`${quoted(`${key}=${text}`)}. ${value.replace(/\.$/, '')}`);
}

/** Whether what stands behind the # of an address is an experiment, not a place in the page. @param {string} hash */
export const isExperiment = (hash) => /=|%3d/i.test(hash);

/**
 * @param {{ settings: Settings, network: { layers: Layer[] } }} experiment
 * @param {{ layers: Layer[] }} notebook the network that is not written
 * @returns {string} what stands behind the #
 * @throws {Error} with a sentence for the visitor, where the network has no words
 */
export function addressOf({ settings, network }, notebook) {
  const said = (/** @type {Settings[Name]} */ value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : value);
  const words = NAMES.filter((name) => settings[name] !== DEFAULT_SETTINGS[name]).map(
    (name) => `${keyOf(name)}=${said(settings[name])}`,
  );
  if (!sameLayers(network.layers, notebook.layers)) words.unshift(`${NETWORK}=${networkInShort(network.layers)}`);
  return words.join('&') || `${keyOf('seed')}=${DEFAULT_SETTINGS.seed}`;
}

/**
 * Reads what addressOf() has written. That the network can work is for the engine to say.
 * @param {string} hash with or without its #
 * @returns {{ settings: Settings, layers: Layer[] | null }} null for the notebook's
 * @throws {Error} with a sentence for the visitor
 */
export function readAddress(hash) {
  if (hash.length > MOST_CHARACTERS) refuse('it is too long');
  let text;
  try {
    text = decodeURIComponent(hash.replace(/^#/, '')); // some who pass an address on encode its commas
  } catch {
    return refuse('its signs are damaged');
  }
  /** @type {Map<string, string>} */
  const words = new Map();
  for (const word of text.split('&')) {
    const [, key, value] = /^([^=]*)=([^=]*)$/.exec(word) ?? refuse(`${quoted(word)} says nothing`);
    if (words.has(key)) refuse(`it says ${quoted(key)} twice`);
    if (key !== NETWORK && !BY_KEY.has(key)) refuse(`there is no setting ${quoted(key)}`);
    words.set(key, value);
  }
  const network = words.get(NETWORK);
  const layers = network?.split(',').map((layer, i) => readLayer(layer, `layer ${i + 1}`)) ?? null;
  const settings = NAMES.filter((name) => words.has(keyOf(name))).map((name) => [
    name,
    readValue(name, words.get(keyOf(name)) ?? ''),
  ]);
  return { settings: { ...DEFAULT_SETTINGS, ...Object.fromEntries(settings) }, layers };
}
