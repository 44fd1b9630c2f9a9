// What the curves of a run say, in a sentence or two, and what to try next: simple rules on the numbers of its epochs.

import { SETTINGS } from '../../engine/engine.js';
import { counted, integer, loss, percent } from '../../parts/format.js';
import { GUESSING } from '../../parts/guessing.js';

/** @typedef {import('../../engine/engine.js').Epoch} Epoch */
/** @typedef {import('../../lab/run.js').RunRecord} RunRecord */
/** @typedef {import('../../lab/run.js').Settings} Settings */

/**
 * @typedef {object} Advice
 * @property {string} text
 * @property {{ label: string, settings: Partial<Settings> } | null} next what to try
 */

/** A loss that has risen by so much above its best has turned; less is noise. */
const TURNED = 1.03;
/** An epoch that lowers the validation loss by so much still learns. */
const LEARNS = 0.03;
/** Steps that are this small or smaller lead nowhere soon. */
const SMALL_RATE = 1e-4;
/** A network that is above this loss and has small steps has hardly begun. */
const HARDLY_BEGUN = 0.7;

const NOTEBOOK_RATE = /** @type {number} */ (SETTINGS.learningRate.default);
const MOST_IMAGES = /** @type {number} */ (SETTINGS.trainingImages.maximum);

/** @param {number} rate */
const rateOf = (rate) => ({ label: `Try a learning rate of ${rate}`, settings: { learningRate: rate } });

/** A rate one digit long. @param {number} rate */
const plain = (rate) => Number(rate.toPrecision(1));

/** @param {RunRecord} record @returns {boolean} */
const drops = ({ network, settings }) =>
  settings.dropoutScale > 0 && (network?.layers.some(({ type }) => type === 'Dropout') ?? false);

/**
 * Why validation may lie above training.
 * @param {RunRecord} record
 * @param {Epoch} last
 */
function whyAbove(record, { accuracy, validationAccuracy }) {
  if (validationAccuracy <= accuracy) return '';
  const reasons = [
    'the training accuracy is a mean over the whole epoch, its beginning included',
    drops(record) && 'dropout hinders the network only while it trains',
    record.settings.augmentation !== 'none' && 'its training images were changed to be harder',
  ].filter(Boolean);
  return ` Validation lies above training: ${reasons.join(', and ')}.`;
}

/**
 * Why training may lie above validation: against smoothed labels even the best answer, which is those labels, has their
 * entropy as its loss.
 * @param {RunRecord} record
 */
function ofSmoothing({ network, settings: { labelSmoothing } }) {
  const classes = Number(network?.layers.at(-1)?.units ?? 0);
  if (!labelSmoothing || !classes) return '';
  const others = labelSmoothing / classes;
  const right = 1 - labelSmoothing + others;
  const least = -right * Math.log(right) - (classes - 1) * others * Math.log(others);
  return ` The training loss is against smoothed labels and cannot fall below ${loss(least)}; that of validation is not.`;
}

/** @param {RunRecord} record */
function moreEpochs({ settings: { epochs } }) {
  const most = /** @type {number} */ (SETTINGS.epochs.maximum);
  const wanted = Math.min(most, Math.max(epochs + 2, Math.round(epochs * 1.5)));
  return wanted > epochs ? { label: `Try ${wanted} epochs`, settings: { epochs: wanted } } : null;
}

/** What helps against learning by heart. @param {RunRecord} record @param {number} best epoch */
function against({ settings: { trainingImages, epochs } }, best) {
  if (trainingImages < MOST_IMAGES) {
    const more = Math.min(MOST_IMAGES, Math.max(5000, trainingImages * 5));
    return { label: `Try ${integer(more)} training images`, settings: { trainingImages: more } };
  }
  return best < epochs ? { label: `Try ${best} epochs`, settings: { epochs: best } } : null;
}

/**
 * @param {RunRecord | null} record
 * @param {boolean} diverged
 * @returns {Advice | null} null where no epoch tells anything yet
 */
export function adviceOn(record, diverged) {
  if (!record) return null;
  const { epochs, settings } = record;
  const rate = settings.learningRate;
  if (diverged) {
    const text = 'The loss grew beyond all bounds: the steps were too large.';
    return { text, next: rateOf(Math.min(NOTEBOOK_RATE, plain(rate / 10))) };
  }
  const last = epochs.at(-1);
  if (!last) return null;
  const above = whyAbove(record, last) + ofSmoothing(record);
  const next = moreEpochs(record);

  if (last.validationAccuracy < GUESSING) {
    const guesses = `It knows ${percent(last.validationAccuracy)} of the validation images, no more than by guessing`;
    if (rate > NOTEBOOK_RATE)
      return {
        text: `${guesses}: the steps were too large, and its units may be dead, see “Weights and gradients”.`,
        next: rateOf(Math.max(NOTEBOOK_RATE, plain(rate / 10))),
      };
    if (rate <= SMALL_RATE)
      return { text: `${guesses}: too slow, its steps are tiny.`, next: rateOf(plain(Math.min(1e-3, rate * 10))) };
    return { text: `${guesses}. Hard to tell why: look at its layers under “Weights and gradients”.`, next: null };
  }

  const best = epochs.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
  if (last.epoch > best.epoch && last.validationLoss > TURNED * best.validationLoss && last.loss < best.loss) {
    const text =
      `Over-fitting since epoch ${best.epoch}: from there the validation loss rose from ${loss(best.validationLoss)} to ` +
      `${loss(last.validationLoss)}, while the training loss fell from ${loss(best.loss)} to ${loss(last.loss)}. ` +
      'It learns its images by heart.';
    return { text, next: against(record, best.epoch) };
  }

  if (rate <= SMALL_RATE && last.validationLoss > HARDLY_BEGUN) {
    const text = `Too slow: after ${counted(last.epoch, 'epoch')} the validation loss is still ${loss(last.validationLoss)}.${above}`;
    return { text, next: rateOf(plain(Math.min(1e-3, rate * 10))) };
  }

  const before = epochs.at(-2);
  if (!before) return { text: `One epoch alone says little of where the curves go.${above}`, next };
  const gain = 1 - last.validationLoss / before.validationLoss;
  const fell = `the last epoch brought the validation loss from ${loss(before.validationLoss)} to ${loss(last.validationLoss)}`;
  if (gain >= LEARNS) return { text: `Still learning: ${fell}.${above}`, next };
  if (Math.abs(gain) < LEARNS && epochs.length > 2) {
    const more = settings.trainingImages < MOST_IMAGES ? against(record, best.epoch) : null;
    return { text: `It has levelled off: ${fell}.${above}`, next: more };
  }
  return { text: `Hard to tell: ${fell}, which may be chance.${above}`, next };
}
