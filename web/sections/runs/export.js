// Runs as files for other programs: CSV has a line for each epoch, JSON all that is known but the weights.

import { SETTINGS } from '../../engine/engine.js';
import { networkInShort } from '../../lab/address.js';

/** @typedef {import('../../lab/runs.js').KeptRun} KeptRun */

const SETTING_NAMES = /** @type {(keyof import('../../lab/run.js').Settings)[]} */ (Object.keys(SETTINGS));
const COLUMNS = Object.freeze([
  ...['run', 'began', 'state', 'seconds', 'network', ...SETTING_NAMES],
  ...['epoch', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy', 'testLoss', 'testAccuracy'],
]);

/**
 * A cell as RFC 4180 has it. A name that begins as a formula does would be run by spreadsheets: it gets an apostrophe,
 * which they take for “this is text”.
 * @param {string | number | boolean | undefined} value
 */
function cell(value = '') {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A run from somebody's file may have layers that nobody knows. @param {KeptRun['network']} network */
function inShort({ name, layers }) {
  try {
    return networkInShort(layers);
  } catch {
    return name;
  }
}

/** @param {readonly KeptRun[]} runs */
export function asCsv(runs) {
  const lines = runs.flatMap((run) => {
    const { name, began, state, seconds, network, settings, epochs, test } = run;
    const about = [name, began, state, Math.round(seconds * 10) / 10, inShort(network)];
    const given = SETTING_NAMES.map((setting) => settings[setting]);
    // A run that ended within its first epoch has a line, too.
    return (epochs.length > 0 ? epochs : [null]).map((epoch, i) => {
      const tested = i === epochs.length - 1 ? test : null;
      const measured = [epoch?.loss, epoch?.accuracy, epoch?.validationLoss, epoch?.validationAccuracy];
      return [...about, ...given, epoch?.epoch, ...measured, tested?.loss, tested?.accuracy];
    });
  });
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** @param {readonly KeptRun[]} runs */
export const asJson = (runs) =>
  `${JSON.stringify({ format: 'fitting-room runs', version: 1, runs: runs.map(({ id: _, ...run }) => run) }, null, 2)}\n`;
