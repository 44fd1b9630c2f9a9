// The Chromium that the machine has, as the page's tests launch it, and pages that have what a
// system needs: cross-origin isolation for threads, and no other system in their process.
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ARGUMENTS, CHROMIUM } from '../lib/chromium.mjs';
import { startServer } from '../server/server.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));

/** @returns {Promise<import('@playwright/test').Browser>} */
export function launchChromium() {
  const { chromium } = require('@playwright/test');
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...ARGUMENTS,
      // Every system keeps its page, and only one is in front.
      '--disable-background-timer-throttling',
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
    ],
  });
}

/**
 * Serves folders under names of their own.
 * @param {string} folder made anew
 * @param {Record<string, string>} parts name in the address → folder
 */
export async function serveParts(folder, parts) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [name, target] of Object.entries(parts)) await symlink(target, `${folder}/${name}`);
  return startServer({ root: folder, port: 0 });
}

/**
 * A blank page in a process of its own. The page's security policy would refuse the peers their workers.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address
 */
export async function openPage(browser, address) {
  const context = await browser.newContext({ bypassCSP: true, serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Opens what can be opened, and looks at everything once. @param {import('@playwright/test').Page} page */
export async function openEverything(page) {
  for (const summary of await page.locator('details:not([open]) > summary').all()) {
    if (await summary.isVisible()) await summary.click();
  }
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let top = 0; top < height; top += 600) {
    await page.evaluate((y) => scrollTo(0, y), top);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}
