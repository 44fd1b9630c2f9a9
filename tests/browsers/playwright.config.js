// What a visitor does, in each of Debian's browsers: Chromium, Firefox and WebKitGTK, which Playwright cannot drive as
// they are. Playwright's runner is used alone; the browsers are driven by WebDriver (support/).
//
// Run from web/, where npm's files are: npx playwright test --config ../tests/browsers

import { defineConfig } from '../page/support/playwright.js';

const patience = 60_000;

export default defineConfig({
  testDir: '.',
  outputDir: '../../build/browser-tests',
  workers: 2,
  fullyParallel: true,
  // A machine or a driver that was busy for a moment gets another chance, and the report then calls the test flaky.
  retries: 2,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: patience, toPass: { timeout: patience, intervals: [100] } },
  reporter: [['list']],
});
