// How long it takes to reach test accuracies with the best recipe of each network that the page offers, over some seeds:
// the table that speed runs are compared by.

import { operations } from '../../web/sections/speed/words.js';
import { openPage } from './chromium.mjs';
import { MOST_OTHERS, watchLoad } from './load.mjs';
import { meanAndDeviation, median } from './statistics.mjs';
import { number, percent, table } from './table.mjs';

/** Nothing here takes so long. */
const RUN_MS = 30 * 60 * 1000;

const THREADS = 2;

/** On the test set; among them what the notebook reached. */
const ACCURACIES = [0.88, 0.9, 0.9031, 0.92, 0.93, 0.94];

/**
 * @typedef {object} Run
 * @property {number} seed
 * @property {number} loading seconds until the images were there
 * @property {{ seconds: number, accuracy: number }[]} epochs from the run's beginning, loading and tests included
 * @property {number} [others] cores that other programs used
 */

/**
 * Trains a network to the end of its recipe with each seed.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {{ description: object, recipe: object, seeds: number[] }} contest
 * @param {(line: string) => void} say
 */
export async function measureAccuracy(browser, address, { description, recipe, seeds }, say) {
  /** @type {Run[]} */
  const runs = [];
  let parameters = 0;
  let flop = 0;
  for (const seed of seeds) {
    say(`${description.name}, seed ${seed}`);
    const page = await openPage(browser, `${address}page/training.html`);
    page.setDefaultTimeout(RUN_MS);
    await page.waitForFunction(() => 'training' in globalThis);
    const end = await watchLoad();
    const task = { description, threads: THREADS, settings: { ...recipe, seed } };
    const { loading, epochs, outline } = await page.evaluate(
      (request) => globalThis.training.trainAndTest(request),
      task,
    );
    const load = await end();
    await page.context().close();
    runs.push({ seed, loading, epochs, ...load });
    ({ parameters } = outline);
    flop = operations(outline.layers).training;
    // Runs take minutes, and who stops the benchmark wants to know those that are done.
    const { accuracy, seconds } = epochs.at(-1);
    say('');
    console.log(
      `${description.name}, seed ${seed}: ${number(accuracy, 4)} after ${epochs.length} epochs, ${number(seconds, 1)} s`,
    );
  }
  return { name: description.name, parameters, flop, images: recipe.trainingImages, threads: THREADS, runs };
}

/** @typedef {Awaited<ReturnType<typeof measureAccuracy>>} Result */

/** So much is enough for half of the seeds. @param {number[]} values */
const halfway = (values) => values.sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1];

/**
 * What it takes half of the seeds to get there; those that do not count as taking for ever.
 * @param {Result} result
 * @param {number} accuracy
 */
export function timeTo({ runs, flop, images }, accuracy) {
  const first = runs.map(({ epochs }) => epochs.findIndex((epoch) => epoch.accuracy >= accuracy));
  const reached = first.filter((epoch) => epoch >= 0).length;
  const seconds = halfway(runs.map(({ epochs }, i) => epochs[first[i]]?.seconds ?? Infinity));
  const epochs = halfway(first.map((epoch) => (epoch < 0 ? Infinity : epoch + 1)));
  return { reached, seconds, tflop: (epochs * images * flop) / 1e12 };
}

/** @param {Result[]} results */
export function printAccuracy(results) {
  const cell = (/** @type {Result} */ result, /** @type {number} */ accuracy) => {
    const { reached, seconds, tflop } = timeTo(result, accuracy);
    if (!Number.isFinite(seconds)) return reached ? `${reached} of ${result.runs.length}` : '–';
    const some = reached < result.runs.length ? ` (${reached} of ${result.runs.length})` : '';
    return `${number(seconds, 1)} s, ${number(tflop, 1)} TFLOP${some}`;
  };
  const rows = results.map((result) => [
    `${result.name}, ${number(result.parameters, 0)} parameters`,
    ...ACCURACIES.map((accuracy) => cell(result, accuracy)),
  ]);
  console.log(
    `\n${table([['half of the seeds had a test accuracy of', ...ACCURACIES.map((accuracy) => String(accuracy))], ...rows])}`,
  );

  const ends = results.map(({ name, runs }) => {
    const last = runs.map(({ epochs }) => epochs.at(-1));
    const accuracies = last.map(({ accuracy }) => accuracy);
    const { mean, deviation } = meanAndDeviation(accuracies);
    const seconds = last.map((epoch) => epoch.seconds);
    return [
      name,
      String(runs.length),
      `${number(mean, 4)} ± ${number(deviation, 4)}`,
      `${number(Math.min(...accuracies), 4)} to ${number(Math.max(...accuracies), 4)}`,
      `${number(median(seconds), 1)} (${number(Math.min(...seconds), 1)} to ${number(Math.max(...seconds), 1)})`,
      number(median(runs.map(({ loading }) => loading)), 1),
    ];
  });
  const head = ['at the end', 'seeds', 'mean and standard deviation', 'from, to', 'seconds', 'of them loading'];
  console.log(`\n${table([head, ...ends])}`);
  const all = results.flatMap(({ runs }) => runs);
  const disturbed = all.filter(({ others = 0 }) => others > MOST_OTHERS).length;
  if (disturbed) {
    console.log(
      `\nOther programs used more than ${MOST_OTHERS} of a core in ${disturbed} of ${all.length} runs ` +
        `(${percent(disturbed / all.length)}).`,
    );
  }
}
