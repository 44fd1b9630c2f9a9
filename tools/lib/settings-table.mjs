// The module web/engine/settings-table.js, made of what `fitting-room settings` prints. Run, it makes it of its input.

import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { rangeInWords } from '../../web/parts/number.js';

const HEAD = `// Written by tools/settings from src/training/settings_table.cpp: change the settings there, not here.
`;
const COMMENT_WIDTH = 110;
const CODE_WIDTH = 120;

/** Text in the quotes that need no escapes; numbers as they are. */
function quoted(value) {
  if (typeof value !== 'string') return String(value);
  return value.includes("'") ? JSON.stringify(value) : `'${value.replaceAll('\\', '\\\\')}'`;
}

/** @param {Record<string, unknown>} setting as a property in JSON Schema */
function type(setting) {
  if (setting.enum) return setting.enum.map(quoted).join(' | ');
  return setting.type === 'boolean' ? 'boolean' : 'number';
}

/** Breaks a line of a comment at spaces. @param {string} line */
function wrapped(line) {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.length - 1;
    if (`${lines[last]} ${word}`.length > COMMENT_WIDTH) lines.push(`   ${word}`);
    else lines[last] += ` ${word}`;
  }
  return lines.map((part) => ` *${part}`).join('\n');
}

const inWords = (value) =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 6 }) : value;

/** @param {[string, Record<string, unknown>]} property */
function documented([name, setting]) {
  const range = setting.enum || setting.type === 'boolean' ? '' : `${rangeInWords(setting)}; `;
  return wrapped(
    `@property {${type(setting)}} [${name}] ${setting.description}; ${range}default ${inWords(setting.default)}`,
  );
}

/** @param {[string, Record<string, unknown>]} property */
function written([name, setting]) {
  const fields = Object.entries(setting).map(([key, value]) => {
    const list = Array.isArray(value) && `Object.freeze([${value.map(quoted).join(', ')}])`;
    const line = `    ${key}: ${list || quoted(value)},`;
    return line.length > CODE_WIDTH ? line.replace(': ', ':\n      ') : line;
  });
  return [`  ${name}: Object.freeze({`, ...fields, '  }),'].join('\n');
}

/**
 * @param {{ properties: Record<string, Record<string, unknown>> }} schema of all settings
 * @returns {string} the module, laid out as Prettier does
 */
export function settingsModule({ properties }) {
  const all = Object.entries(properties);
  return `${HEAD}
/**
 * How a network is trained. What is left out has its default.
 * @typedef {object} Settings
${all.map(documented).join('\n')}
 */

/** What each setting is, as JSON Schema says it: its range, its default. A form can be built of it. */
export const SETTINGS = Object.freeze({
${all.map(written).join('\n')}
});
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(settingsModule(JSON.parse(await text(process.stdin))));
}
