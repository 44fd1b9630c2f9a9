// What each lesson asks, and how that is made to happen: by the engine, and by ordinary runs of the notebook's network.
// What is said of it, the page knows.

import { DEFAULT_SETTINGS, IMAGE_SIDE } from '../engine/engine.js';
import { argmax } from '../parts/rank.js';
import { readSamples } from '../parts/samples.js';

/** @typedef {import('../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../engine/engine.js').LayerDescription} Layer */
/** @typedef {import('./plans.js').Plan} Plan */
/** @typedef {import('./run.js').Settings} Settings */
/** @typedef {import('./runs.js').KeptRun} KeptRun */

/**
 * How an answer is given: a number, one of some choices, or a value for the end of each epoch.
 * @typedef {{ kind: 'number', from: number, to: number, step: number } | { kind: 'choice', among: readonly string[] }
 *   | { kind: 'curve', epochs: number, most: number }} Question
 */
/** A number, a choice's name, or a curve. @typedef {number | string | number[]} Answer */
/** What came out: the answer, and the numbers behind it. @typedef {{ answer: Answer, facts: any }} Outcome */

/**
 * What lessons are made with.
 * @typedef {object} Bench
 * @property {NetworkDescription} notebook its network
 * @property {(plan: Plan) => Promise<KeptRun>} run
 * @property {(network: NetworkDescription) => Promise<import('../engine/engine.js').Evaluation>} testUntrained
 * @property {(network: NetworkDescription) => Promise<import('../engine/engine.js').Outline>} outline
 * @property {(pixels: Uint8Array) => Promise<import('../engine/engine.js').Prediction>} judge by the network in use
 */
/** @typedef {{ question: Question, happen: (bench: Bench) => Promise<Outcome> }} Lesson */

const SHARE = /** @type {const} */ ({ kind: 'number', from: 0, to: 1, step: 0.01 });
/** The notebook's, where a lesson says nothing else. Tests of the page put shorter runs in place of these two. */
const USUAL = Object.freeze({ ...DEFAULT_SETTINGS });
const LEARNING_BY_HEART = Object.freeze({ ...DEFAULT_SETTINGS, trainingImages: 1000, epochs: 20 });

/** @param {readonly string[]} among @returns {Question} */
const choice = (...among) => ({ kind: 'choice', among });

/**
 * @param {NetworkDescription} network
 * @param {string} name
 * @param {(layer: Layer, index: number) => Layer | null} change null leaves a layer out
 * @returns {NetworkDescription}
 */
const changed = (network, name, change) => ({
  ...network,
  name,
  layers: network.layers.map(change).filter((layer) => layer !== null),
});

/** @param {NetworkDescription} network @param {string} type */
const without = (network, type) =>
  changed(network, `${network.name} without ${type}`, (layer) => (layer.type === type ? null : layer));

/** The output, on the picture as it is. @param {NetworkDescription} network */
const pixelsAlone = (network) =>
  changed(network, 'Pixels alone', (layer, i) =>
    layer.type === 'Flatten' || i === network.layers.length - 1 ? layer : null,
  );

/** @param {string} name @param {NetworkDescription} network @param {Partial<Settings>} [settings] @returns {Plan} */
const plan = (name, network, settings) => ({ name, network, settings: { ...USUAL, ...settings } });

/** @param {KeptRun} run */
const lastOf = ({ epochs }) => epochs[epochs.length - 1];

/** The larger of two by a margin, or neither. @template T @param {[T, number]} a @param {[T, number]} b @param {number} margin @returns {T | 'alike'} */
const larger = ([one, a], [other, b], margin) => (Math.abs(a - b) < margin ? 'alike' : a > b ? one : other);

/** Shares that differ by less may do so by chance. */
const CHANCE = 0.01;

/** Their places among the samples. */
const [T_SHIRT, ANKLE_BOOT] = [0, 9];
/** Of the sample T-shirt: where its sleeves end, and how wide and light longer ones are. */
const SLEEVES = { top: 8, bottom: 27, outer: [3, 21], width: 4, grey: 130 };
/** Of the sample boot. */
const SHAFT_BOTTOM = 15;

/** @param {Uint8Array} shirt */
function withSleeves(shirt) {
  const pixels = shirt.slice();
  const { top, bottom, outer, width, grey } = SLEEVES;
  for (let row = top; row < bottom; ++row)
    for (const left of outer) pixels.fill(grey, row * IMAGE_SIDE + left, row * IMAGE_SIDE + left + width);
  return pixels;
}

