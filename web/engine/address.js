// Addresses that somebody gives.

import { EngineError } from './errors.js';

/**
 * @param {unknown} address a string or a URL
 * @param {string} [base] what it is relative to
 * @returns {URL}
 * @throws {EngineError} `bad-settings`
 */
export function addressOf(address, base) {
  const isText = typeof address === 'string' || address instanceof URL;
  try {
    if (isText) return new URL(address, base);
  } catch {
    // told below
  }
  const what = isText ? `“${address}” is no address` : 'An address must be a string or a URL';
  throw new EngineError('bad-settings', `${what}. Give one as “./data/” or “https://example.org/data/”.`);
}
