// What a test says, in one to three sentences, and what to try next: simple rules on its numbers.

import { cellOf, pairOf } from '../../parts/confusion.js';
import { counted, integer, percent } from '../../parts/format.js';
import { GUESSING } from '../../parts/guessing.js';
import { scoresByClass, sureness } from '../../parts/metrics.js';

/** @typedef {import('../../parts/metrics.js').Answer} Answer */
/** @typedef {import('../../lab/run.js').Settings} Settings */

/**
 * @typedef {object} Test
 * @property {readonly string[]} names of the classes
 * @property {ArrayLike<number>} confusion
 * @property {Answer[]} answers
 * @property {Settings | null} settings of the run that made the network; null where there was none
 */

/** What to try next: settings for another run, or a cell of the matrix to look at. @typedef {{ label: string } & ({ settings: Partial<Settings> } | { cell: number })} Next */

/** Fewer mistakes tell no pattern. */
const FEW = 20;
/** Two classes with such a share of all mistakes stand out: evenly spread, each of 45 pairs has a fiftieth. */
const MUCH = 0.1;
/** A class of which less is found is rarely found. */
const RARE = 0.5;
/** A class stands out when it is found so much less often than the others. */
const BEHIND = 0.1;
/** What Szegedy et al. ("Rethinking the Inception architecture", 2016) take. */
const SMOOTHING = 0.1;

/** How far a share of so many images may be off by chance: two standard errors. @param {number} share @param {number} count */
const chanceOf = (share, count) => 2 * Math.sqrt((share * (1 - share)) / count);

/** @param {readonly string[]} words */
const and = (words) => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

/**
 * The mistakes between two classes, in both directions, the commonest pair first.
 * @param {Test} test
 */
function mistakesByPair({ names, confusion }) {
  const pairs = [];
  for (let a = 0; a < names.length; ++a)
    for (let b = a + 1; b < names.length; ++b) {
      const [one, other] = [cellOf(names, a, b), cellOf(names, b, a)];
      const cell = confusion[other] > confusion[one] ? other : one;
      pairs.push({ both: `${names[a]} and ${names[b]}`, count: confusion[one] + confusion[other], cell });
    }
  return pairs.sort((p, q) => q.count - p.count);
}

/** What is mixed up. @param {ReturnType<typeof mistakesByPair>} pairs @param {number} mistakes */
function mixedUp(pairs, mistakes) {
  if (mistakes === 0) return 'It made no mistake.';
  if (mistakes < FEW) return `It made ${counted(mistakes, 'mistake')}: too few to tell what it mixes up.`;
  const [first, second] = pairs.filter(({ count }) => count >= MUCH * mistakes);
  if (!first) return `Hard to tell what it mixes up: no two classes have a tenth of its ${integer(mistakes)} mistakes.`;
  const more = second ? `, then ${second.both}, ${integer(second.count)}` : '';
  return `Mixed up most: ${first.both}, ${integer(first.count)} of its ${integer(mistakes)} mistakes${more}.`;
}

/** Whether it is over-confident. @param {Answer[]} answers @param {ReturnType<typeof sureness>} sure */
function confident(answers, { confidence, accuracy, degree }) {
  const numbers = `${percent(confidence)} sure on average, ${percent(accuracy)} right`;
  if (degree === 0) return `It knows how sure it can be: ${numbers}.`;
  if (Math.abs(confidence - accuracy) < chanceOf(accuracy, answers.length))
    return `Hard to tell whether it is too sure of itself: ${numbers}, of only ${counted(answers.length, 'image')}.`;
  const little = Math.abs(degree) === 1 ? 'a little ' : '';
  if (degree < 0) return `It is ${little}under-confident: ${numbers}.`;
  const wrong = answers.filter(({ label, predicted }) => label !== predicted);
  const still = wrong.length > 0 ? `; where it is wrong, still ${percent(sureness(wrong).confidence)} sure` : '';
  return `It is ${little}over-confident: ${numbers}${still}.`;
}

/** What is rarely found. @param {Test} test */
function found({ names, confusion }) {
  const classes = scoresByClass(confusion)
    .map(({ recall, support }, i) => ({ name: names[i], recall: recall ?? 0, support }))
    .filter(({ support }) => support > 0) // of a class of the visitor's own there are no test images
    .sort((a, b) => a.recall - b.recall);
  const [least, next] = classes;
  if (!next) return '';
  const rare = classes.filter(({ recall }) => recall < RARE);
  if (rare.length > 0) {
    const each = rare.map(({ name, recall }) => `${name} (${percent(recall)})`);
    return `Rarely found, of all its images: ${and(each)}.`;
  }
  const others = classes.slice(1).reduce((sum, { recall }) => sum + recall, 0) / (classes.length - 1);
  if (others - least.recall < BEHIND)
    return `No class is left behind: of each it finds at least ${percent(least.recall)}.`;
  const chance = Math.SQRT2 * chanceOf(least.recall, Math.min(least.support, next.support)); // of a difference
  if (next.recall - least.recall < chance)
    return `Hard to tell which it finds least: ${least.name} (${percent(least.recall)}) or ${next.name} (${percent(next.recall)}).`;
  return `Found least is ${least.name}: ${percent(least.recall)} of its images, of the other classes ${percent(others)} on average.`;
}

/** No more than guessing. @param {Test} test @param {number} accuracy */
function guesses({ names, answers }, accuracy) {
  const taken = names.map((name, i) => ({ name, count: answers.filter(({ predicted }) => predicted === i).length }));
  const favourite = taken.reduce((a, b) => (b.count > a.count ? b : a));
  const what =
    favourite.count > answers.length / 2
      ? `: it takes ${integer(favourite.count)} of ${counted(answers.length, 'image')} for ${favourite.name}`
      : '';
  return `It knows ${percent(accuracy)} of the test images, no more than by guessing${what}. What it mixes up is hard to tell before it has learned.`;
}

/**
 * @param {Test | null} test
 * @returns {{ text: string, next: Next | null } | null} null while nothing is known
 */
export function adviceOnTest(test) {
  if (!test || test.answers.length === 0) return null;
  const { names, answers, settings } = test;
  const sure = sureness(answers);
  if (sure.accuracy < GUESSING) return { text: guesses(test, sure.accuracy), next: null };

  const pairs = mistakesByPair(test);
  const mistakes = pairs.reduce((sum, { count }) => sum + count, 0);
  const text = [mixedUp(pairs, mistakes), confident(answers, sure), found(test)].filter(Boolean).join(' ');
  return { text, next: whatNext(names, pairs, sure.degree, settings) };
}

/**
 * @param {readonly string[]} names
 * @param {ReturnType<typeof mistakesByPair>} pairs
 * @param {number} degree of its confidence
 * @param {Settings | null} settings
 * @returns {Next | null}
 */
function whatNext(names, [commonest], degree, settings) {
  if (degree > 0 && settings?.labelSmoothing === 0)
    return { label: `Try label smoothing of ${SMOOTHING}`, settings: { labelSmoothing: SMOOTHING } };
  if (degree < 0 && settings && settings.labelSmoothing > 0)
    return { label: 'Try it without label smoothing', settings: { labelSmoothing: 0 } };
  if (!commonest?.count) return null;
  return { label: `Look at ${pairOf(names, commonest.cell)}`, cell: commonest.cell };
}
