// Written by tools/settings from src/training/settings_table.cpp: change the settings there, not here.

/**
 * How a network is trained. What is left out has its default.
 * @typedef {object} Settings
 * @property {number} [epochs] Passes over the training images; from 1 to 1,000; default 3
 * @property {number} [batchSize] Images in a step; from 1 to 1,024; default 32
 * @property {number} [learningRate] Size of a step, at the schedule's peak; above 0 and at most 10; default
 *   0.001
 * @property {number} [trainingImages] How many of the training images; from 10 to 60,000; default 10,000
 * @property {number} [seed] Of initial weights, order, dropout and random changes; from 0 to
 *   9,007,199,254,740,991; default 1
 * @property {'adam' | 'adamw' | 'sgd'} [optimizer] The rule that turns gradients into steps; default adam
 * @property {number} [momentum] Of sgd: how much of each step carries on to the next; from 0 to below 1;
 *   default 0.9
 * @property {number} [beta2] Of adam and adamw: how slowly their mean of squares moves; from 0 to below 1;
 *   default 0.999
 * @property {number} [weightDecay] Of adamw: each step takes learning rate times this of every parameter away;
 *   from 0 to below 1; default 0.004
 * @property {number} [labelSmoothing] How much of each label is shared among all classes, in the loss of
 *   training, not in that of validation; from 0 to below 1; default 0
 * @property {number} [dropoutScale] What the rates of all Dropout layers are multiplied by; 0: nothing is
 *   dropped; from 0 to 1; default 1
 * @property {'constant' | 'one-cycle' | 'cosine'} [schedule] Of the learning rate: one-cycle rises over the
 *   first quarter and falls to zero, cosine only falls; default constant
 * @property {'none' | 'photo' | 'drawing' | 'photo-and-drawing'} [augmentation] Random changes of the training
 *   images: photo makes four in five look as garments on a floor, drawing three in ten as drawn by hand,
 *   photo-and-drawing a quarter and three in ten; default none
 * @property {number} [patience] Stop after so many epochs without a better validation loss, with the best
 *   epoch's weights; 0: never; from 0 to 1,000; default 0
 * @property {boolean} [flip] Turn half of the training images around; default false
 * @property {boolean} [shift] Move each training image by up to two pixels each way; default false
 * @property {boolean} [erase] Cover part of every second training image with random grey; default false
 * @property {boolean} [figures] Put a clean outline of its class, as icons have it, in place of one training
 *   image in eight; default false
 */

/** What each setting is, as JSON Schema says it: its range, its default. A form can be built of it. */
export const SETTINGS = Object.freeze({
  epochs: Object.freeze({
    title: 'Epochs',
    description: 'Passes over the training images',
    type: 'integer',
    default: 3,
    minimum: 1,
    maximum: 1000,
  }),
  batchSize: Object.freeze({
    title: 'Batch size',
    description: 'Images in a step',
    type: 'integer',
    default: 32,
    minimum: 1,
    maximum: 1024,
  }),
  learningRate: Object.freeze({
    title: 'Learning rate',
    description: "Size of a step, at the schedule's peak",
    type: 'number',
    default: 0.001,
    exclusiveMinimum: 0,
    maximum: 10,
  }),
  trainingImages: Object.freeze({
    title: 'Training images',
    description: 'How many of the training images',
    type: 'integer',
    default: 10000,
    minimum: 10,
    maximum: 60000,
  }),
  seed: Object.freeze({
    title: 'Seed',
    description: 'Of initial weights, order, dropout and random changes',
    type: 'integer',
    default: 1,
    minimum: 0,
    maximum: 9007199254740991,
  }),
  optimizer: Object.freeze({
    title: 'Optimizer',
    description: 'The rule that turns gradients into steps',
    type: 'string',
    default: 'adam',
    enum: Object.freeze(['adam', 'adamw', 'sgd']),
  }),
  momentum: Object.freeze({
    title: 'Momentum',
    description: 'Of sgd: how much of each step carries on to the next',
    type: 'number',
    default: 0.9,
    minimum: 0,
    exclusiveMaximum: 1,
    optimizers: Object.freeze(['sgd']),
  }),
  beta2: Object.freeze({
    title: 'Beta 2',
    description: 'Of adam and adamw: how slowly their mean of squares moves',
    type: 'number',
    default: 0.999,
    minimum: 0,
    exclusiveMaximum: 1,
    optimizers: Object.freeze(['adam', 'adamw']),
  }),
  weightDecay: Object.freeze({
    title: 'Weight decay',
    description: 'Of adamw: each step takes learning rate times this of every parameter away',
    type: 'number',
    default: 0.004,
    minimum: 0,
    exclusiveMaximum: 1,
    optimizers: Object.freeze(['adamw']),
  }),
  labelSmoothing: Object.freeze({
    title: 'Label smoothing',
    description:
      'How much of each label is shared among all classes, in the loss of training, not in that of validation',
    type: 'number',
    default: 0,
    minimum: 0,
    exclusiveMaximum: 1,
  }),
  dropoutScale: Object.freeze({
    title: 'Dropout scale',
    description: 'What the rates of all Dropout layers are multiplied by; 0: nothing is dropped',
    type: 'number',
    default: 1,
    minimum: 0,
    maximum: 1,
  }),
  schedule: Object.freeze({
    title: 'Schedule',
    description: 'Of the learning rate: one-cycle rises over the first quarter and falls to zero, cosine only falls',
    type: 'string',
    default: 'constant',
    enum: Object.freeze(['constant', 'one-cycle', 'cosine']),
  }),
  augmentation: Object.freeze({
    title: 'Augmentation',
    description:
      'Random changes of the training images: photo makes four in five look as garments on a floor, drawing three in ten as drawn by hand, photo-and-drawing a quarter and three in ten',
    type: 'string',
    default: 'none',
    enum: Object.freeze(['none', 'photo', 'drawing', 'photo-and-drawing']),
  }),
  patience: Object.freeze({
    title: 'Patience',
    description: "Stop after so many epochs without a better validation loss, with the best epoch's weights; 0: never",
    type: 'integer',
    default: 0,
    minimum: 0,
    maximum: 1000,
  }),
  flip: Object.freeze({
    title: 'Flip',
    description: 'Turn half of the training images around',
    type: 'boolean',
    default: false,
  }),
  shift: Object.freeze({
    title: 'Shift',
    description: 'Move each training image by up to two pixels each way',
    type: 'boolean',
    default: false,
  }),
  erase: Object.freeze({
    title: 'Erase',
    description: 'Cover part of every second training image with random grey',
    type: 'boolean',
    default: false,
  }),
  figures: Object.freeze({
    title: 'Figures',
    description: 'Put a clean outline of its class, as icons have it, in place of one training image in eight',
    type: 'boolean',
    default: false,
  }),
});
