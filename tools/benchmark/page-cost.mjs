// What the page costs its own training: the same run by the bare engine, by the page as it opens, and by the
// page when everything that can be opened is open and has been looked at; and how long the main thread is
// busy at a stretch then.
//
// All three are there from the beginning, held, and train in turn for some seconds: a machine's speed
// drifts by more in a minute than the page costs.

import { FAST } from '../../web/lab/recipes.js';
import { openEverything, openPage } from './chromium.mjs';
import { watchLoad } from './load.mjs';
import { PATIENCE_MS, openRoom } from './room.mjs';
import { ratio, summarise } from './statistics.mjs';
import { number, percent, table } from './table.mjs';
import { mainThreadTasks } from './trace.mjs';

/** The run must not end before the measurement does. */
const SETTINGS = { ...FAST, epochs: 1000 };
const STRETCH_MS = 3000;

const SYSTEMS = { engine: 'engine alone', closed: 'page as it opens', open: 'page, everything open' };

/** @typedef {import('./room.mjs').Mark} Mark */
/** @typedef {{ stretch: () => Promise<Mark[]>, page: import('@playwright/test').Page }} System stretch() trains for STRETCH_MS and tells how it went */

/** The engine in a page that shows nothing. @returns {Promise<System>} */
async function openEngine(browser, address, description) {
  const page = await openPage(browser, `${address}page/training.html`);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.waitForFunction(() => 'training' in globalThis);
  await page.evaluate((task) => globalThis.training.hold(task), { description, settings: { ...SETTINGS, seed: 1 } });
  return { page, stretch: () => page.evaluate((ms) => globalThis.training.stretch(ms), STRETCH_MS) };
}

/** The page, held after some steps with the same settings. @returns {Promise<System>} */
async function openPaged(browser, address) {
  const { page, stretch } = await openRoom(browser, `${address}site/`, { recipe: 'fast', epochs: SETTINGS.epochs });
  return { page, stretch: () => stretch(STRETCH_MS) };
}

/**
 * The speed between the second report (the first comes with the first step) and the last of the same phase.
 * @param {Mark[]} marks
 * @returns {number | null} images per second; null if too little of the stretch was training
 */
function speed(marks) {
  const [, first] = marks;
  const last = marks.findLast(({ phase }) => phase === first?.phase);
  if (!last?.phase.endsWith('training') || last.time - first.time < STRETCH_MS / 2) return null;
  return ((last.step - first.step) * SETTINGS.batchSize * 1000) / (last.time - first.time);
}

/** @param {System} system */
async function sample(system, round) {
  for (;;) {
    const end = await watchLoad();
    const value = speed(await system.stretch());
    const load = await end();
    if (value !== null) return { round, value, ...load };
  }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {object} description of the recipe's network
 * @param {number} rounds
 * @param {(line: string) => void} say
 */
export async function measurePageCost(browser, address, description, rounds, say) {
  say('opening the pages');
  const systems = {
    engine: await openEngine(browser, address, description),
    closed: await openPaged(browser, address),
    open: await openPaged(browser, address),
  };
  await openEverything(systems.open.page);
  const samples = Object.fromEntries(Object.keys(SYSTEMS).map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round) {
    const names = Object.keys(SYSTEMS);
    for (const name of round % 2 ? names.reverse() : names) {
      say(`round ${round + 1} of ${rounds}: ${SYSTEMS[name]}`);
      samples[name].push(await sample(systems[name], round));
    }
  }
  say('main thread');
  const { page, stretch } = systems.open;
  const tasks = await mainThreadTasks(page, async () => {
    await stretch();
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await openEverything(page);
  });
  for (const system of Object.values(systems)) await system.page.context().close();
  return { samples, tasks: { count: tasks.length, longest: Math.max(...tasks) } };
}

/** @param {Awaited<ReturnType<typeof measurePageCost>>} result */
export function printPageCost({ samples, tasks }) {
  const rows = Object.entries(samples).map(([name, values]) => {
    const { median, spread, disturbed } = summarise(values);
    const slower = 1 - ratio(values, samples.engine);
    const marked = disturbed ? ` (${disturbed} disturbed)` : '';
    return [SYSTEMS[name], number(median), `±${percent(spread)}${marked}`, `${number(100 * slower, 1)} %`];
  });
  console.log(`\n${table([['training with the fast recipe', 'images/s', 'spread', 'slower by'], ...rows])}`);
  console.log(`\nLongest task of the main thread, everything open: ${number(tasks.longest, 1)} ms, of ${tasks.count}.`);
}
