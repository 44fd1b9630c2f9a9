// The questions of the assignment that this page comes from, with answers from the visitor's own network and run.

import { IMAGE_SIDE } from '../../engine/engine.js';
import { counted, integer, percent } from '../../parts/format.js';

/** Of the classes that are found least, so many are named. */
const HARDEST = 3;

/**
 * @typedef {object} Known
 * @property {readonly string[]} names of the classes
 * @property {number} epochs of the last run; 0: none was made
 * @property {import('../../lab/run.js').Settings} settings of the last run, or of the one that Train would make
 * @property {import('../../engine/engine.js').Evaluation | null} result of the test of the network in use
 */

/** The classes that are found least, the least first. @param {readonly string[]} names @param {ArrayLike<number>} confusion */
function hardest(names, confusion) {
  const recalls = names.map((name, label) => {
    const row = Array.from({ length: names.length }, (_, other) => confusion[label * names.length + other]);
    const all = row.reduce((sum, count) => sum + count, 0);
    const others = row.map((count, other) => ({ count: other === label ? -1 : count, name: names[other] }));
    const takenFor = others.reduce((most, other) => (other.count > most.count ? other : most)).name;
    return { name, takenFor, all, recall: all > 0 ? row[label] / all : 1 };
  });
  return recalls
    .filter(({ all }) => all > 0)
    .sort((a, b) => a.recall - b.recall)
    .slice(0, HARDEST);
}

/** @param {Known} known @returns {{ question: string, answer: string, place: string }[]} place: the id of a section */
export function assignment({ names, epochs, settings, result }) {
  const pixels = IMAGE_SIDE * IMAGE_SIDE;
  const steps = Math.ceil(settings.trainingImages / settings.batchSize);
  return [
    {
      question: 'What is the data set for?',
      answer:
        'To learn what a picture shows from pictures whose class is known, and to measure that on others. It is made like MNIST, the handwritten digits, with the same sizes and numbers, as those had become too easy.',
      place: 'data',
    },
    {
      question: 'How many classes are there?',
      answer: `${names.length}: ${names.join(', ')}.`,
      place: 'data',
    },
    {
      question: `What is ${pixels}?`,
      answer: `${IMAGE_SIDE} · ${IMAGE_SIDE}: so many grey values has a picture, which Flatten would write in one row.`,
      place: 'build',
    },
    {
      question: 'How many epochs were trained?',
      answer:
        epochs > 0
          ? `Your last run: ${counted(epochs, 'epoch')} of ${counted(steps, 'step')} each, so each of the ${integer(settings.trainingImages)} images was shown ${epochs === 1 ? 'once' : `${epochs} times`}.`
          : `None yet. Train would show each of the ${integer(settings.trainingImages)} images ${settings.epochs} times, in ${counted(steps, 'step')} each.`,
      place: 'train',
    },
    {
      question: 'How good is the network?',
      answer: result
        ? `It gets ${percent(result.accuracy, 2)} of the test images right.`
        : 'Not tested yet: press Test the network.',
      place: 'judge',
    },
    {
      question: 'Which classes are the hardest?',
      answer: result
        ? hardest(names, result.confusion)
            .map(
              ({ name, recall, takenFor }) => `${name} (${percent(recall)} found, else mostly taken for ${takenFor})`,
            )
            .join('; ') + '.'
        : 'Not tested yet: press Test the network.',
      place: 'judge',
    },
  ];
}
