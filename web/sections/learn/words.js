// The lessons in words: what is asked, and why it came out as it did, from the numbers of what happened.

import { counted, duration, integer, loss, percent } from '../../parts/format.js';

/** @typedef {import('../../lab/lesson-plans.js').LessonName} LessonName */
/** @typedef {import('../../lab/lesson-plans.js').Answer} Answer */

/**
 * @typedef {object} Words
 * @property {string} title
 * @property {string} question
 * @property {string[]} terms words that are explained in the theory
 * @property {'share' | 'number'} [unit] of a number
 * @property {Record<string, string>} [choices] by the names that the lab has for them
 * @property {(facts: any, names: readonly string[]) => string} reason names: of the classes
 */

/** Guessing costs ln(classes); a fresh network costs hardly more or less. */
const NEAR_GUESSING = 0.1;
/** Shares that differ by less may do so by chance. */
const CHANCE = 0.01;
/** A loss that has risen by so much above its best has turned. */
const TURNED = 1.03;
/** Knows no more than by guessing. */
const GUESSING = 0.15;

/** In percentage points. @param {number} share */
const points = (share) => `${(share * 100).toFixed(1).replace('-', '−')} points`;

/** @type {Record<LessonName, Words>} */
export const WORDS = {
  untrained: {
    title: 'What does a network know before it has learned?',
    terms: ['weight', 'loss'],
    question: 'Its weights are random. Which share of the test images does it classify right?',
    unit: 'share',
    reason({ accuracy, loss: cost, classes }) {
      const guessing = Math.log(classes);
      const told = `It got ${percent(accuracy)} right: of ${classes} classes, guessing finds one in ${classes}.`;
      return Math.abs(cost - guessing) < NEAR_GUESSING
        ? `${told} Its loss, ${loss(cost)}, is what guessing costs: ln ${classes} = ${loss(guessing)}.`
        : `${told} Its loss, ${loss(cost)}, is not that of guessing evenly, ln ${classes} = ${loss(guessing)}: it is sure of something, and wrong.`;
    },
  },

  steps: {
    title: 'How many steps has an epoch?',
    terms: ['epoch', 'batch', 'step'],
    question: 'An epoch shows 10,000 images, 32 at a time. After how many steps is it over?',
    unit: 'number',
    reason({ images, batch }) {
      const steps = (/** @type {number} */ of, /** @type {number} */ by) => integer(Math.ceil(of / by));
      const rest = images % batch;
      const last = rest > 0 ? ` The last batch has only ${counted(rest, 'image')}.` : '';
      return (
        `${integer(images)} / ${batch}, rounded up, is ${steps(images, batch)}.${last} ` +
        `All 60,000 images would take ${steps(60_000, batch)} steps; in batches of ${2 * batch}, ${steps(60_000, 2 * batch)}.`
      );
    },
  },

  padding: {
    title: 'What does “same” padding change?',
    terms: ['padding', 'parameter', 'dense'],
    question:
      'With “same” padding the first layer answers at the edge of the picture, too, and its maps stay as large as the picture. Which layer gets more parameters by that?',
    choices: {
      first: 'The first convolution itself',
      others: 'Another convolution',
      dense: 'A Dense layer',
      none: 'None of them',
    },
    reason({ before, after, parameters }) {
      const sides = `The sides of the maps were ${before.join(', ')} and are ${after.join(', ')}.`;
      return parameters
        ? `${sides} A filter is as small on a large map as on a small one, so convolutions keep their parameters; but Dense has a weight for each number that reaches it: ${integer(parameters[0])} before, ${integer(parameters[1])} now.`
        : `${sides} No layer has a weight for each place of a map, so none has more of them.`;
    },
  },

  quarter: {
    title: 'A quarter of the filters, a quarter of the parameters?',
    terms: ['filter', 'parameter', 'bias'],
    question:
      'The second convolution has 18,496 parameters. The first one gets a quarter of its filters: how many has the second then?',
    unit: 'number',
    reason({ filters, first, second, biases }) {
      const exact = second[0] / 4;
      return (
        `With ${integer(filters / 4)} filters instead of ${integer(filters)}, the first went from ${integer(first[0])} to ${integer(first[1])} parameters, ` +
        `and the second from ${integer(second[0])} to ${integer(second[1])}` +
        (second[1] === exact
          ? ': exactly a quarter.'
          : `, not ${integer(exact)}: its weights follow the maps that come in, its ${integer(biases)} biases stay.`)
      );
    },
  },

  pixels: {
    title: 'How far do pixels alone get?',
    terms: ['convolution', 'unit', 'validation'],
    question:
      'No convolution, no hidden layer: each of ten units weighs the 784 pixels. Which share of the validation images does it get right after three epochs?',
    unit: 'share',
    reason({ parameters, accuracy, best }) {
      const told = `${percent(accuracy)} with ${integer(parameters)} parameters; the notebook’s network, trained alike, gets ${percent(best)}.`;
      return best > accuracy + CHANCE
        ? `${told} Most garments show by where they are light; the rest is what convolutions are for.`
        : `${told} So short a training is not enough to show what convolutions are for.`;
    },
  },

  validation: {
    title: 'Which is higher: training or validation accuracy?',
    terms: ['accuracy', 'validation', 'dropout'],
    question: 'The notebook’s run, three epochs. Which accuracy is higher at its end?',
    choices: {
      training: 'Training: it knows these images',
      validation: 'Validation, though it never trained on them',
      alike: 'Neither',
    },
    reason({ accuracy, validationAccuracy }) {
      const told = `Training ${percent(accuracy)}, validation ${percent(validationAccuracy)}.`;
      if (validationAccuracy > accuracy)
        return `${told} Dropout hinders the network only while it trains, and the training accuracy is a mean over the whole epoch, its worse beginning included.`;
      return `${told} It knows its own images better, in spite of dropout and of a mean that counts the epoch’s worse beginning.`;
    },
  },

  heart: {
    title: 'When does a network learn by heart?',
    terms: ['over-fitting', 'validation', 'loss'],
    question:
      'A thousand images, twenty times over, without dropout. Draw how the validation loss goes, from epoch to epoch.',
    reason({ turned, lowest, last, test }) {
      const tested = test === null ? '' : ` The test set: ${percent(test)}.`;
      return last.validationLoss > TURNED * lowest
        ? `It turned after epoch ${turned}, at ${loss(lowest)}, and rose to ${loss(last.validationLoss)}, while the training accuracy went on to ${percent(last.accuracy)}: from there on it learned its images by heart, and grew surer of its mistakes.${tested}`
        : `It did not turn within these epochs: its lowest was ${loss(lowest)}, its last ${loss(last.validationLoss)}, with a training accuracy of ${percent(last.accuracy)}.${tested}`;
    },
  },

  dropout: {
    title: 'Does dropout make it better?',
    terms: ['dropout', 'over-fitting', 'test-set'],
    question:
      'The same thousand images, twenty times, now with dropout of 0.5: half of the values are switched off at random. What changes?',
    choices: {
      gap: 'The gap between training and validation goes, the test gets no better',
      better: 'The test gets better, the gap stays',
      both: 'The gap goes and the test gets better',
      neither: 'Neither',
    },
    reason({ before, after }) {
      const gap = `The gap was ${points(before.gap)} and is ${points(after.gap)}`;
      const test = `the test accuracy was ${percent(before.known)} and is ${percent(after.known)}`;
      const smaller = after.gap < before.gap / 2;
      const better = after.known > before.known + CHANCE;
      if (smaller && !better)
        return `${gap}; ${test}. Without a gap nothing is learned by heart, but a thousand images hold no more than they do.`;
      if (smaller) return `${gap}; ${test}. What it no longer learns by heart, it learns in general.`;
      return `${gap}; ${test}. In so few epochs dropout has not closed it.`;
    },
  },

  rates: {
    title: 'Too large steps or too small ones?',
    terms: ['learning-rate', 'gradient'],
    question:
      'Learning rates of 0.1, a hundred times the notebook’s, and of 0.00001, a hundredth. Which knows more after three epochs?',
    choices: { large: '0.1', small: '0.00001', alike: 'Neither' },
    reason({ large, small, diverged }) {
      const told = `At 0.1 it knows ${percent(large)} of the validation images${diverged ? ', and its loss grew beyond all bounds' : ''}; at 0.00001, ${percent(small)}.`;
      return large < GUESSING
        ? `${told} The first large steps threw the weights to where most units answer to nothing, and no gradient brings them back: Weights and gradients, under Look inside, shows such units. Small steps only take long.`
        : `${told} This network bears large steps; small ones only take long.`;
    },
  },

  batches: {
    title: 'Large batches or small ones?',
    terms: ['batch', 'step', 'epoch'],
    question: 'Batches of 1,000 and batches of 4, three epochs each: the same images, as often. Which knows more?',
    choices: { few: 'After batches of 1,000', many: 'After batches of 4', alike: 'Neither' },
    reason({ large, small }) {
      const one = (/** @type {typeof large} */ { accuracy, steps, seconds }) =>
        `${percent(accuracy)} after ${counted(3 * steps, 'step')} in ${duration(seconds)}`;
      const told = `Batches of 1,000: ${one(large)}. Batches of 4: ${one(small)}.`;
      return small.accuracy > large.accuracy
        ? `${told} Each batch makes one step, so small ones make many; large ones give a truer direction, and are computed faster.`
        : `${told} Here the truer direction of large batches outweighs their few steps.`;
    },
  },

  linear: {
    title: 'All activations linear: does it collapse?',
    terms: ['activation', 'relu', 'pooling'],
    question: 'ReLU goes: each layer only adds and multiplies. What becomes of the accuracy?',
    choices: { collapses: 'It falls by more than 5 points', little: 'It hardly changes', better: 'It rises' },
    reason({ relu, pooled, flat, pixels }) {
      const told = `${percent(pooled)} without ReLU, ${percent(relu)} with it.`;
      const bends =
        pooled > relu - 0.05
          ? 'Max pooling bends, too: to take the largest is no sum.'
          : 'Max pooling bends, too, but not enough here.';
      return `${told} ${bends} Without pooling either, layers upon layers are one linear function: ${percent(flat)}, beside ${percent(pixels)} of pixels alone.`;
    },
  },

  cues: {
    title: 'What makes a shirt a pullover?',
    terms: [],
    question:
      'A T-shirt gets long sleeves, a boot loses its shaft. Which of the two gets another name from the network in use?',
    choices: { sleeves: 'The T-shirt', shaft: 'The boot', both: 'Both', neither: 'Neither' },
    reason({ changes }, names) {
      const [shirt, boot] = changes;
      const told = (/** @type {string} */ what, /** @type {{ was: number, is: number }} */ { was, is }) =>
        was === is ? `${what} is still: ${names[is]}` : `${what} was: ${names[was]}, and is: ${names[is]}`;
      return `${told('The shirt with sleeves', shirt)}. ${told('The boot without a shaft', boot)}. Its cues need not be yours. Press a picture to have it on the stage: “Why this class?”, under Look inside, shows what speaks for its class.`;
    },
  },
};
