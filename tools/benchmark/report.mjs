// What a comparison found, to read and as JSON.

import { claims, shareOfCeiling } from './claims.mjs';
import { MOST_OTHERS } from './load.mjs';
import { summarise } from './statistics.mjs';
import { MODES } from './systems.mjs';
import { number, percent, table } from './table.mjs';

/** Larger differences of a probability are marked. */
const MOST_DIFFERENCE = 1e-6;

const TITLES = {
  train32: 'train, batch 32, images/s',
  train128: 'train, batch 128, images/s',
  infer1: 'infer, batch 1, ms',
  infer256: 'infer, batch 256, images/s',
};

/** @param {import('./compare.mjs').Sample[]} samples @param {number} digits */
function cell(samples, digits) {
  const { median, spread, disturbed } = summarise(samples);
  const around = samples.length > 1 ? ` ±${percent(spread)}` : '';
  return `${number(median, digits)}${around}${disturbed ? ' *' : ''}`;
}

function modeCell({ samples, cannot, failed }, unit) {
  if (cannot) return 'cannot';
  if (failed) return 'failed';
  return samples.length ? cell(samples, unit === 'ms' ? 2 : 0) : '';
}

function differenceCell({ difference, failed }) {
  if (failed) return 'failed';
  return `${difference.toExponential(1)}${difference > MOST_DIFFERENCE ? ' (!)' : ''}`;
}

/** @param {import('./compare.mjs').Comparison} comparison */
function speeds(comparison) {
  const heading = ['system', ...MODES.map(({ key }) => TITLES[key]), 'training, of the ceiling', 'difference'];
  const rows = comparison.outcomes.map((outcome) => {
    const share = shareOfCeiling(comparison, outcome);
    return [
      outcome.system.name,
      ...MODES.map(({ key, unit }) => modeCell(outcome.failed ? outcome : outcome.modes[key], unit)),
      share > 0 ? percent(share) : '',
      differenceCell(outcome),
    ];
  });
  return table([heading, ...rows]);
}

function ceilingTable({ ceilings }) {
  const name = { relaxed: 'relaxed SIMD', simd: 'SIMD128' };
  const rows = ceilings
    .filter(({ samples }) => samples.length)
    .map(({ level, threads, samples }) => [
      `${name[level]}, ${threads} core${threads > 1 ? 's' : ''}`,
      cell(samples, 1),
    ]);
  return table([['ceiling', 'GFLOP/s'], ...rows]);
}

/** @param {import('./claims.mjs').Claim[]} list */
function claimTable(list) {
  const show = (value, unit) => (unit === 'share' ? percent(value) : `${number(value, 2)}×`);
  const verdict = ({ value, floor, target, less }) => {
    const [a, b, c] = less ? [-value, -floor, -target] : [value, floor, target];
    if (a >= c) return 'target reached';
    return a >= b ? 'above the floor' : 'below the floor';
  };
  const rows = list.map((claim) => [
    claim.what,
    ...['value', 'floor', 'target'].map((key) => show(claim[key], claim.unit)),
    verdict(claim),
  ]);
  return table([['claim', 'measured', 'floor', 'target', ''], ...rows]);
}

/** What the tables cannot say in a cell. @param {import('./compare.mjs').Comparison} comparison */
function notes({ outcomes, ceilings }) {
  const lines = [];
  for (const { system, failed, modes } of outcomes) {
    if (failed) lines.push(`${system.name} failed: ${failed}`);
    else {
      for (const { key } of MODES) {
        if (modes[key].failed) lines.push(`${system.name} failed in ${TITLES[key]}: ${modes[key].failed}`);
      }
    }
  }
  const settings = outcomes.filter(({ about }) => about?.settings);
  for (const { system, about } of settings) lines.push(`${system.name} ran as was fastest: ${about.settings}`);
  if (outcomes.some(({ difference = 0 }) => difference > MOST_DIFFERENCE)) {
    lines.push(`(!) differs from the exact probabilities by more than ${MOST_DIFFERENCE}`);
  }
  const measured = [ceilings, ...outcomes.map(({ modes }) => Object.values(modes))].flat();
  const samples = measured.flatMap((mode) => mode.samples);
  const disturbed = samples.filter(({ others = 0 }) => others > MOST_OTHERS).length;
  if (disturbed) {
    lines.push(`* other programs used more than ${MOST_OTHERS} of a core in ${disturbed} of ${samples.length} samples`);
  }
  return lines.map((line) => `- ${line}`).join('\n');
}

/** @param {import('./compare.mjs').Comparison} comparison */
export function printReport(comparison) {
  const list = claims(comparison);
  const parts = [speeds(comparison), ceilingTable(comparison), list.length ? claimTable(list) : '', notes(comparison)];
  console.log(`\n${parts.filter(Boolean).join('\n\n')}`);
}

/** @param {import('./compare.mjs').Comparison} comparison */
export function asJson(comparison) {
  return {
    systems: comparison.outcomes.map(({ system, ...outcome }) => ({
      ...outcome,
      name: system.name,
      threads: system.threads,
      modes: Object.fromEntries(
        Object.entries(outcome.modes).map(([key, mode]) => [
          key,
          { ...(mode.samples.length ? summarise(mode.samples) : {}), ...mode },
        ]),
      ),
    })),
    ceilings: comparison.ceilings.map((ceiling) => ({
      ...(ceiling.samples.length ? summarise(ceiling.samples) : {}),
      ...ceiling,
    })),
    claims: claims(comparison),
  };
}
