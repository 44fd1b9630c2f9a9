// The experiment as Keras code: the lines, where they point, and what came of them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../web/engine/engine.js';
import { kerasCode } from '../../web/sections/learn/keras-code.js';

const NETWORK = {
  name: 'Notebook',
  input: [28, 28, 1],
  layers: [
    { type: 'Conv2D', filters: 32, kernel: 3, stride: 1, padding: 'valid', activation: 'relu' },
    { type: 'MaxPool2D', pool: 2, stride: 2, padding: 'valid' },
    { type: 'BatchNormalization' },
    { type: 'Dropout', rate: 0.25 },
    { type: 'Flatten' },
    { type: 'Dense', units: 10, activation: 'softmax' },
  ],
};

/** @param {object} [settings] @param {object} [rest] @returns {any[]} */
const lines = (settings = {}, rest = {}) =>
  kerasCode({
    settings: { ...DEFAULT_SETTINGS, ...settings },
    network: NETWORK,
    outline: null,
    epochs: [],
    steps: 313,
    test: null,
    ...rest,
  });
const text = (/** @type {Parameters<typeof lines>} */ ...run) =>
  lines(...run)
    .map(({ code }) => code)
    .join('\n');

test('the notebook’s own lines', () => {
  const code = text();
  assert.match(code, /layers\.Conv2D\(32, 3, activation='relu'\),/);
  assert.match(code, /layers\.MaxPooling2D\(2\),/);
  assert.match(code, /layers\.Dropout\(0\.25\),/);
  assert.match(code, /layers\.Dense\(10, activation='softmax'\),/);
  assert.match(code, /keras\.optimizers\.Adam\(learning_rate=0\.001\),/);
  assert.match(code, /train_images\[:10000\], train_labels\[:10000\], batch_size=32, epochs=3,/);
  assert.match(code, /validation_data=\(train_images\[10000:12000\], train_labels\[10000:12000\]\)/);
  assert.doesNotMatch(code, /#/);
});

test('other settings and layers', () => {
  assert.match(text({ trainingImages: 60_000 }), /validation_data=\(test_images\[:2000\], test_labels\[:2000\]\)/);
  assert.match(text({ optimizer: 'sgd', momentum: 0.9 }), /SGD\(learning_rate=0\.001, momentum=0\.9\)/);
  assert.match(
    text({ optimizer: 'adamw', weightDecay: 0.01, beta2: 0.99 }),
    /AdamW\(learning_rate=0\.001, beta_2=0\.99, weight_decay=0\.01\)/,
  );
  assert.match(text({ dropoutScale: 0.4 }), /layers\.Dropout\(0\.1\),/);
  assert.match(text({ schedule: 'cosine' }), /CosineDecay\(0\.001, 939\)/);
  assert.match(
    text({ schedule: 'one-cycle', flip: true, labelSmoothing: 0.1, patience: 2 }),
    /one-cycle.*\n.*smoothed by 0\.1.*\n.*changed at random.*\n.*stops after 2/,
  );
  const odd = {
    ...NETWORK,
    layers: [
      { ...NETWORK.layers[0], stride: 2, padding: 'same', activation: 'linear' },
      { ...NETWORK.layers[1], stride: 1 },
    ],
  };
  assert.match(
    text({}, { network: odd }),
    /Conv2D\(32, 3, strides=2, padding='same'\),\n {4}layers\.MaxPooling2D\(2, strides=1\)/,
  );
});

test('each line points to a section, and outputs are those of the visitor', () => {
  const outline = {
    layers: [{ name: 'conv2d', type: 'Conv2D', outputShape: [26, 26, 32], parameters: 320 }],
    parameters: 241_546,
    trainable: 241_546,
  };
  const epochs = [{ epoch: 1, loss: 0.8005, accuracy: 0.71, validationLoss: 0.55, validationAccuracy: 0.8 }];
  const all = lines({}, { outline, epochs, test: { loss: 0.2606, accuracy: 0.9031 } });
  assert.deepEqual([...new Set(all.map(({ place }) => place))], ['data', 'build', 'train', 'judge', 'try']);
  const [table, progress, scores] = all.flatMap(({ output }) => output ?? []);
  assert.match(table, /conv2d \(Conv2D\) +\(None, 26, 26, 32\) +320\n/);
  assert.match(table, /Total params: 241,546/);
  assert.equal(
    progress,
    'Epoch 1/3\n313/313 - loss: 0.8005 - accuracy: 0.7100 - val_loss: 0.5500 - val_accuracy: 0.8000',
  );
  assert.equal(scores, '[0.2606, 0.9031]');
  assert.equal(lines().filter(({ output }) => output).length, 0);
});
