// What tools/bench calls when everything is built.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { measureAccuracy, printAccuracy } from './accuracy.mjs';
import { launchChromium, openPage, serveParts } from './chromium.mjs';
import { Comparison } from './compare.mjs';
import { CONTESTANTS } from './contestants.mjs';
import { measureEndurance, printEndurance } from './endurance.mjs';
import { measureFirstVisit, printFirstVisit } from './first-visit.mjs';
import { measureKeepCost, printKeepCost } from './keep-cost.mjs';
import { describeMachine } from './machine.mjs';
import { measureMemory, printMemory } from './memory.mjs';
import { readImages, readWeights } from './model.mjs';
import { parseOptions } from './options.mjs';
import { measurePageCost, printPageCost } from './page-cost.mjs';
import { measureProfile, printProfile } from './profile.mjs';
import { asJson, printReport } from './report.mjs';
import { OURS, PEERS } from './systems.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const parts = `${root}build/benchmark`;

/** Enough for four batches of the largest size. */
const TRAINING_IMAGES = 512;

/** What is being done now: one line that is overwritten in a terminal, nothing in a log. */
function status(line) {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${line}`);
}

/**
 * Makes the network that all systems are compared by, where their pages find it.
 * @returns {Promise<string>} the path of its file
 */
async function makeModel(browser, address, description) {
  const page = await openPage(browser, `${address}page/training.html`);
  await page.waitForFunction(() => 'training' in globalThis);
  const bytes = await page.evaluate((task) => globalThis.training.makeModel(task), { description });
  await page.context().close();
  const path = `${parts}/reference.safetensors`;
  await writeFile(path, Buffer.from(bytes));
  return path;
}

async function compare({ mode, rounds, seconds }, browser, address, description) {
  const data = `${root}build/site/data`;
  const task = {
    weights: await readWeights(await makeModel(browser, address, description)),
    description,
    images: await readImages(data, 'train', TRAINING_IMAGES),
    testPixels: (await readImages(data, 'test', TRAINING_IMAGES)).pixels,
  };
  const comparison = new Comparison(task, seconds, status);
  try {
    const systems = mode === 'quick' ? OURS : [...OURS, ...PEERS];
    await comparison.start(systems, browser, `${address}page/page.html`);
    for (let round = 0; round < rounds; ++round) await comparison.round(round);
  } finally {
    await comparison.close();
    status('');
  }
  printReport(comparison);
  return asJson(comparison);
}

async function memory(_, browser, address, description) {
  const result = await measureMemory(browser, address, description);
  printMemory(result);
  return result;
}

async function timeToAccuracy({ rounds, networks }, browser, address) {
  const seeds = Array.from({ length: rounds }, (_, i) => i + 1);
  const results = [];
  for (const name of networks) {
    const contest = { description: await readDescription(`${name}.json`), recipe: CONTESTANTS[name], seeds };
    results.push(await measureAccuracy(browser, address, contest, status));
  }
  printAccuracy(results);
  return { results };
}

async function page({ rounds }, browser, address, description) {
  const result = await measurePageCost(browser, address, description, rounds, status);
  status('');
  printPageCost(result);
  return result;
}

async function firstVisit({ rounds }, browser, address) {
  const result = await measureFirstVisit(browser, `${address}site/`, rounds, status);
  status('');
  printFirstVisit(result);
  return result;
}

async function keeping({ rounds }, browser, address) {
  const result = await measureKeepCost(browser, address, rounds, status);
  status('');
  printKeepCost(result);
  return result;
}

async function endurance({ hours }, browser, address) {
  const result = await measureEndurance(browser, address, hours, status);
  status('');
  printEndurance(result);
  return result;
}

async function profile({ seconds }, browser, address, description) {
  const images = await readImages(`${root}build/site/data`, 'train', TRAINING_IMAGES);
  const levels = await measureProfile(browser, address, description, images, seconds);
  printProfile(levels);
  return { levels };
}

const readDescription = async (name) => JSON.parse(await readFile(`${root}model/${name}`, 'utf8'));

const MEASURES = {
  compare,
  quick: compare,
  memory,
  'time-to-accuracy': timeToAccuracy,
  page,
  'first-visit': firstVisit,
  keeping,
  endurance,
  profile,
};

const options = parseOptions(process.argv.slice(2));
const server = await serveParts(parts, {
  site: `${root}build/site`,
  page: `${root}tools/benchmark/page`,
  peers: `${root}tools/benchmark/peers`,
  ceiling: `${root}build/wasm-simd/benchmark`,
  'profile-simd': `${root}build/wasm-simd/benchmark`,
  'profile-relaxed': `${root}build/wasm-relaxed-threads/benchmark`,
  ...(options.npm ? { npm: options.npm } : {}),
});
const browser = await launchChromium();
try {
  const machine = describeMachine(browser);
  console.log(`${machine.processor}, ${machine.cores} cores, ${machine.browser}, ${machine.date.slice(0, 10)}`);
  if (machine.loadAtStart > 0.5) {
    console.log(`The load is ${machine.loadAtStart.toFixed(1)}: other programs are slowing this down.`);
  }
  const description = await readDescription('reference.json');
  const result = await MEASURES[options.mode](options, browser, server.address, description);
  if (options.json) {
    const { mode, rounds, seconds } = options;
    const all = { machine, options: { mode, rounds, seconds }, ...result };
    await writeFile(options.json, `${JSON.stringify(all, null, 2)}\n`);
    console.log(`\nwritten to ${options.json}`);
  }
} finally {
  await browser.close();
  await server.close();
}
