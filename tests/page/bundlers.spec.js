// Pages of somebody else's that a bundler has put together with the engine, without any setting.

import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../tools/server/server.mjs';
import { SITE, expect, test as base } from './support/test.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const test = base.extend({
  /** The app with the engine beside it, as somebody would copy it from the site. */
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'bundlers-'));
    cpSync(join(ROOT, 'tests/bundlers/app'), folder, { recursive: true });
    cpSync(join(SITE, 'engine'), join(folder, 'fitting-room/engine'), { recursive: true });
    symlinkSync(join(SITE, 'data'), join(folder, 'data'));
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  /** The arguments that run a bundler. */
  bundle: async ({ folder }, use) => {
    const where = join(ROOT, 'tools/lib/packages');
    const packages = execFileSync(where, ['tests/bundlers'], { encoding: 'utf8' }).trim();
    await use((/** @type {string} */ bundler, /** @type {string} */ command) => [
      join(ROOT, 'tests/bundlers/bundle.mjs'),
      packages,
      bundler,
      folder,
      command,
    ]);
  },
});

/** @param {import('@playwright/test').Page} page @param {string} address */
async function expectTraining(page, address) {
  await page.goto(address);
  const output = page.locator('output');
  await expect(output).not.toHaveText('Waiting', { timeout: 20_000 });
  await expect(output).toHaveText(/^relaxed-threads: loss \d\.\d+, 10 probabilities$/, { timeout: 100 });
  // That is the page's, not the engine's.
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
}

test.use({ serviceWorkers: 'allow' });

for (const bundler of ['vite6', 'vite8', 'webpack']) {
  test(`${bundler} builds a page that trains, under a strict policy`, async ({ page, folder, bundle, watch }) => {
    watch.allow(/favicon/);
    execFileSync(process.execPath, bundle(bundler, 'build'), { encoding: 'utf8' });
    rmSync(join(folder, 'dist/data'), { recursive: true, force: true });
    symlinkSync(join(SITE, 'data'), join(folder, 'dist/data'));
    const server = await startServer({ root: join(folder, 'dist'), port: 0 });
    try {
      await expectTraining(page, server.address);
    } finally {
      await page.close();
      await server.close();
    }
  });
}

for (const bundler of ['vite6', 'vite8']) {
  test(`${bundler} serves a page that trains, while it is worked on`, async ({ page, bundle, watch }) => {
    watch.allow(/favicon/);
    const server = spawn(process.execPath, bundle(bundler, 'serve'), { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [address] = await server.stdout.take(1).toArray();
      await expectTraining(page, String(address).trim());
    } finally {
      await page.close();
      server.kill();
    }
  });
}
