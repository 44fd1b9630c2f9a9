// The page in a real Chromium, as visitors get it: what is in build/site, served by the project's own server.
//
// Run from web/, where npm's files are: npx playwright test --config ../tests/page
// One test at a time: a page trains on every core, and several tests measure time.

import { defineConfig } from './support/playwright.js';

export default defineConfig({
  testDir: '.',
  outputDir: '../../build/page-tests',
  workers: 1,
  // Some tests look at times that a visitor would feel. A machine that was busy at that moment gets a second chance,
  // and the report then calls the test flaky.
  retries: 1,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // A name that is no secure context, unlike 127.0.0.1: the page as on plain http.
        '--host-resolver-rules=MAP plain.test 127.0.0.1',
      ],
    },
  },
});
