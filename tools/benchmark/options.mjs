// The command line of tools/bench. Run by itself it checks it, before anything is built, and prints what
// the command needs of it: mode, seconds and file.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CONTESTANTS } from './contestants.mjs';

const MODES = [
  'quick',
  'memory',
  'time-to-accuracy',
  'page',
  'first-visit',
  'keeping',
  'endurance',
  'profile',
  'kernels',
];
/** Samples of everything; 5 in the other modes. */
const ROUNDS = { quick: 3, page: 12, 'first-visit': 3, keeping: 20 };

/**
 * @param {string[]} args
 * @returns {{ mode: 'compare' | 'quick' | 'memory' | 'time-to-accuracy' | 'page' | 'first-visit' |
 *   'keeping' | 'endurance' | 'profile' | 'kernels', rounds: number, seconds: number, hours: number, networks: string[], json: string | null, npm: string | null }}
 * @throws {Error} with a sentence for the caller
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(MODES.map((name) => [name, { type: 'boolean', default: false }])),
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      hours: { type: 'string', default: '4' },
      network: { type: 'string' },
      json: { type: 'string' },
      npm: { type: 'string' }, // from tools/bench: the folder with the peers' npm packages
    },
  });
  const chosen = MODES.filter((name) => values[name]);
  if (chosen.length > 1) throw new Error(`--${chosen[0]} and --${chosen[1]} exclude each other`);
  const mode = chosen[0] ?? 'compare';
  const rounds = Number(values.rounds ?? ROUNDS[mode] ?? 5);
  const seconds = Number(values.seconds ?? { quick: 0.5, profile: 3, kernels: 0.5 }[mode] ?? 1);
  if (!(Number.isInteger(rounds) && rounds >= 1)) throw new Error('--rounds must be a whole number from 1');
  if (!(seconds >= 0.1)) throw new Error('--seconds must be at least 0.1');
  const hours = Number(values.hours);
  if (!(hours > 0 && hours <= 24)) throw new Error('--hours must be above 0 and at most 24');
  const known = Object.keys(CONTESTANTS);
  const networks = values.network ? [values.network] : known;
  if (!networks.every((name) => known.includes(name))) throw new Error(`--network must be one of ${known.join(', ')}`);
  return { mode, rounds, seconds, hours, networks, json: values.json ?? null, npm: values.npm ?? null };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { mode, seconds, json } = parseOptions(process.argv.slice(2));
    console.log(mode, seconds, json ?? '');
  } catch (error) {
    console.error(`tools/bench: ${error.message} (see tools/bench --help)`);
    process.exit(2);
  }
}
