// What hours of training do to the tab: the page trains with everything open, and its memory is looked at
// again and again. Then the command line trains the same run, which must come to the same losses but for rounding: it
// has another C library and fuses more multiplications with additions.

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loss, percent as accuracy } from '../../web/parts/format.js';
import { openEverything } from './chromium.mjs';
import { heapMeter, newRenderers, residentBytes } from './memory.mjs';
import { number, table } from './table.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** All that leave the test set alone, and as many epochs as a run can have: three hours or more. */
const IMAGES = 58_000;
const EPOCHS = 1000;
const LOOKS = 240;
const SHOWN = 8;
const MB = 1e6;

/**
 * Trains in the page for some hours and looks at its memory.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the page
 * @param {number} hours
 * @param {(line: string) => void} say
 */
async function trainInPage(browser, address, hours, say) {
  const before = new Set(await newRenderers(browser, new Set()));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const button = (name) => page.getByRole('button', { name, exact: true, disabled: false });
  await page.goto(address);
  await button('Train').waitFor();
  await page.getByRole('textbox', { name: 'Epochs', exact: true }).fill(String(EPOCHS));
  await page.getByRole('textbox', { name: 'Training images' }).fill(String(IMAGES));
  await button('Train').click();
  await button('Pause').waitFor();
  await openEverything(page);
  const heaps = await heapMeter(page);
  const renderers = await newRenderers(browser, before);

  const looks = [];
  const start = Date.now();
  for (let i = 0; i <= LOOKS; ++i) {
    const due = start + (hours * 3600_000 * i) / LOOKS;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
    if (!(await button('Pause').isVisible())) break;
    const look = {
      hours: (Date.now() - start) / 3600_000,
      epochs: await page.getByRole('row').filter({ hasText: /%.*%/ }).count(),
      ...(await heaps()),
      process: await residentBytes(renderers),
    };
    looks.push(look);
    say(
      `${number(look.hours, 2)} h, ${look.epochs} epochs, page ${number(look.page / MB, 1)} MB, ` +
        `worker ${number(look.worker / MB, 1)} MB, process ${number(look.process / MB)} MB`,
    );
  }
  if (await button('Stop').isVisible()) await button('Stop').click();
  const epochs = await page
    .getByRole('table')
    .filter({ hasText: 'Validation loss' })
    .getByRole('row')
    .evaluateAll((rows) => rows.slice(1).map((row) => [...row.cells].slice(1).map((cell) => cell.textContent)));
  await context.close();
  return { looks, epochs };
}

/** @param {number} epochs @returns {Promise<string[][]>} as the page's table shows them */
async function trainNatively(epochs) {
  const folder = await mkdtemp(`${tmpdir()}/endurance-`);
  try {
    const history = `${folder}/history.json`;
    const task = ['train', '--epochs', String(epochs), '--images', String(IMAGES), '--history', history];
    const { status } = spawnSync(`${root}build/native/fitting-room`, task, { cwd: root, stdio: 'ignore' });
    if (status !== 0) throw new Error(`fitting-room ${task.join(' ')} ended with ${status}`);
    const rows = JSON.parse(await readFile(history, 'utf8'));
    return rows.map((row) => [loss(row.loss), accuracy(row.accuracy), loss(row.val_loss), accuracy(row.val_accuracy)]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {number} hours
 * @param {(line: string) => void} say
 */
export async function measureEndurance(browser, address, hours, say) {
  const { looks, epochs } = await trainInPage(browser, `${address}site/`, hours, say);
  say('the same on the command line');
  const native = epochs.length ? await trainNatively(epochs.length) : [];
  return { looks, epochs, native };
}

/** @param {Awaited<ReturnType<typeof measureEndurance>>} result */
export function printEndurance({ looks, epochs, native }) {
  const shown = looks.filter((_, i) => i % Math.ceil(looks.length / SHOWN) === 0 || i === looks.length - 1);
  const rows = shown.map((look) => [
    number(look.hours, 2),
    String(look.epochs),
    ...[look.page, look.worker, look.process].map((bytes) => number(bytes / MB, 1)),
  ]);
  console.log(
    `\n${table([['hours', 'epochs', 'page’s heap, MB', 'worker’s heap, MB', 'tab’s process, MB'], ...rows])}`,
  );
  const ends = (/** @type {string[][]} */ rows) => {
    const [trained, , validated] = rows.at(-1) ?? [];
    return `training loss ${trained}, validation loss ${validated}`;
  };
  console.log(`\nAfter ${epochs.length} epochs: ${ends(epochs)}; on the command line: ${ends(native)}.`);
}
