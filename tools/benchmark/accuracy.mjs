// How long it takes to reach the notebook's test accuracy with the page's "fast and good" recipe, over some seeds.

import { FAST } from '../../web/parts/recipes.js';
import { openPage } from './chromium.mjs';
import { MOST_OTHERS, watchLoad } from './load.mjs';
import { median } from './statistics.mjs';
import { number, percent, table } from './table.mjs';

/** Nothing here takes so long. */
const RUN_MS = 20 * 60 * 1000;

/** The notebook's, on the test set; seeds and threads that it is to be reached with. */
const ACCURACY = 0.9031;
const SEEDS = [1, 2, 3, 4, 5];
const THREADS = 2;

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {object} description of the network
 * @param {(line: string) => void} say
 */
export async function measureAccuracy(browser, address, description, say) {
  const runs = [];
  for (const seed of SEEDS) {
    say(`seed ${seed}`);
    const page = await openPage(browser, `${address}page/training.html`);
    page.setDefaultTimeout(RUN_MS);
    await page.waitForFunction(() => 'training' in globalThis);
    const task = { description, threads: THREADS, accuracy: ACCURACY, settings: { ...FAST, seed } };
    const end = await watchLoad();
    const { loading, epochs } = await page.evaluate((request) => globalThis.training.trainUntil(request), task);
    const load = await end();
    await page.context().close();
    const reached = epochs.find((epoch) => epoch.accuracy >= ACCURACY);
    runs.push({ seed, loading, epochs, seconds: reached?.seconds ?? null, ...load });
  }
  return { recipe: FAST, accuracy: ACCURACY, threads: THREADS, runs };
}

/** @param {Awaited<ReturnType<typeof measureAccuracy>>} result */
export function printAccuracy({ accuracy, runs }) {
  const rows = runs.map(({ seed, loading, epochs, seconds, others = 0 }) => [
    String(seed),
    number(loading, 1),
    epochs.map((epoch) => number(epoch.accuracy, 4)).join(', '),
    (seconds === null ? 'not reached' : number(seconds, 1)) + (others > MOST_OTHERS ? ' *' : ''),
  ]);
  const title = `seconds to ${accuracy}`;
  console.log(`\n${table([['seed', 'of it loading, s', 'test accuracy after each epoch', title], ...rows])}`);
  const reached = runs.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  console.log(`\nReached by ${reached.length} of ${runs.length} seeds (${percent(reached.length / runs.length)}).`);
  // A run that does not get there counts as taking for ever.
  const times = runs.map(({ seconds }) => seconds ?? Infinity);
  const middle = median(times);
  const worst = Math.max(...times);
  const show = (value) => (Number.isFinite(value) ? `${number(value, 1)} s` : 'not reached');
  console.log(`Median ${show(middle)}, slowest ${show(worst)} (floor 180 s, target 60 s).`);
  if (runs.some(({ others = 0 }) => others > MOST_OTHERS)) {
    console.log(`* other programs used more than ${MOST_OTHERS} of a core meanwhile`);
  }
}
