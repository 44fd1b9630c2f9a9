// What the tests begin with: a browser that nobody has used, and a host that serves it the page.

import { startServer } from '../../../tools/server/server.mjs';
import { test as base, expect } from '../../page/support/playwright.js';
import { SITE, fixture } from '../../page/support/test.js';
import { startWire } from '../../page/support/wire.js';
import { startBrowser } from './browsers.js';
import { Visitor } from './visitor.js';

export { SITE, expect, fixture };

/** @typedef {import('./browsers.js').BrowserName} BrowserName */

/** @type {BrowserName[]} */
export const BROWSERS = ['Chromium', 'Firefox', 'WebKitGTK'];

/** Those that tests/page does not run in. */
export const OTHERS = BROWSERS.filter((browser) => browser !== 'Chromium');

/** WebKitGTK is built without shared memory, which threads need. @param {BrowserName} browser */
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
  /** What is to be done at the test's end, the last first. */
  ends: async ({}, use) => {
    /** @type {(() => Promise<void>)[]} */
    const ends = [];
    await use(ends);
    /** @type {unknown[]} */
    const errors = [];
    for (const end of ends.reverse()) await end().catch((error) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  },

  /** Starts a browser. */
  browse: ({ ends }, use) =>
    use(async (/** @type {BrowserName} */ name, /** @type {import('./browsers.js').Options} */ options) => {
      const browser = await startBrowser(name, options);
      ends.push(browser.close);
      await browser.driver.resize(1280, 1000);
      return browser;
    }),

  /** Starts a host, and the line to it. */
  serve: ({ ends }, use) =>
    use(async (/** @type {Parameters<typeof startServer>[0]} */ options) => {
      const server = await startServer({ root: SITE, port: 0, ...options });
      ends.push(server.close);
      const wire = await startWire(server.address);
      ends.push(wire.close);
      return wire;
    }),

  /** Opens the page in a browser. */
  visit: ({ ends, browse, serve }, use) =>
    use(
      async (
        /** @type {BrowserName} */ name,
        /** @type {Visit & import('./browsers.js').Options} */
        { headers = true, serviceWorker = true, relaxedSimd = true, allowed = /^$/, ...options } = {},
      ) => {
        const wire = await serve({ isolation: headers });
        const prelude = relaxedSimd ? '' : `(${withoutRelaxedSimd})();`;
        wire.answers.set('boot.js', { prelude: `(${watch})();${prelude}` });
        wire.answers.set('worker.js', { prelude: `(${mortal})();${prelude}` });
        if (!serviceWorker) wire.answers.set('sw.js', { status: 404 });

        const { driver, downloads } = await browse(name, options);
        const visitor = new Visitor(driver, wire.address, downloads);
        await visitor.open();
        ends.push(async () => {
          const complaints = await visitor.complaints();
          const unexpected = complaints.filter((text) => !allowed.test(text));
          expect(unexpected, 'what the page complains about').toEqual([]);
        });
        return visitor;
      },
    ),
});