/** @param {Uint8Array} boot */
const withoutShaft = (boot) => boot.slice().fill(0, 0, SHAFT_BOTTOM * IMAGE_SIDE);

/** In the order in which they are offered. @satisfies {Record<string, Lesson>} */
export const LESSONS = {
  untrained: {
    question: SHARE,
    async happen({ notebook, testUntrained }) {
      const { accuracy, loss, confusion } = await testUntrained(notebook);
      return { answer: accuracy, facts: { accuracy, loss, classes: Math.round(Math.sqrt(confusion.length)) } };
    },
  },

  steps: {
    question: { kind: 'number', from: 1, to: 2000, step: 1 },
    async happen({ notebook, run }) {
      const { settings, curve, steps } = await run(plan('One epoch', notebook, { epochs: 1 }));
      const { trainingImages: images, batchSize: batch } = settings;
      return { answer: curve[curve.length - 1]?.step ?? steps, facts: { images, batch } };
    },
  },

  padding: {
    question: choice('first', 'others', 'dense', 'none'),
    async happen({ notebook, outline }) {
      const first = notebook.layers.findIndex(({ type }) => type === 'Conv2D');
      const same = changed(notebook, 'With “same” padding', (layer, i) =>
        i === first ? { ...layer, padding: 'same' } : layer,
      );
      const [before, after] = [await outline(notebook), await outline(same)];
      const grown = before.layers.findIndex(({ parameters }, i) => parameters !== after.layers[i].parameters);
      const type = before.layers[grown]?.type;
      const answer = grown < 0 ? 'none' : type === 'Dense' ? 'dense' : grown === first ? 'first' : 'others';
      const sides = (/** @type {import('../engine/engine.js').Outline} */ { layers }) =>
        layers
          .flatMap(({ outputShape }) => (outputShape.length === 3 ? [outputShape[0]] : []))
          .filter((side, i, all) => side !== all[i - 1]);
      const facts = {
        before: sides(before),
        after: sides(after),
        parameters: grown < 0 ? null : [before.layers[grown].parameters, after.layers[grown].parameters],
      };
      return { answer, facts };
    },
  },

  quarter: {
    question: { kind: 'number', from: 0, to: 20_000, step: 1 },
    async happen({ notebook, outline }) {
      const [first, second] = notebook.layers.flatMap(({ type }, i) => (type === 'Conv2D' ? [i] : []));
      const filters = Number(notebook.layers[first].filters);
      const fewer = changed(notebook, 'A quarter of the filters', (layer, i) =>
        i === first ? { ...layer, filters: filters / 4 } : layer,
      );
      const [before, after] = [await outline(notebook), await outline(fewer)];
      const of = (/** @type {number} */ i) => [before.layers[i].parameters, after.layers[i].parameters];
      const biases = Number(notebook.layers[second].filters);
      return { answer: of(second)[1], facts: { filters, first: of(first), second: of(second), biases } };
    },
  },

  pixels: {
    question: SHARE,
    async happen({ notebook, run, outline }) {
      const only = pixelsAlone(notebook);
      const [pixels, whole] = [await run(plan('Pixels alone', only)), await run(plan('The notebook’s', notebook))];
      const { parameters } = await outline(only);
      const [accuracy, best] = [pixels, whole].map((made) => lastOf(made).validationAccuracy);
      return { answer: accuracy, facts: { parameters, accuracy, best } };
    },
  },

  validation: {
    question: choice('training', 'validation', 'alike'),
    async happen({ notebook, run }) {
      const { accuracy, validationAccuracy } = lastOf(await run(plan('The notebook’s', notebook)));
      const answer = larger(['training', accuracy], ['validation', validationAccuracy], CHANCE);
      return { answer, facts: { accuracy, validationAccuracy } };
    },
  },

  heart: {
    question: { kind: 'curve', epochs: LEARNING_BY_HEART.epochs, most: 1.5 },
    async happen({ notebook, run }) {
      const made = await run(plan('A thousand images, no dropout', without(notebook, 'Dropout'), LEARNING_BY_HEART));
      const losses = made.epochs.map(({ validationLoss }) => validationLoss);
      const lowest = Math.min(...losses);
      const last = lastOf(made);
      const facts = { turned: losses.indexOf(lowest) + 1, lowest, last, losses, test: made.test?.accuracy ?? null };
      return { answer: losses, facts };
    },
  },

  dropout: {
    question: choice('gap', 'better', 'both', 'neither'),
    async happen({ notebook, run }) {
      const half = changed(notebook, 'Dropout 0.5', (layer) =>
        layer.type === 'Dropout' ? { ...layer, rate: 0.5 } : layer,
      );
      const none = await run(plan('A thousand images, no dropout', without(notebook, 'Dropout'), LEARNING_BY_HEART));
      const much = await run(plan('A thousand images, dropout 0.5', half, LEARNING_BY_HEART));
      const [before, after] = [none, much].map((made) => ({
        gap: lastOf(made).accuracy - lastOf(made).validationAccuracy,
        known: made.test?.accuracy ?? lastOf(made).validationAccuracy,
      }));
      const smaller = after.gap < before.gap / 2;
      const better = after.known > before.known + CHANCE;
      const answer = smaller ? (better ? 'both' : 'gap') : better ? 'better' : 'neither';
      return { answer, facts: { before, after } };
    },
  },

  rates: {
    question: choice('large', 'small', 'alike'),
    async happen({ notebook, run }) {
      const large = await run(plan('Learning rate 0.1', notebook, { learningRate: 0.1 }));
      const small = await run(plan('Learning rate 0.00001', notebook, { learningRate: 0.00001 }));
      const known = (/** @type {KeptRun} */ made) => lastOf(made)?.validationAccuracy ?? 0;
      const answer = larger(['large', known(large)], ['small', known(small)], CHANCE);
      return { answer, facts: { large: known(large), small: known(small), diverged: large.state === 'diverged' } };
    },
  },

  batches: {
    question: choice('few', 'many', 'alike'),
    async happen({ notebook, run }) {
      const [large, small] = [
        await run(plan('Batches of 1,000', notebook, { batchSize: 1000 })),
        await run(plan('Batches of 4', notebook, { batchSize: 4 })),
      ];
      const [a, b] = [large, small].map((made) => ({
        accuracy: lastOf(made).validationAccuracy,
        steps: made.steps,
        seconds: made.seconds,
      }));
      return { answer: larger(['few', a.accuracy], ['many', b.accuracy], CHANCE), facts: { large: a, small: b } };
    },
  },

  linear: {
    question: choice('collapses', 'little', 'better'),
    async happen({ notebook, run }) {
      const last = notebook.layers.length - 1;
      const straight = changed(notebook, 'All linear', (layer, i) =>
        layer.activation && i !== last ? { ...layer, activation: 'linear' } : layer,
      );
      const flat = changed(straight, 'All linear, no pooling', (layer) =>
        ['Flatten', 'Dense'].includes(layer.type) ? layer : null,
      );
      const known = async (/** @type {Plan} */ each) => lastOf(await run(each)).validationAccuracy;
      const facts = {
        relu: await known(plan('The notebook’s', notebook)),
        pooled: await known(plan('All activations linear', straight)),
        flat: await known(plan('All linear, no pooling', flat)),
        pixels: await known(plan('Pixels alone', pixelsAlone(notebook))),
      };
      const { relu, pooled } = facts;
      return { answer: pooled > relu + CHANCE ? 'better' : pooled > relu - 0.05 ? 'little' : 'collapses', facts };
    },
  },

  cues: {
    question: choice('sleeves', 'shaft', 'both', 'neither'),
    async happen({ judge }) {
      const samples = await readSamples();
      const changes = [];
      for (const { sample, change } of [
        { sample: samples[T_SHIRT], change: withSleeves },
        { sample: samples[ANKLE_BOOT], change: withoutShaft },
      ]) {
        const { pixels: before, label } = sample;
        const after = change(before);
        const [was, is] = [await judge(before), await judge(after)];
        changes.push({ label, before, after, was: argmax(was.probabilities), is: argmax(is.probabilities) });
      }
      const [sleeves, shaft] = changes.map(({ was, is }) => was !== is);
      return { answer: sleeves ? (shaft ? 'both' : 'sleeves') : shaft ? 'shaft' : 'neither', facts: { changes } };
    },
  },
};

/** @typedef {keyof typeof LESSONS} LessonName */
