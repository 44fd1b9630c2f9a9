// What the journeys begin with: a browser that nobody has used, and a host that serves it the page.

import { startServer } from '../../../tools/server/server.mjs';
import { test as base, expect } from '../../page/support/playwright.js';
import { SITE, fixture } from '../../page/support/test.js';
import { startWire } from '../../page/support/wire.js';
import { startBrowser } from './browsers.js';
import { Visitor } from './visitor.js';

export { expect, fixture };

/** @type {import('./browsers.js').BrowserName[]} */
export const BROWSERS = ['Chromium', 'Firefox', 'WebKitGTK'];

/** WebKitGTK is built without shared memory, which threads need. @param {import('./browsers.js').BrowserName} browser */
export const hasThreads = (browser) => browser !== 'WebKitGTK';

/** Runs before the page: keeps what nobody else would tell a driver. */
function watch() {
  /** @type {string[]} */
  const complaints = (window.complaints = []);
  const { error } = console;
  console.error = (...values) => {
    complaints.push(values.join(' '));
    error(...values);
  };
  addEventListener('error', (event) => complaints.push(event.message));
  addEventListener('unhandledrejection', (event) => complaints.push(String(event.reason)));
  document.addEventListener('securitypolicyviolation', (event) => {
    complaints.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
}

/** Runs before the engine's worker: lets it die when the page is told to say so. */
function mortal() {
  new BroadcastChannel('death').onmessage = ({ data }) => {
    if (data === 'silent') return self.close();
    setTimeout(() => {
      throw new Error('out of order');
    });
  };
}

/** Runs before page and worker: a browser that does not know relaxed SIMD. */
function withoutRelaxedSimd() {
  const { validate } = WebAssembly;
  // f32x4.relaxed_madd
  WebAssembly.validate = (bytes) => !String(new Uint8Array(bytes)).includes('253,133,2') && validate(bytes);
}

/**
 * @typedef {object} Visit
 * @property {boolean} [headers] false: the host does not send those of isolation
 * @property {boolean} [serviceWorker] false: nor can a service worker add them
 * @property {boolean} [relaxedSimd] false: the browser does not know it
 * @property {RegExp} [allowed] what the page may complain about
 */

export const test = base.extend({
  /** Opens the page in a browser. */
  visit: async ({}, use) => {
    /** @type {(() => Promise<void>)[]} */
    const ends = [];
    await use(
      /**
       * @param {import('./browsers.js').BrowserName} name
       * @param {Visit & import('./browsers.js').Options} [options]
       */
      async (name, { headers = true, serviceWorker = true, relaxedSimd = true, allowed = /^$/, ...options } = {}) => {
        const server = await startServer({ root: SITE, port: 0, isolation: headers });
        ends.unshift(server.close);
        const wire = await startWire(server.address);
        ends.unshift(wire.close);
        const prelude = relaxedSimd ? '' : `(${withoutRelaxedSimd})();`;
        wire.answers.set('boot.js', { prelude: `(${watch})();${prelude}` });
        wire.answers.set('worker.js', { prelude: `(${mortal})();${prelude}` });
        if (!serviceWorker) wire.answers.set('sw.js', { status: 404 });

        const browser = await startBrowser(name, options);
        ends.unshift(browser.close);
        await browser.driver.resize(1280, 1000);
        const visitor = new Visitor(browser.driver, wire.address, browser.downloads);
        await visitor.open();
        ends.unshift(async () => {
          const complaints = await visitor.complaints();
          expect(
            complaints.filter((text) => !allowed.test(text)),
            'what the page complains about',
          ).toEqual([]);
        });
        return visitor;
      },
    );
    /** @type {unknown[]} */
    const errors = [];
    for (const end of ends) await end().catch((error) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  },
});
