// An experiment as the Keras notebook has it: each line of code, the place on this page that does the same, and what came
// of it here. Keras' own documentation of the functions: https://keras.io/api/.

import { integer } from '../../parts/format.js';

/** @typedef {import('../../engine/engine.js').LayerDescription} Layer */
/** @typedef {import('../../engine/engine.js').Outline} Outline */
/** @typedef {import('../../lab/run.js').Settings} Settings */

/** @typedef {{ code: string, place: string, output?: string }} Line place: the id of a section */

/**
 * @typedef {object} Experiment
 * @property {Settings} settings
 * @property {import('../../engine/engine.js').NetworkDescription} network
 * @property {Outline | null} outline of the network
 * @property {readonly import('../../engine/engine.js').Epoch[]} epochs that were made; none: it is still to be trained
 * @property {number} steps of an epoch
 * @property {{ loss: number, accuracy: number } | null} test
 */

/** The images behind those to train on, which validate; with nearly all of them in use, some of the test images. */
const VALIDATION_IMAGES = 2000;
const ALL_IMAGES = 60_000;

/** @param {unknown} value */
const quoted = (value) => `'${String(value)}'`;

/** @param {Layer} layer @param {string[]} more */
function withOptions({ padding, activation }, more) {
  const options = [];
  if (padding === 'same') options.push(`padding='same'`);
  if (activation && activation !== 'linear') options.push(`activation=${quoted(activation)}`);
  return [...more, ...options].join(', ');
}

/** @type {Record<string, (layer: Layer, settings: Settings) => string>} */
const LAYERS = {
  Conv2D(layer) {
    const strides = layer.stride === 1 || layer.stride === undefined ? [] : [`strides=${layer.stride}`];
    return `layers.Conv2D(${withOptions(layer, [String(layer.filters), String(layer.kernel), ...strides])})`;
  },
  MaxPool2D(layer) {
    const usual = layer.stride === undefined || layer.stride === layer.pool;
    return `layers.MaxPooling2D(${withOptions(layer, [String(layer.pool), ...(usual ? [] : [`strides=${layer.stride}`])])})`;
  },
  BatchNormalization: () => 'layers.BatchNormalization()',
  Dropout: ({ rate }, { dropoutScale }) => `layers.Dropout(${Number((Number(rate) * dropoutScale).toPrecision(3))})`,
  Flatten: () => 'layers.Flatten()',
  Dense: (layer) => `layers.Dense(${withOptions(layer, [String(layer.units)])})`,
};

/** @param {Settings} settings @param {number} steps */
function optimizer({ optimizer: name, learningRate, momentum, beta2, weightDecay, schedule, epochs }, steps) {
  const rate =
    schedule === 'cosine' ? `keras.optimizers.schedules.CosineDecay(${learningRate}, ${steps * epochs})` : learningRate;
  const options = [`learning_rate=${rate}`];
  if (name === 'sgd') return `keras.optimizers.SGD(${[...options, `momentum=${momentum}`].join(', ')})`;
  if (beta2 !== 0.999) options.push(`beta_2=${beta2}`);
  if (name === 'adamw') return `keras.optimizers.AdamW(${[...options, `weight_decay=${weightDecay}`].join(', ')})`;
  return `keras.optimizers.Adam(${options.join(', ')})`;
}

/** What the settings have that is not one line of Keras. @param {Settings} settings */
function comments({ schedule, labelSmoothing, augmentation, flip, shift, erase, figures, patience }) {
  const said = [];
  if (schedule === 'one-cycle') said.push('the learning rate grows, then shrinks (one-cycle)');
  if (labelSmoothing > 0) said.push(`labels are smoothed by ${labelSmoothing}`);
  if (augmentation !== 'none' || flip || shift || erase || figures) said.push('training images are changed at random');
  if (patience > 0) said.push(`it stops after ${patience} epochs without a better validation loss`);
  return said.map((what) => `# Here, not in the line below: ${what}.`);
}

/** The table as Keras prints it. @param {Outline} outline */
function summary({ layers, parameters, trainable }) {
  const row = (/** @type {string[]} */ cells) => ` ${cells[0].padEnd(30)}${cells[1].padEnd(22)}${cells[2]}`;
  return [
    row(['Layer (type)', 'Output Shape', 'Param #']),
    '='.repeat(62),
    ...layers.map(({ name, type, outputShape, parameters: count }) =>
      row([`${name} (${type})`, `(None, ${outputShape.join(', ')})`, String(count)]),
    ),
    '='.repeat(62),
    `Total params: ${integer(parameters)}`,
    `Trainable params: ${integer(trainable)}`,
    `Non-trainable params: ${integer(parameters - trainable)}`,
  ].join('\n');
}

/** Four digits, as Keras prints. @param {number} value */
const four = (value) => value.toFixed(4);

/** @param {Experiment} experiment */
function progress({ epochs, settings, steps }) {
  return epochs
    .map(({ epoch, loss, accuracy, validationLoss, validationAccuracy }) => {
      const numbers = `loss: ${four(loss)} - accuracy: ${four(accuracy)} - val_loss: ${four(validationLoss)} - val_accuracy: ${four(validationAccuracy)}`;
      return `Epoch ${epoch}/${settings.epochs}\n${steps}/${steps} - ${numbers}`;
    })
    .join('\n');
}

/** @param {Experiment} experiment @returns {Line[]} */
export function kerasCode(experiment) {
  const { settings, network, outline, epochs, steps, test } = experiment;
  const { trainingImages: images, batchSize, seed } = settings;
  const ownValidation = images + VALIDATION_IMAGES <= ALL_IMAGES;
  const end = images + VALIDATION_IMAGES;
  const validation = ownValidation
    ? `(train_images[${images}:${end}], train_labels[${images}:${end}])`
    : `(test_images[:${VALIDATION_IMAGES}], test_labels[:${VALIDATION_IMAGES}])`;
  const data = (/** @type {string} */ code) => ({ code, place: 'data' });
  const build = (/** @type {string} */ code) => ({ code, place: 'build' });
  const train = (/** @type {string} */ code) => ({ code, place: 'train' });
  return [
    data('import keras'),
    data('from keras import layers'),
    data('keras.utils.set_random_seed(' + seed + ')'),
    data('(train_images, train_labels), (test_images, test_labels) = keras.datasets.fashion_mnist.load_data()'),
    data('train_images, test_images = train_images[..., None] / 255, test_images[..., None] / 255'),
    build('model = keras.Sequential(['),
    build(`    layers.Input((${network.input.join(', ')})),`),
    ...network.layers.map((layer) => build(`    ${LAYERS[layer.type](layer, settings)},`)),
    build('])'),
    { ...build('model.summary()'), output: outline ? summary(outline) : undefined },
    train('model.compile('),
    train(`    optimizer=${optimizer(settings, steps)},`),
    train(`    loss='sparse_categorical_crossentropy', metrics=['accuracy'],`),
    train(')'),
    ...comments(settings).map(train),
    train('history = model.fit('),
    train(
      `    train_images[:${images}], train_labels[:${images}], batch_size=${batchSize}, epochs=${settings.epochs},`,
    ),
    train(`    validation_data=${validation},`),
    { ...train(')'), output: epochs.length > 0 ? progress(experiment) : undefined },
    {
      code: 'model.evaluate(test_images, test_labels)',
      place: 'judge',
      output: test ? `[${four(test.loss)}, ${four(test.accuracy)}]` : undefined,
    },
    { code: 'model.predict(test_images[:1])', place: 'try' },
  ];
}
