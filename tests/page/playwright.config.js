// The page in a real Chromium, as visitors get it: what is in build/site, served by the project's own server.
//
// Run from web/, where npm's files are: npx playwright test --config ../tests/page
// Two tests at a time, since most of their time is waiting. Most run in Chromium's headless shell: the same engine without
// the browser around it (windows, profiles, extensions), for half the work of a page load. The whole browser has those that
// are about what it keeps and updates, and those with the tag @measured, which look at times that a visitor would feel;
// tools/test runs the latter apart, one by one.

import { ARGUMENTS, CHROMIUM } from '../../tools/lib/chromium.mjs';
import { defineConfig } from './support/playwright.js';

const SHELL = process.env.CHROMIUM_SHELL ?? '/usr/bin/chromium-headless-shell';
const IN_BROWSER = ['**/kill.spec.js', '**/offline.spec.js'];
/** A name that is no secure context, unlike 127.0.0.1: the page as on plain http. */
const PLAIN = '--host-resolver-rules=MAP plain.test 127.0.0.1';
/** @param {string} executablePath */
const launching = (executablePath) => ({ launchOptions: { executablePath, args: [...ARGUMENTS, PLAIN] } });

export default defineConfig({
  testDir: '.',
  outputDir: '../../build/page-tests',
  workers: 2,
  fullyParallel: true,
  // A machine that was busy for a moment gets a second chance, and the report then calls the test flaky.
  retries: 1,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    screenshot: 'only-on-failure',
    // It would fetch the whole page once more for each test; those that it is about allow it.
    serviceWorkers: 'block',
  },
  projects: [
    { name: 'page', testIgnore: IN_BROWSER, grepInvert: /@measured/, use: launching(SHELL) },
    { name: 'browser', testMatch: IN_BROWSER, grepInvert: /@measured/, use: launching(CHROMIUM) },
    { name: 'times', grep: /@measured/, workers: 1, use: launching(CHROMIUM) },
  ],
});
