// An experiment in an address: what is written is read again, and nothing else is.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, SETTINGS } from '../../web/engine/engine.js';
import { addressOf, isExperiment, networkInShort, readAddress } from '../../web/lab/address.js';
import { sameLayers } from '../../web/lab/draft.js';
import { PRESETS } from '../../web/lab/presets.js';
import { LAYER_TYPES } from '../../web/sections/build/layer-types.js';

/** @typedef {import('../../web/engine/engine.js').LayerDescription} Layer */

const NOTEBOOK = { layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax' }] };

/** Numbers from 0 to 1, the same each time. @param {number} seed */
const randomFrom = (seed) => () => {
  seed = (seed * 1664525 + 1013904223) >>> 0; // Numerical Recipes' generator
  return seed / 2 ** 32;
};

const written = (/** @type {object} */ settings, layers = NOTEBOOK.layers) =>
  addressOf({ settings: { ...DEFAULT_SETTINGS, ...settings }, network: { layers } }, NOTEBOOK);

test('only what differs from the notebook is written, in readable words', () => {
  const layers = [
    { type: 'Conv2D', filters: 32, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' },
    { type: 'MaxPool2D', pool: 2, stride: 2, padding: 'valid' },
    { type: 'Conv2D', filters: 8, kernel: 5, stride: 2, padding: 'same', activation: 'linear' },
    { type: 'MaxPool2D', pool: 3, stride: 2, padding: 'same' },
    { type: 'BatchNormalization' },
    { type: 'Dropout', rate: 0.25 },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ];
  const net = 'net=conv32-3.relu,pool2,conv8-5.stride2.same,pool3.stride2.same,norm,drop0.25,flat,dense10.softmax';
  assert.equal(
    written({ epochs: 5, learningRate: 0.004, seed: 7, flip: true }, layers),
    `${net}&epochs=5&lr=0.004&seed=7&flip=on`,
  );
  assert.deepEqual(readAddress(`#${net}`).layers, layers);
  assert.equal(written({ batchSize: 64, augmentation: 'photo' }), 'batch=64&augmentation=photo');
  assert.equal(written({}), 'seed=1', 'even where nothing differs it is an experiment');
  assert.deepEqual(readAddress('seed=1'), { settings: DEFAULT_SETTINGS, layers: null });
});

test('places in the page are no experiments', () => {
  for (const place of ['', '#', '#try', '#judge-title']) assert.equal(isExperiment(place), false);
  assert.ok(isExperiment('#lr=0.1') && isExperiment('#lr%3D0.1'));
});

test('the networks of model/ survive', () => {
  for (const name of PRESETS) {
    const { layers } = JSON.parse(readFileSync(new URL(`../../model/${name}.json`, import.meta.url), 'utf8'));
    const read = readAddress(`net=${networkInShort(layers)}`).layers ?? [];
    assert.equal(networkInShort(read), networkInShort(layers));
    read.forEach((layer, i) => assert.ok(Object.keys(layers[i]).every((field) => layer[field] === layers[i][field])));
  }
});

test('whatever the form and the editor can hold survives', () => {
  const random = randomFrom(13);
  const whole = (/** @type {number} */ least, /** @type {number} */ most) =>
    least + Math.floor(random() * (most - least + 1));
  const oneOf = (/** @type {readonly any[]} */ all) => all[whole(0, all.length - 1)];
  const numbers = { filters: 512, kernel: 11, stride: 8, pool: 8, units: 4096 };
  /** @returns {Layer} */
  const anyLayer = () => {
    const type = oneOf(Object.keys(LAYER_TYPES));
    const layer = { type };
    for (const { name, choices } of LAYER_TYPES[type].fields) {
      if (choices) layer[name] = oneOf(name === 'activation' ? [...choices, 'softmax'] : choices);
      else layer[name] = name === 'rate' ? oneOf([0, 0.1, 0.9, random() * 0.9]) : whole(1, numbers[name]);
    }
    return layer;
  };
  const anyValue = (/** @type {any} */ setting) => {
    if (setting.type === 'boolean') return random() < 0.5;
    if (setting.enum) return oneOf(setting.enum);
    const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = setting;
    const [low, high] = [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum];
    if (setting.type === 'integer') return oneOf([low, high, setting.default, whole(low, Math.min(high, 1e9))]);
    return oneOf([1e-7, setting.default, high * random() ** 8, high * (random() || 0.5)]);
  };
  for (let i = 0; i < 2000; i++) {
    const settings = Object.fromEntries(Object.entries(SETTINGS).map(([name, each]) => [name, anyValue(each)]));
    const layers = Array.from({ length: whole(1, 64) }, anyLayer);
    const address = written(settings, layers);
    assert.match(address, /^[\w.,=&+-]+$/);
    const read = readAddress(`#${address}`);
    assert.deepEqual(read.settings, settings, address);
    assert.ok(sameLayers(read.layers ?? NOTEBOOK.layers, layers), address);
    assert.deepEqual(readAddress(address.replaceAll(',', '%2C')), read);
  }
});

test('a broken or hostile address is refused in words', () => {
  /** @type {[string, RegExp][]} */
  const cases = [
    ['lr=', /“lr=”\. Enter a number above 0 and at most 10/],
    ['lr=fast', /“lr=fast”\. Enter a number/],
    ['lr=11', /Learning rate must be a number above 0 and at most 10/],
    ['lr=0', /must be a number above 0/],
    ['lr=NaN', /Enter a number/],
    ['lr=Infinity', /Enter a number/],
    ['lr=1e999', /must be a number/],
    ['lr=0x1', /Enter a number/],
    ['epochs=2.5', /whole number/],
    ['epochs=1e3', /whole number/],
    ['epochs=-1', /whole number from 1 to 1,000/],
    ['seed=9007199254740993', /whole number/],
    ['images=1.234', /can be read as 1234 or as 1.234/],
    ['flip=yes', /flip must be on or off, not “yes”/],
    ['optimizer=rmsprop', /optimizer must be one of adam, adamw, sgd, not “rmsprop”/],
    ['learningRate=0.1', /there is no setting “learningRate”/],
    ['__proto__=1', /there is no setting “__proto__”/],
    ['constructor=1', /there is no setting “constructor”/],
    ['lr=0.1&lr=0.2', /it says “lr” twice/],
    ['lr=0.1&', /“” says nothing/],
    ['lr=0.1=2', /“lr=0.1=2” says nothing/],
    ['=', /there is no setting “”/],
    ['lr=%E0%A4%A', /signs are damaged/],
    ['net=', /layer 1 is no layer/],
    ['net=flat,', /layer 2 is no layer/],
    ['net=lstm4', /layer 1 is no layer, but “lstm4”/],
    ['net=constructor', /layer 1 is no layer/],
    ['net=Conv32-3', /layer 1 is no layer/],
    ['net=conv32', /must have two numbers/],
    ['net=conv32-3-2', /must have two numbers/],
    ['net=conv-3', /“” in “conv-3” is no number/],
    ['net=flat2', /must have no number/],
    ['net=dense1e9', /is no number/],
    ['net=dropx', /layer 1 is no layer, but “dropx”/],
    ['net=drop', /must have one number/],
    ['net=dense10.softmax.softmax', /cannot have “softmax”/],
    ['net=dense10.same', /cannot have “same”/],
    ['net=conv1-1.stride', /cannot have “stride”/],
    ['net=conv1-1.stride2.stride3', /cannot have “stride3”/],
    ['net=<script>alert(1)</script>', /layer 1 is no layer, but “<script>alert\(1\)<\/script>”/],
    ['<img src=x onerror=alert(1)>=1', /says nothing/],
    [`lr=${'1'.repeat(5000)}`, /too long/],
    [`net=${'flat,'.repeat(1e5)}`, /too long/],
    ['net=\u202eflat', /“\?flat”/],
  ];
  for (const [hash, why] of cases) {
    assert.throws(() => readAddress(`#${hash}`), { name: 'Error', message: why }, hash.slice(0, 80));
    assert.throws(() => readAddress(`#${hash}`), { message: /Nothing was changed\.$/ });
  }
});

test('of noise, nothing comes but a refusal or an experiment that is written alike', () => {
  const random = randomFrom(31);
  const signs = [...'=&,.-#%<>"\'\0\u{1f600} '];
  const pieces = [
    ...signs,
    ...'&&&&,,',
    'net=',
    'lr=0.5',
    'epochs=2',
    'flip=on',
    'seed=1',
    'conv32-3',
    'relu',
    'flat',
    '1',
  ];
  let read = 0;
  for (let i = 0; i < 20_000; i++) {
    const hash = Array.from({ length: 1 + random() * 8 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
    try {
      const { settings, layers } = readAddress(hash);
      read += 1;
      const again = readAddress(written(settings, layers ?? undefined));
      assert.deepEqual(again.settings, settings);
    } catch (error) {
      assert.match(String(error), /^Error: The address of this page holds .+ Nothing was changed\.$/s, hash);
    }
  }
  assert.ok(read > 100);
});
