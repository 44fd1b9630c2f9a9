// How long a first visit waits on a line that is not fast: for the first prediction, and until Train can be pressed; and
// how much has come over the line by then.

import { PATIENCE_MS } from './room.mjs';
import { median } from './statistics.mjs';
import { number, table } from './table.mjs';

const MBIT_PER_S = 9;
const LATENCY_MS = 170;
const BYTES_PER_S = (MBIT_PER_S * 1e6) / 8;

/** What is waited for, in order, and for how many seconds at most. */
const MOMENTS = {
  prediction: { name: 'first prediction', target: 2.0 },
  train: { name: 'Train can be pressed', target: 3.5 },
};

/** @typedef {{ seconds: number, requests: number, bytes: number }} Moment since the visit began; requests that have been answered */

/**
 * One visit, with nothing in any cache.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the page
 * @returns {Promise<Record<keyof typeof MOMENTS, Moment>>}
 */
async function visit(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  // It holds for the page's workers, too.
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_S,
    uploadThroughput: BYTES_PER_S,
  });
  /** @type {ReturnType<import('@playwright/test').Request['sizes']>[]} */
  const answered = [];
  page.on('requestfinished', (request) => answered.push(request.sizes()));
  const now = async () => {
    const seconds = (await page.evaluate(() => performance.now())) / 1000;
    const sizes = await Promise.all(answered);
    const bytes = sizes.reduce(
      (sum, { responseHeadersSize, responseBodySize }) => sum + responseHeadersSize + responseBodySize,
      0,
    );
    return { seconds, requests: sizes.length, bytes };
  };
  await page.goto(address, { waitUntil: 'commit' });
  await page
    .getByRole('group', { name: 'Predictions' })
    .getByText(/^.+ [\d.]+ %$|^Not sure$/)
    .waitFor();
  const prediction = await now();
  await page.getByRole('button', { name: 'Train', exact: true, disabled: false }).waitFor();
  const train = await now();
  await context.close();
  return { prediction, train };
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the page
 * @param {number} rounds
 * @param {(line: string) => void} say
 */
export async function measureFirstVisit(browser, address, rounds, say) {
  const visits = [];
  for (let round = 0; round < rounds; ++round) {
    say(`visit ${round + 1} of ${rounds}`);
    visits.push(await visit(browser, address));
  }
  return { line: { mbitPerSecond: MBIT_PER_S, latencyMs: LATENCY_MS }, visits };
}

/** @param {Awaited<ReturnType<typeof measureFirstVisit>>} result */
export function printFirstVisit({ visits }) {
  const rows = Object.entries(MOMENTS).map(([moment, { name, target }]) => {
    const all = visits.map((each) => each[moment]);
    const middle = (/** @type {keyof Moment} */ what) => median(all.map((each) => each[what]));
    return [
      name,
      number(middle('seconds'), 2),
      all.map(({ seconds }) => number(seconds, 2)).join(', '),
      number(target, 1),
      number(middle('requests')),
      number(middle('bytes') / 1000),
    ];
  });
  console.log(`\nA first visit at ${MBIT_PER_S} Mbit/s with ${LATENCY_MS} ms of latency; medians\n`);
  console.log(table([['moment', 'seconds', 'each', 'target', 'requests', 'KB'], ...rows]));
}
