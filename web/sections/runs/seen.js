// What was seen in a suggested experiment, in words, from the numbers of its runs.

import { percent } from '../../parts/format.js';

/** @typedef {import('../../lab/runs.js').KeptRun} KeptRun */

/** Of ten classes guessing knows a tenth; a bit more is chance. */
const NO_BETTER_THAN_GUESSING = 0.15;

/** @param {KeptRun} run @returns {{ accuracy: number, validationAccuracy: number }} NaN where no epoch was finished */
const lastOf = ({ epochs }) => epochs.at(-1) ?? { accuracy: NaN, validationAccuracy: NaN };

/** @param {KeptRun} run */
function gapInWords(run) {
  const { accuracy, validationAccuracy } = lastOf(run);
  const points = ((accuracy - validationAccuracy) * 100).toFixed(1).replace('-', '−');
  return `${percent(accuracy)} of the training images and ${percent(validationAccuracy)} of the validation images, ${points} points apart`;
}

/** @satisfies {Record<import('../../lab/experiments.js').ExperimentName, (runs: readonly KeptRun[]) => string>} */
export const SEEN = {
  dropout: ([withIt, without]) =>
    `Without dropout it knew ${gapInWords(without)}; with dropout, ${gapInWords(withIt)}.`,

  rate(runs) {
    const known = (/** @type {KeptRun} */ run) => lastOf(run).validationAccuracy || 0;
    const best = runs.reduce((a, b) => (known(b) > known(a) ? b : a));
    const above = runs.slice(runs.indexOf(best) + 1);
    const lost = above.find((run) => run.state !== 'diverged' && known(run) < NO_BETTER_THAN_GUESSING);
    const last = /** @type {KeptRun} */ (runs.at(-1));
    const sentences = [
      `It learned best at a learning rate of ${best.settings.learningRate}: ${percent(known(best))} of the validation images after one epoch.`,
      lost && `At ${lost.settings.learningRate} it did no better than guessing.`,
      last.state === 'diverged'
        ? `At ${last.settings.learningRate} the loss grew beyond all bounds.`
        : `Even at ${last.settings.learningRate} the loss stayed finite.`,
    ];
    return sentences.filter(Boolean).join(' ');
  },

  hundred([thousands, hundred]) {
    const [many, few] = [lastOf(thousands), lastOf(hundred)];
    return (
      `After as many steps it knew ${percent(few.accuracy)} of its hundred images, but ` +
      `${percent(few.validationAccuracy)} of new ones; from three thousand it had learned to know ` +
      `${percent(many.validationAccuracy)} of new ones.`
    );
  },
};
