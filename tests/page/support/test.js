// What every test of the page begins with: a host that serves it, the page, and a watch over its errors.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../../tools/server/server.mjs';
import { test as base, expect } from './playwright.js';
import { Room } from './room.js';
import { startWire } from './wire.js';

export { expect };

/** The built site. */
export const SITE = fileURLToPath(new URL('../../../build/site/', import.meta.url));

/** The ways in which a static host may serve the page. */
const HOSTS = {
  isolated: {},
  'no headers': { isolation: false },
  'sub-path': { base: '/lab/fitting-room/' },
  'sub-path, no headers': { base: '/lab/fitting-room/', isolation: false },
};

/** @typedef {keyof typeof HOSTS} Host */

/**
 * What the browser complains about: errors in the console (also of workers), refusals by the
 * Content-Security-Policy among them, and exceptions that nobody caught.
 */
class Watch {
  /** @type {string[]} */
  #complaints = [];
  /** @type {RegExp[]} */
  #allowed = [];

  /** @param {import('@playwright/test').BrowserContext} context */
  constructor(context) {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#complaints.push(String(error.error().stack)));
  }

  /** What this test provokes is no complaint. @param {RegExp} pattern */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  complaints() {
    return this.#complaints.filter((text) => !this.#allowed.some((pattern) => pattern.test(text)));
  }
}

export const test = base.extend({
  /** @type {[Host, { option: true }]} */
  host: ['isolated', { option: true }],

  /** Starts each host once, when the first test asks for it. */
  hosts: [
    async ({}, use) => {
      /** @type {Map<Host, ReturnType<typeof startServer>>} */
      const started = new Map();
      await use((/** @type {Host} */ host) => {
        if (!started.has(host)) started.set(host, startServer({ root: SITE, port: 0, ...HOSTS[host] }));
        return started.get(host);
      });
      for (const server of started.values()) await (await server).close();
    },
    { scope: 'worker' },
  ],

  /** Address of the page. */
  address: async ({ hosts, host }, use) => use((await hosts(host)).address),

  /** The line to the host, for tests that count or cut; it has an address of its own. */
  wire: async ({ address, page }, use) => {
    const wire = await startWire(address);
    await use(wire);
    await page.close();
    await wire.close();
  },

  /** Every test fails on a complaint that it has not allowed. */
  watch: [
    async ({ context }, use) => {
      const watch = new Watch(context);
      await use(watch);
      expect(watch.complaints(), 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],

  room: async ({ page, address }, use) => use(new Room(page, address)),
});

/** @param {string} name of a file in fixtures/ @returns {Buffer} */
export const fixture = (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
