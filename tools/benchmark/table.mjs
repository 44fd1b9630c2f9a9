// Medians and the printed table.

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const COLUMNS = [
  ['train32', 'train, batch 32, images/s', 0],
  ['train128', 'train, batch 128', 0],
  ['infer1ms', 'infer, batch 1, ms', 2],
  ['infer256', 'infer, batch 256, images/s', 0],
  ['ceiling', 'ceiling, 1 core, GFLOP/s', 1],
  ['shareOfCeiling', 'training, of the ceiling', 'percent'],
];

function show(value, digits) {
  if (digits === 'percent') return `${(100 * value).toFixed(0)} %`;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "±" is half the distance between the slowest and the fastest round, of the median. */
function cell(row, key, digits) {
  const text = show(row[key], digits);
  const list = row.samples[key];
  if (!list || list.length < 2) return text;
  const spread = (Math.max(...list) - Math.min(...list)) / 2 / row[key];
  return `${text} ±${(100 * spread).toFixed(0)} %`;
}

/** @param {Record<string, any>} result */
export function printTable(result) {
  const rows = [
    ['system', ...COLUMNS.map(([, title]) => title)],
    ...Object.entries(result).map(([name, row]) => [
      name,
      ...COLUMNS.map(([key, , digits]) => cell(row, key, digits)),
    ]),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  for (const [index, row] of rows.entries()) {
    console.log(`| ${row.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`);
    if (index === 0) console.log(`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  }
}
