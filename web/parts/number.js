// Numbers as people type them, and ranges as people read them.
//
// The page writes 1,234.5, and reads that. Others write 1.234,5 or 1 234,5 or 1'234.5, on a keyboard that may
// have no other sign, or in full-width digits: those are read where they can mean one number alone.

const DECIMAL = /^(\d+[.,]?\d*|[.,]\d+)$/;
/** Groups of three digits behind the same mark each, and a decimal part behind another one. */
const GROUPS = /^[1-9]\d{0,2}([., '])\d{3}(\1\d{3})*((?!\1)[.,]\d*)?$/;
/** A sign, digits with their marks, an exponent. */
const PARTS = /^([+-]?)([\d., ']+)(e[+-]?\d+)?$/i;

/**
 * @param {string} text
 * @param {boolean} whole whether a whole number is asked for: it has no exponent
 * @returns {number | string | null} the number, which may be out of every range; a sentence that asks, where it
 *   can be one of two; null for what is no number
 */
export function readNumber(text, whole) {
  // Not the whole text by NFKC, which makes 102 of 10².
  const signs = text
    .trim()
    .replace(/[！-～]/g, (sign) => sign.normalize('NFKC'))
    .replace(/\s/g, ' ')
    .replace(/[。｡]/g, '.')
    .replace(/[、､]/g, ',')
    .replace(/’/g, "'")
    .replace(/−/g, '-');
  const [, minus, digits, exponent = ''] = PARTS.exec(signs) ?? [];
  if (digits === undefined || (whole && exponent)) return null;
  const number = (/** @type {string} */ plain) => Number(minus + plain.replace(',', '.') + exponent);

  const mark = GROUPS.exec(digits)?.[1];
  const grouped = mark === undefined ? null : number(digits.replaceAll(mark, ''));
  const decimal = DECIMAL.test(digits) ? number(digits) : null;
  if (grouped === null || decimal === null) return grouped ?? decimal;
  // One mark and three digits behind it. Where it stands as the page itself writes, it means what it means there.
  if (mark === (whole ? ',' : '.')) return whole ? grouped : decimal;
  return `“${text.trim()}” can be read as ${grouped} or as ${decimal}. Type the one that you mean.`;
}

/**
 * "from 1 to 1,000", "above 0 and at most 10"
 * @param {Pick<import('../engine/engine.js').Setting, 'minimum' | 'exclusiveMinimum' | 'maximum' | 'exclusiveMaximum'>} range
 */
export function rangeInWords({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }) {
  const format = (/** @type {number | undefined} */ n) => n?.toLocaleString('en', { maximumFractionDigits: 6 });
  const below = exclusiveMaximum !== undefined;
  const most = format(maximum ?? exclusiveMaximum);
  if (exclusiveMinimum !== undefined)
    return `above ${format(exclusiveMinimum)} and ${below ? 'below' : 'at most'} ${most}`;
  return `from ${format(minimum)} to ${below ? 'below ' : ''}${most}`;
}

/**
 * The value of a setting that is a number, within its range.
 * @param {string} text
 * @param {import('../engine/engine.js').Setting} setting
 * @returns {number | string} the number, or the sentence that says what is wrong
 */
export function readSetting(text, setting) {
  const { title, type, minimum = -Infinity, exclusiveMinimum = -Infinity } = setting;
  const { maximum = Infinity, exclusiveMaximum = Infinity } = setting;
  const whole = type === 'integer';
  const wanted = `a ${whole ? 'whole number' : 'number'} ${rangeInWords(setting)}`;
  const value = readNumber(text, whole);
  if (value === null) return `Enter ${wanted}.`;
  if (typeof value === 'string') return value;
  const inside = value >= minimum && value > exclusiveMinimum && value <= maximum && value < exclusiveMaximum;
  return inside && (!whole || Number.isInteger(value)) ? value : `${title} must be ${wanted}.`;
}
