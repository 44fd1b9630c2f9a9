// Settings that go well together. The page offers them, the benchmark runs them: the numbers stand
// here and nowhere else. Seed and first weights are not a recipe's matter.

import { DEFAULT_SETTINGS, SETTINGS } from '../engine/engine.js';

/**
 * What decides a run, besides its seed, its images and the weights that it starts from.
 * @typedef {Omit<Required<import('../engine/engine.js').Settings>, 'seed'>} Recipe
 */

const { seed, ...notebook } = DEFAULT_SETTINGS;

/** As the notebook has it, which is also what settings are when they are left out. @type {Readonly<Recipe>} */
export const NOTEBOOK = Object.freeze(notebook);

/**
 * The notebook's images in a few more epochs, to more than four points above it: what the page proposes to those who have
 * set nothing. Without label smoothing, though it would help, so that the curves of training and validation can be compared.
 * @type {Readonly<Recipe>}
 */
export const FIRST = Object.freeze({
  ...NOTEBOOK,
  epochs: 5,
  learningRate: 0.003,
  beta2: 0.98,
  dropoutScale: 0.4,
  schedule: 'one-cycle',
});

/** All images in few large steps. */
const ALL = Object.freeze({
  ...NOTEBOOK,
  trainingImages: SETTINGS.trainingImages.maximum,
  batchSize: 128,
  schedule: 'one-cycle',
});

/**
 * The notebook's accuracy in a quarter of a minute: found by trying, on 50,000 of the images, and judged on the other
 * 10,000. So short a run learns nothing by heart and needs little dropout.
 * @type {Readonly<Recipe>}
 */
export const FAST = Object.freeze({
  ...ALL,
  epochs: 2,
  learningRate: 0.006,
  beta2: 0.95,
  dropoutScale: 0.2,
  labelSmoothing: 0.1,
});

/**
 * Three images in ten become drawings and a quarter snapshots, for the network of the ready-made model
 * (model/ready-made.json): in three minutes at most, on two threads.
 * @type {Readonly<Recipe>}
 */
export const DRAWINGS = Object.freeze({
  ...ALL,
  epochs: 7,
  learningRate: 0.004,
  beta2: 0.99,
  augmentation: 'photo-and-drawing',
  flip: true,
  figures: true,
});

/** For networks with batch normalization, which bear large steps: many more of them. @type {Readonly<Recipe>} */
export const STRONG = Object.freeze({
  ...ALL,
  epochs: 12,
  learningRate: 0.003,
  beta2: 0.99,
  optimizer: 'adamw',
  weightDecay: 0.01,
  flip: true,
});

/**
 * Many passes with steps as large as batch normalization bears, and much that keeps them from being learned by heart: for a
 * network with more layers and fewer parameters (model/strongest.json), found by trying on 50,000 of the images.
 * @type {Readonly<Recipe>}
 */
export const STRONGEST = Object.freeze({
  ...STRONG,
  epochs: 32,
  learningRate: 0.004,
  weightDecay: 0.03,
  labelSmoothing: 0.1,
  dropoutScale: 0.7,
  erase: true,
});

/** By the name that the page's form gives them. */
const RECIPES = Object.freeze({
  first: FIRST,
  notebook: NOTEBOOK,
  fast: FAST,
  drawings: DRAWINGS,
  strong: STRONG,
  strongest: STRONGEST,
});

/** @typedef {keyof typeof RECIPES} RecipeName */

/** What the form holds while the visitor has set nothing. @type {Readonly<Required<import('../engine/engine.js').Settings>>} */
export const OPENING = Object.freeze({ seed, ...FIRST });

/** @param {string} name @returns {Readonly<Recipe> | null} null for the visitor's own settings */
export function recipeNamed(name) {
  return Object.hasOwn(RECIPES, name) ? RECIPES[/** @type {RecipeName} */ (name)] : null;
}

/**
 * The recipe that these settings are, whatever their seed.
 * @param {Partial<Recipe>} settings
 * @returns {RecipeName | null}
 */
export function recipeOf(settings) {
  const names = /** @type {RecipeName[]} */ (Object.keys(RECIPES));
  return names.find((name) => same(settings, RECIPES[name])) ?? null;
}

/** @param {Partial<Recipe>} settings @param {Recipe} recipe */
function same(settings, recipe) {
  const fields = /** @type {(keyof Recipe)[]} */ (Object.keys(recipe));
  return fields.every((field) => !matters(field, recipe) || settings[field] === recipe[field]);
}

/** Some settings are of some optimizers only. @param {keyof Recipe} field @param {Recipe} recipe */
function matters(field, { optimizer }) {
  const { optimizers } = /** @type {import('../engine/engine.js').Setting} */ (SETTINGS[field]);
  return !optimizers || optimizers.includes(optimizer);
}
