// What the page costs its own training: the same run by the bare engine, by the page as it opens, and by the
// page when everything that can be opened is open and has been looked at; and how long the main thread is
// busy at a stretch then.

import { FAST } from '../../web/parts/recipes.js';
import { openPage } from './chromium.mjs';
import { watchLoad } from './load.mjs';
import { summarise } from './statistics.mjs';
import { number, percent, table } from './table.mjs';
import { mainThreadTasks } from './trace.mjs';

/** Steps of the first epoch between which the clock runs. */
const [FROM, TO] = [60, 420];
const RUN_MS = 5 * 60 * 1000;

const SYSTEMS = { engine: 'engine alone', closed: 'page as it opens', open: 'page, everything open' };

/**
 * The page in training, with the recipe that the bare engine has.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address
 */
async function openRoom(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(RUN_MS);
  await page.goto(address);
  const train = page.getByRole('button', { name: 'Train', exact: true, disabled: false });
  await train.waitFor();
  await page.getByRole('combobox', { name: 'Recipe' }).selectOption('fast');
  await train.click();
  return page;
}

/** Opens what can be opened, and looks at everything once. @param {import('@playwright/test').Page} page */
async function openEverything(page) {
  for (const summary of await page.locator('details:not([open]) > summary').all()) {
    if (await summary.isVisible()) await summary.click();
  }
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0; top < height; top += 600) {
    await page.evaluate((y) => scrollTo({ top: y, behavior: 'instant' }), top);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

/** @param {import('@playwright/test').Page} page @returns {Promise<number>} images per second */
function pageSpeed(page) {
  const where = page.getByText(/^Epoch 1 of \d+, step \d+ of/);
  return where.evaluate(async (element, { from, to, batchSize }) => {
    const step = () => Number(/step (\d+)/.exec(element.textContent)?.[1] ?? 0);
    const reach = (wanted) =>
      new Promise((resolve) => {
        const look = () => (step() >= wanted ? resolve({ step: step(), time: performance.now() }) : setTimeout(look, 20));
        look();
      });
    const [start, end] = [await reach(from), await reach(to)];
    return ((end.step - start.step) * batchSize * 1000) / (end.time - start.time);
  }, { from: FROM, to: TO, batchSize: FAST.batchSize });
}

/** The same by the engine, in a page that shows nothing. */
async function engineSpeed(browser, address, description) {
  const page = await openPage(browser, `${address}page/training.html`);
  page.setDefaultTimeout(RUN_MS);
  await page.waitForFunction(() => 'training' in globalThis);
  const task = { description, settings: { ...FAST, seed: 1 }, from: FROM, to: TO };
  const speed = await page.evaluate((request) => globalThis.training.speed(request), task);
  await page.context().close();
  return speed;
}

async function roomSpeed(browser, address, system) {
  const page = await openRoom(browser, address);
  if (system === 'open') await openEverything(page);
  const speed = await pageSpeed(page);
  await page.context().close();
  return speed;
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {object} description of the recipe's network
 * @param {number} rounds
 * @param {(line: string) => void} say
 */
export async function measurePageCost(browser, address, description, rounds, say) {
  const samples = Object.fromEntries(Object.keys(SYSTEMS).map((name) => [name, []]));
  for (let round = 0; round < rounds; ++round) {
    const names = Object.keys(SYSTEMS);
    for (const name of round % 2 ? names.reverse() : names) {
      say(`round ${round + 1}: ${SYSTEMS[name]}`);
      const end = await watchLoad();
      const value = await (name === 'engine'
        ? engineSpeed(browser, address, description)
        : roomSpeed(browser, `${address}site/`, name));
      samples[name].push({ round, value, ...(await end()) });
    }
  }
  say('main thread');
  const page = await openRoom(browser, `${address}site/`);
  const tasks = await mainThreadTasks(page, async () => {
    await openEverything(page);
    await pageSpeed(page);
    await openEverything(page);
  });
  await page.context().close();
  return { samples, tasks: { count: tasks.length, longest: Math.max(...tasks) } };
}

/** @param {Awaited<ReturnType<typeof measurePageCost>>} result */
export function printPageCost({ samples, tasks }) {
  const bare = summarise(samples.engine).median;
  const rows = Object.entries(samples).map(([name, values]) => {
    const { median, spread, disturbed } = summarise(values);
    const marked = disturbed ? ` (${disturbed} disturbed)` : '';
    return [SYSTEMS[name], number(median), `±${percent(spread)}${marked}`, `${number(100 * (1 - median / bare), 1)} %`];
  });
  console.log(`\n${table([['training with the fast recipe', 'images/s', 'spread', 'slower by'], ...rows])}`);
  console.log(`\nLongest task of the main thread, everything open: ${number(tasks.longest, 1)} ms, of ${tasks.count}.`);
}
