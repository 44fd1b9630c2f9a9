// What a visitor does, in Debian's Firefox and WebKitGTK, which Playwright cannot drive as they are, and held against
// Chromium. Playwright's runner is used alone; the browsers are driven by WebDriver (support/).
//
// Run from web/, where npm's files are: npx playwright test --config ../tests/browsers

import { defineConfig } from '../page/support/playwright.js';

const patience = 120_000;

export default defineConfig({
  testDir: '.',
  outputDir: '../../build/browser-tests',
  workers: 2,
  fullyParallel: true,
  // A machine that was busy for a moment gets a second chance, and the report then calls the test flaky.
  retries: 1,
  forbidOnly: true,
  timeout: 600_000,
  expect: { timeout: patience, toPass: { timeout: patience } },
  reporter: [['list']],
});
