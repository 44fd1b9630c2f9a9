// Measures the engine in headless Chromium through its public module, as any page would use it, and
// prints a table and (with --json FILE) the samples. tools/bench sets everything up and calls this.
//
// Every system is sampled once a round, in alternating order, so that a machine whose speed drifts
// treats all alike; the median of the rounds is what counts. The ceiling of multiply-adds is
// measured in the same rounds, and every speed is also given as a share of it.

import { parseArgs } from 'node:util';
import { cpus, loadavg } from 'node:os';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './chromium.mjs';
import { measureCeiling, measureEngine } from './measure.mjs';
import { median, printTable } from './table.mjs';
import { startServer } from '../server/server.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Floating-point operations of the reference CNN, for one image: a multiplication and an addition
 * for each weight and position. The first layer needs no gradient by its input. */
const MFLOP_INFER = 6.5;
const MFLOP_TRAIN = 19.0;

const SYSTEMS = [
  { variant: 'relaxed-threads', threads: 1, name: 'relaxed SIMD, 1 thread' },
  { variant: 'relaxed-threads', threads: 2, name: 'relaxed SIMD, 2 threads' },
  { variant: 'simd-threads', threads: 1, name: 'SIMD128, 1 thread' },
  { variant: 'simd-threads', threads: 2, name: 'SIMD128, 2 threads' },
  { variant: 'simd', threads: 1, name: 'SIMD128 without threads' },
];

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1.5' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help) {
  console.log(`tools/bench [--rounds N] [--seconds S] [--json FILE]
Trains and runs the reference CNN in headless Chromium and prints images per second.
  --rounds N   samples of everything, the median counts (default 5)
  --seconds S  length of one sample (default 1.5)
  --json FILE  write all samples and the machine's description there`);
  process.exit(0);
}
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
if (!(rounds >= 1 && seconds >= 0.1)) {
  console.error('--rounds must be at least 1 and --seconds at least 0.1.');
  process.exit(2);
}

const wasm = {};
for (const level of ['relaxed', 'simd']) {
  const bytes = await readFile(`${root}build/wasm-simd/benchmark/ceiling-${level}.wasm`);
  wasm[level] = bytes.toString('base64');
}

const server = await startServer({ root: `${root}build/site`, port: 0 });
const browser = await launchChromium();
const machine = {
  processor: cpus()[0].model,
  cores: cpus().length,
  browser: `Chromium ${browser.version()}`,
  date: new Date().toISOString(),
  loadAtStart: loadavg()[0],
};
console.log(`${machine.processor}, ${machine.cores} cores, ${machine.browser}`);
if (machine.loadAtStart > 0.5) {
  console.log(`The load is ${machine.loadAtStart.toFixed(1)}: other programs are slowing this down.`);
}

const page = await browser.newPage();
await page.goto(`${server.address}bench-blank`, { waitUntil: 'commit' });

/** samples[row][measure] = numbers, one for each round */
const samples = new Map();
function keep(name, values) {
  const row = samples.get(name) ?? {};
  for (const [measure, value] of Object.entries(values)) (row[measure] ??= []).push(value);
  samples.set(name, row);
}

for (let round = 0; round < rounds; ++round) {
  process.stdout.write(`round ${round + 1} of ${rounds} …\n`);
  const order = round % 2 ? [...SYSTEMS].reverse() : SYSTEMS;
  for (const system of order) {
    const level = system.variant.startsWith('relaxed') ? 'relaxed' : 'simd';
    const ceiling = await page.evaluate(measureCeiling, { base64: wasm[level], seconds: 0.3 });
    const speeds = await page.evaluate(measureEngine, { system, seconds });
    keep(system.name, { ceiling, ...speeds });
  }
}
await browser.close();
await server.close();

const result = {};
for (const [name, row] of samples) {
  const medians = Object.fromEntries(Object.entries(row).map(([key, list]) => [key, median(list)]));
  const { threads } = SYSTEMS.find((system) => system.name === name);
  const ceiling = medians.ceiling * threads;
  result[name] = {
    ...medians,
    shareOfCeiling: (medians.train32 * MFLOP_TRAIN) / 1000 / ceiling,
    inferShareOfCeiling: (medians.infer256 * MFLOP_INFER) / 1000 / ceiling,
    samples: row,
  };
}
printTable(result);
if (options.json) {
  await writeFile(options.json, `${JSON.stringify({ machine, result }, null, 2)}\n`);
  console.log(`written to ${options.json}`);
}
