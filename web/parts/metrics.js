// What the probabilities of many labelled images say about a network: plain arithmetic, no page.
//
// Names and conventions are those of scikit-learn, against which tests/web/metrics.test.mjs holds it.

import { chance } from './format.js';
import { argmax } from './rank.js';

/**
 * What is judged: engine.evaluate() returns it.
 * @typedef {object} Judged
 * @property {ArrayLike<number>} probabilities `classes` for each image
 * @property {ArrayLike<number>} labels one for each image
 */

/**
 * @typedef {object} ClassScores
 * @property {number | null} precision of the images taken for this class, the share that belongs to
 *   it; null when none was
 * @property {number | null} recall of the images of this class, the share that was found; null when
 *   there is none
 * @property {number | null} f1 the harmonic mean of both; null when neither can be told
 * @property {number} support images of this class
 */

/**
 * One stretch of a reliability diagram: the images whose confidence lies above `from` and at most
 * at `to`.
 * @typedef {object} Bin
 * @property {number} from
 * @property {number} to
 * @property {number} count
 * @property {number} confidence mean; 0 when the bin is empty
 * @property {number} accuracy likewise
 */

/**
 * An image and what the network took it for.
 * @typedef {object} Answer
 * @property {number} index of the image
 * @property {number} label its true class
 * @property {number} predicted
 * @property {number} probability of the predicted class
 */

/**
 * What the network answered for each image.
 * @param {Judged} judged
 * @returns {Answer[]} in the order of the images
 */
export function answersOf({ probabilities, labels }) {
  const classes = probabilities.length / labels.length;
  return Array.from(labels, (label, index) => {
    const predicted = argmax(probabilities, index * classes, classes);
    return { index, label, predicted, probability: probabilities[index * classes + predicted] };
  });
}

/**
 * @param {ArrayLike<number>} confusion counts: rows are true classes, columns predicted ones
 * @returns {ClassScores[]}
 */
export function scoresByClass(confusion) {
  const classes = Math.sqrt(confusion.length);
  const share = (/** @type {number} */ part, /** @type {number} */ all) => (all ? part / all : null);
  return Array.from({ length: classes }, (_, k) => {
    const right = confusion[k * classes + k];
    let support = 0;
    let taken = 0;
    for (let other = 0; other < classes; other++) {
      support += confusion[k * classes + other];
      taken += confusion[other * classes + k];
    }
    return {
      precision: share(right, taken),
      recall: share(right, support),
      f1: share(2 * right, taken + support),
      support,
    };
  });
}

/**
 * The mean over the classes, each counting the same; what cannot be told counts as 0.
 * @param {ClassScores[]} scores
 */
export function macroAverage(scores) {
  const mean = (/** @type {'precision' | 'recall' | 'f1'} */ name) =>
    scores.reduce((sum, each) => sum + (each[name] ?? 0), 0) / scores.length;
  return {
    precision: mean('precision'),
    recall: mean('recall'),
    f1: mean('f1'),
    support: scores.reduce((sum, each) => sum + each.support, 0),
  };
}

/**
 * How often the network is right when it is so sure, in bins of equal width.
 * @param {Answer[]} answers
 * @param {number} count of bins
 * @returns {Bin[]}
 */
export function reliability(answers, count) {
  const bins = Array.from({ length: count }, (_, i) => ({
    from: i / count,
    to: (i + 1) / count,
    count: 0,
    confidence: 0,
    accuracy: 0,
  }));
  for (const { label, predicted, probability } of answers) {
    const bin = bins[Math.min(count, Math.max(1, Math.ceil(probability * count))) - 1];
    bin.count += 1;
    bin.confidence += probability;
    bin.accuracy += Number(label === predicted);
  }
  for (const bin of bins) {
    if (bin.count === 0) continue;
    bin.confidence /= bin.count;
    bin.accuracy /= bin.count;
  }
  return bins;
}

/**
 * The distance of confidence and accuracy, averaged over the images: Guo, Pleiss, Sun, Weinberger,
 * "On calibration of modern neural networks", 2017, equation 3.
 * @param {Bin[]} bins
 * @returns {number} 0 to 1
 */
export function expectedCalibrationError(bins) {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  const apart = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.confidence - bin.accuracy), 0);
  return all ? apart / all : 0;
}

/** A mean confidence so close to the accuracy fits; one beyond the second is far off. */
const [CLOSE, FAR] = [0.01, 0.03];

/**
 * How sure it is on average, and how often it is right.
 * @param {Answer[]} answers
 * @returns {{ confidence: number, accuracy: number, degree: number }} degree: 0 for a confidence that fits, 1 for a
 *   little too much, 2 for far too much; below 0 for too little
 */
export function sureness(answers) {
  const mean = (/** @type {(answer: Answer) => number} */ of) =>
    answers.reduce((sum, answer) => sum + of(answer), 0) / answers.length;
  const confidence = mean(({ probability }) => probability);
  const accuracy = mean(({ label, predicted }) => Number(label === predicted));
  const apart = Math.abs(confidence - accuracy);
  const size = Number(apart >= CLOSE) + Number(apart >= FAR);
  return { confidence, accuracy, degree: confidence > accuracy ? size : 0 - size };
}

/**
 * The images of one class that were taken for another, or for itself, the surest answer first.
 * @param {Answer[]} answers
 * @param {number} label
 * @param {number} predicted
 */
export const behindCell = (answers, label, predicted) =>
  answers.filter((each) => each.label === label && each.predicted === predicted).sort(surestFirst);

/** An answer in words. @param {readonly string[]} names of the classes @param {Answer} answer */
export const answerInWords = (names, { label, predicted, probability }) =>
  `labelled ${names[label]}, taken for ${names[predicted]} with ${chance(probability)}`;

/** Wrong answers, the surest first. @param {Answer[]} answers */
export const surestMistakes = (answers) =>
  answers.filter(({ label, predicted }) => label !== predicted).sort(surestFirst);

/** @param {Answer} a @param {Answer} b */
const surestFirst = (a, b) => b.probability - a.probability || a.index - b.index;
