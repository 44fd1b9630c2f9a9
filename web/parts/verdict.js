// What the page says of a picture: probabilities in words.

import { percent } from './format.js';
import { ranked } from './rank.js';

/** A pair of them, seen from above, is hard to tell apart. */
const SHOES = Object.freeze(['Sandal', 'Sneaker', 'Ankle boot']);

/** So much of the probability makes a shoe of a picture, whichever it is. */
const A_SHOE = 0.8;

/** A class that is so many times as probable as any other is clearly ahead. */
const AHEAD = 2;

/** A second guess that is less probable is not worth a word. */
const WORTH_A_WORD = 0.05;

const UNLIKE = 'It is unlike what the network knows.';

/**
 * @typedef {object} Verdict
 * @property {string} headline a class, or “Not sure”
 * @property {string} share its probability; empty when it is not to be trusted
 * @property {string} note what else there is to say
 * @property {string} aloud the same for screen readers, without numbers that change with every stroke
 * @property {string} guess what the network takes the picture for, in the middle of a sentence
 * @property {number} top the class that is named in the headline; -1 for none
 */

/**
 * @param {readonly string[]} names of the classes
 * @param {ArrayLike<number>} probabilities by class
 * @param {object} [known]
 * @param {import('../engine/engine.js').Unlike} [known.unlike]
 * @param {number} [known.label] the true class, where it is known
 * @returns {Verdict}
 */
export function verdictOf(names, probabilities, { unlike = null, label } = {}) {
  const [top, second] = ranked(probabilities);
  const name = names[top];
  if (unlike !== null && unlike > 1) {
    const truth = label === undefined ? '' : ` Its label is ${names[label]}.`;
    const note = `Perhaps ${withArticle(name)}. ${UNLIKE}${truth}`;
    const guess = `perhaps ${withArticle(name)}, but it is not sure`;
    return { headline: 'Not sure', share: '', note, aloud: `Not sure. ${note}`, guess, top: -1 };
  }
  const share = inWords(probabilities[top]);
  const verdict = { headline: name, share, guess: `${name}, ${share}`, top };
  if (label !== undefined) {
    const right = label === top;
    const truth = names[label];
    const judged = right ? 'Right.' : `Wrong, it is labelled ${truth}.`;
    const note = `${right ? 'Right' : 'Wrong'}: its label is ${truth}.`;
    return { ...verdict, note, aloud: `Prediction: ${name}. ${judged}` };
  }
  const shoe = someShoe(names, probabilities);
  if (shoe) return { ...verdict, note: shoe, aloud: `Prediction: ${name}, or another shoe.` };
  const said = probabilities[second] >= WORTH_A_WORD;
  const note = said ? `Second guess: ${names[second]}, ${percent(probabilities[second], 0)}.` : '';
  return { ...verdict, note, aloud: `Prediction: ${name}.` };
}

/**
 * @param {readonly string[]} names
 * @param {ArrayLike<number>} probabilities
 * @returns {string} how sure it is of a shoe when it can tell that, but not which one; empty otherwise
 */
function someShoe(names, probabilities) {
  const shoes = ranked(probabilities).filter((index) => SHOES.includes(names[index]));
  const sum = shoes.reduce((all, index) => all + probabilities[index], 0);
  const [best, next] = shoes.map((index) => probabilities[index]);
  if (shoes.length < 2 || sum < A_SHOE || best >= AHEAD * next) return '';
  const shares = shoes
    .filter((index) => probabilities[index] >= 0.005)
    .map((index) => `${names[index]} ${percent(probabilities[index], 0)}`);
  return `It is ${inWords(sum)} sure of a shoe: ${shares.join(', ')}.`;
}

/** “100 %” is said only of a network that is all but certain. @param {number} share */
const inWords = (share) => percent(share > 0.9995 ? 1 : Math.min(share, 0.99), 0);

/** @param {string} name of a class */
const withArticle = (name) => `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
