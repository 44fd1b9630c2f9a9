// Tables as Markdown, so that they read well in a terminal and can be pasted.

/**
 * @param {number} value
 * @param {number} digits after the point
 */
export function number(value, digits = 0) {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** @param {number} share */
export function percent(share) {
  return `${number(100 * share)} %`;
}

/**
 * @param {string[][]} rows the first one is the heading
 * @returns {string}
 */
export function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) => `| ${row.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`);
  lines.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return lines.join('\n');
}
