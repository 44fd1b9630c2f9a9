// Where the time of a training step goes, at both SIMD levels.

import { openPage } from './chromium.mjs';
import { base64 } from './model.mjs';
import { summarise } from './statistics.mjs';
import { number, percent, table } from './table.mjs';

const BATCH = 32;
const NAMES = { relaxed: 'relaxed SIMD', simd: 'SIMD128' };

/**
 * A layer: milliseconds and floating-point operations for an image.
 * @typedef {{ name: string, forward: number, backward: number, forwardOperations: number,
 *   backwardOperations: number }} Row
 */

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {object} description of the network
 * @param {{ pixels: Uint8Array, labels: Uint8Array }} images a multiple of 32
 * @param {number} seconds of each part
 * @returns {Promise<{ level: string, ceiling: number, optimizer: number, whole: number, rows: Row[] }[]>}
 *   GFLOP/s of one core; milliseconds and operations for an image
 */
export async function measureProfile(browser, address, description, images, seconds) {
  const levels = [];
  for (const level of ['relaxed', 'simd']) {
    const page = await openPage(browser, `${address}page/profile.html`);
    await page.waitForFunction(() => 'profile' in globalThis);
    const task = {
      level,
      description,
      batch: BATCH,
      seconds,
      pixels: base64(images.pixels),
      labels: base64(images.labels),
    };
    const measureCeiling = async () =>
      page.evaluate(async (wanted) => {
        const ceiling = await import('/page/ceiling.js');
        return ceiling.measureCeiling(wanted, 1, 0.5);
      }, level);
    const before = await measureCeiling();
    const result = await page.evaluate((request) => globalThis.profile(request), task);
    const ceilings = [before, await measureCeiling()].map((value) => ({ value }));
    levels.push({ level, ceiling: summarise(ceilings).median, ...result });
    await page.context().close();
  }
  return levels;
}

/** Milliseconds, GFLOP/s and share of the ceiling; empty cells for what does not take place. */
function cells(ms, operations, ceiling) {
  if (ms === 0) return ['', '', ''];
  if (operations === 0) return [number(ms, 4), '', ''];
  const speed = operations / ms / 1e6;
  return [number(ms, 4), number(speed, 1), percent(speed / ceiling)];
}

/** @param {Awaited<ReturnType<typeof measureProfile>>} levels */
export function printProfile(levels) {
  for (const { level, ceiling, optimizer, whole, rows } of levels) {
    const parts = [
      ...rows,
      { name: 'optimizer', forward: 0, backward: optimizer, forwardOperations: 0, backwardOperations: 0 },
    ];
    const sum = (key) => parts.reduce((total, row) => total + row[key], 0);
    const total = {
      name: 'all parts',
      ...Object.fromEntries(
        ['forward', 'backward', 'forwardOperations', 'backwardOperations'].map((key) => [key, sum(key)]),
      ),
    };
    const lines = [...parts, total].map((row) => [
      row.name,
      ...cells(row.forward, row.forwardOperations, ceiling),
      ...cells(row.backward, row.backwardOperations, ceiling),
    ]);
    console.log(`\n${NAMES[level]}, 1 thread, batch ${BATCH}; ceiling ${number(ceiling, 1)} GFLOP/s\n`);
    console.log(
      table([
        ['layer', 'forward, ms/image', 'GFLOP/s', 'of the ceiling', 'backward, ms/image', 'GFLOP/s', 'of the ceiling'],
        ...lines,
      ]),
    );
    const apart = total.forward + total.backward;
    console.log(
      `\nA whole step: ${number(whole, 4)} ms an image, ${number(1000 / whole)} images/s; ` +
        `its parts alone: ${number(apart, 4)} ms.`,
    );
  }
  console.log('\nOperations are those of the plain computation; what tiles or zeros save counts as done.');
}
