// What training on all images takes of the visitor's memory: the WebAssembly memory, the JavaScript heaps of
// the page and of the engine's worker with their array buffers, and how far the tab's process grows. The heaps
// of the C++ threads' own workers cannot be asked, since those never rest; the process has them.

import { readFile } from 'node:fs/promises';
import { openPage } from './chromium.mjs';
import { number, table } from './table.mjs';

const MB = 1e6;
const SAMPLES = 20;
const SAMPLE_MS = 500;

/**
 * Heap usage by the page, and by each worker that it started itself.
 * @param {import('@playwright/test').Page} page
 */
export async function heapMeter(page) {
  const session = await page.context().newCDPSession(page);
  const answers = new Map();
  const workers = [];
  let last = 0;
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.push(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    answers.get(id)?.(result);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const bytes = ({ usedSize, backingStorageSize = 0 }) => usedSize + backingStorageSize;
  const ask = (sessionId) =>
    new Promise((resolve) => {
      answers.set(++last, resolve);
      const message = JSON.stringify({ id: last, method: 'Runtime.getHeapUsage' });
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(() => resolve({ usedSize: 0 }));
    });
  return async () => ({
    page: bytes(await session.send('Runtime.getHeapUsage')),
    worker: (await Promise.all(workers.map(ask))).map(bytes).reduce((sum, size) => sum + size, 0),
  });
}

/**
 * The processes of pages.
 * @param {import('@playwright/test').Browser} browser
 * @param {Set<number>} before those that are not meant
 */
export async function newRenderers(browser, before) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type, id }) => type === 'renderer' && !before.has(id)).map(({ id }) => id);
}

/**
 * Private and shared memory of processes, each shared part counted once for all who share it.
 * @param {number[]} processes
 * @returns {Promise<number>} bytes, 0 where there is no /proc
 */
export async function residentBytes(processes) {
  const sizes = await Promise.all(
    processes.map(async (id) => {
      const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
      return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of the served parts
 * @param {object} description of the network
 * @returns {Promise<object>} bytes at the worst of all moments
 */
export async function measureMemory(browser, address, description) {
  const before = new Set(await newRenderers(browser, new Set()));
  const page = await openPage(browser, `${address}page/training.html`);
  await page.waitForFunction(() => 'training' in globalThis);
  const renderers = await newRenderers(browser, before);
  const blank = await residentBytes(renderers);
  const heaps = await heapMeter(page);
  const info = await page.evaluate((task) => globalThis.training.trainOn(task), { description, threads: 2 });
  const most = { wasm: 0, page: 0, worker: 0, sum: 0, process: 0 };
  for (let i = 0; i < SAMPLES; ++i) {
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    const wasm = await page.evaluate(() => globalThis.training.memory());
    const now = { wasm, ...(await heaps()), process: (await residentBytes(renderers)) - blank };
    now.sum = now.wasm + now.page + now.worker;
    for (const key of Object.keys(most)) most[key] = Math.max(most[key], now[key]);
  }
  await page.context().close();
  return { info, bytes: most };
}

/** @param {Awaited<ReturnType<typeof measureMemory>>} result */
export function printMemory({ info, bytes }) {
  const rows = [
    ['WebAssembly memory', bytes.wasm],
    ['JavaScript heap and buffers of the page', bytes.page],
    ['JavaScript heap and buffers of the worker', bytes.worker],
    ['together (floor 200 MB, target 110 MB)', bytes.sum],
    ['growth of the tab’s process, with compiled code and the threads’ own heaps', bytes.process],
  ];
  console.log(`\nTraining on 60,000 images, ${info.simd}, ${info.threads} threads; the most of ${SAMPLES} looks\n`);
  console.log(table([['memory', 'MB'], ...rows.map(([what, size]) => [what, number(size / MB, 1)])]));
}
