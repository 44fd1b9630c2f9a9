// How long it takes to reach a test accuracy with one of the page's recipes, over some seeds.

import { FAST, STRONG } from '../../web/lab/recipes.js';
import { openPage } from './chromium.mjs';
import { MOST_OTHERS, watchLoad } from './load.mjs';
import { median } from './statistics.mjs';
import { number, percent, table } from './table.mjs';

/** Nothing here takes so long. */
const RUN_MS = 20 * 60 * 1000;

const THREADS = 2;

/**
 * What is to be reached.
 * @typedef {object} Goal
 * @property {string} network its description, in model/
 * @property {object} recipe
 * @property {number} accuracy on the test set
 * @property {number[]} seeds
 * @property {boolean} whole whether runs go on to their end once they are there
 * @property {string} [bar] the times asked for
 */

/** By the mode of tools/bench. @type {Record<string, Goal>} */
export const GOALS = {
  // The notebook's network and accuracy.
  'time-to-accuracy': {
    network: 'reference.json',
    recipe: FAST,
    accuracy: 0.9031,
    seeds: [1, 2, 3, 4, 5],
    whole: false,
    bar: 'floor 180 s, target 60 s',
  },
  strong: { network: 'strong.json', recipe: STRONG, accuracy: 0.93, seeds: [1, 2, 3], whole: true },
};

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {Goal} goal
 * @param {object} description of its network
 * @param {(line: string) => void} say
 */
export async function measureAccuracy(browser, address, goal, description, say) {
  const { recipe, accuracy, seeds, whole } = goal;
  const runs = [];
  for (const seed of seeds) {
    say(`seed ${seed}`);
    const page = await openPage(browser, `${address}page/training.html`);
    page.setDefaultTimeout(RUN_MS);
    await page.waitForFunction(() => 'training' in globalThis);
    const settings = { ...recipe, seed };
    const task = { description, threads: THREADS, settings, accuracy: whole ? null : accuracy };
    const end = await watchLoad();
    const { loading, epochs } = await page.evaluate((request) => globalThis.training.trainUntil(request), task);
    const load = await end();
    await page.context().close();
    const reached = epochs.find((epoch) => epoch.accuracy >= accuracy);
    runs.push({ seed, loading, epochs, seconds: reached?.seconds ?? null, ...load });
    // Runs take minutes, and who stops the benchmark wants to know those that are done.
    const { accuracy: last, seconds } = epochs.at(-1);
    say('');
    console.log(`seed ${seed}: ${number(last, 4)} after ${epochs.length} epochs, ${number(seconds, 1)} s`);
  }
  return { goal, threads: THREADS, runs };
}

/** @param {Awaited<ReturnType<typeof measureAccuracy>>} result */
export function printAccuracy({ goal: { accuracy, whole, bar }, runs }) {
  const rows = runs.map(({ seed, loading, epochs, seconds, others = 0 }) => [
    String(seed),
    number(loading, 1),
    epochs.map((epoch) => number(epoch.accuracy, 4)).join(', '),
    (seconds === null ? 'not reached' : number(seconds, 1)) + (others > MOST_OTHERS ? ' *' : ''),
    ...(whole ? [number(epochs.at(-1).seconds, 1)] : []),
  ]);
  const title = `seconds to ${accuracy}`;
  const head = ['seed', 'of it loading, s', 'test accuracy after each epoch', title];
  if (whole) head.push('to the end');
  console.log(`\n${table([head, ...rows])}`);
  const reached = runs.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  console.log(`\nReached by ${reached.length} of ${runs.length} seeds (${percent(reached.length / runs.length)}).`);
  // A run that does not get there counts as taking for ever.
  const times = runs.map(({ seconds }) => seconds ?? Infinity);
  const middle = median(times);
  const worst = Math.max(...times);
  const show = (value) => (Number.isFinite(value) ? `${number(value, 1)} s` : 'not reached');
  console.log(`Median ${show(middle)}, slowest ${show(worst)}${bar ? ` (${bar})` : ''}.`);
  if (runs.some(({ others = 0 }) => others > MOST_OTHERS)) {
    console.log(`* other programs used more than ${MOST_OTHERS} of a core meanwhile`);
  }
}
