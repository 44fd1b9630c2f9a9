// What keeping a run costs its training: the same run in two pages, one of which keeps it, at each epoch and every ten seconds,
// while the other never asks its engine for the run's state. The notebook's epochs take some seconds each, so this is as often
// as a run of some size is kept.
//
// Both are held, and train in turn: a machine's speed drifts by more in a minute than keeping costs. Whole epochs are measured,
// with their validation, since a run is kept where one ends.

import { NOTEBOOK } from '../../web/lab/recipes.js';
import { watchLoad } from './load.mjs';
import { openRoom } from './room.mjs';
import { ratio, summarise } from './statistics.mjs';
import { number, percent, table } from './table.mjs';

const EPOCHS = 1000;
const STRETCH_MS = 30_000;
/** The least that says something; a slow machine gets more time for it. */
const LEAST_EPOCHS = 3;
/** Of training's speed. */
const BAR = 0.01;

const SYSTEMS = { keeping: 'kept', bare: 'not kept' };

/** Runs in the page before all else: a run's state is never asked for, and so never written. */
function keepNothing() {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message?.type !== 'saveCheckpoint') postMessage.call(this, message, ...rest);
  };
}

/**
 * The speed from the begin of the first epoch that was seen to begin, to that of the last.
 * @param {import('./room.mjs').Mark[]} marks
 * @returns {number | null} images per second; null if too little was seen
 */
function speed(marks) {
  const begins = marks.filter(({ phase }, i) => i > 0 && /training$/.test(phase) && phase !== marks[i - 1].phase);
  const epochs = begins.length - 1;
  if (epochs < LEAST_EPOCHS) return null;
  return (epochs * NOTEBOOK.trainingImages * 1000) / (begins.at(-1).time - begins[0].time);
}

/** @param {Awaited<ReturnType<typeof openRoom>>} system */
async function sample({ stretch }) {
  for (let ms = STRETCH_MS; ; ms *= 2) {
    const end = await watchLoad();
    const value = speed(await stretch(ms));
    const load = await end();
    if (value !== null) return { value, ...load };
  }
}

/** Whether the run was kept, by what the page says. @param {import('@playwright/test').Page} page */
const keptIn = async (page) => (await page.getByText(/is kept up to epoch \d+, step/).count()) > 0;

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {number} rounds
 * @param {(line: string) => void} say
 */
export async function measureKeepCost(browser, address, rounds, say) {
  say('opening the pages');
  const open = (before) => openRoom(browser, `${address}site/`, { recipe: 'notebook', epochs: EPOCHS, before });
  const systems = { keeping: await open(), bare: await open(keepNothing) };
  const samples = { keeping: [], bare: [] };
  for (let round = 0; round < rounds; ++round) {
    const names = Object.keys(SYSTEMS);
    for (const name of round % 2 ? names.reverse() : names) {
      say(`round ${round + 1} of ${rounds}: ${SYSTEMS[name]}`);
      samples[name].push({ round, ...(await sample(systems[name])) });
    }
  }
  if (!(await keptIn(systems.keeping.page)) || (await keptIn(systems.bare.page)))
    throw new Error('The one run must have been kept and the other not, or nothing was compared.');
  for (const { page } of Object.values(systems)) await page.context().close();
  return { samples };
}

/** @param {Awaited<ReturnType<typeof measureKeepCost>>} result */
export function printKeepCost({ samples }) {
  const rows = Object.entries(samples).map(([name, values]) => {
    const { median, spread, disturbed } = summarise(values);
    const marked = disturbed ? ` (${disturbed} disturbed)` : '';
    return [SYSTEMS[name], number(median), `±${percent(spread)}${marked}`];
  });
  console.log(`\n${table([['the notebook’s run', 'images/s, with validation', 'spread'], ...rows])}`);
  const cost = 1 - ratio(samples.keeping, samples.bare);
  const verdict = cost <= BAR ? 'within' : 'above';
  console.log(
    `\nKeeping costs ${number(100 * cost, 2)} % of training's speed (median of the rounds), ${verdict} ${percent(BAR)}.`,
  );
}
