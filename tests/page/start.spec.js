// The page where its modules cannot start: it says so, and why, within a few seconds.

import { pathToFileURL } from 'node:url';
import { SITE, expect, test } from './support/test.js';

const SOON = { timeout: 8000 };

/**
 * Lets the host send other headers and bodies than the project's own server.
 * @param {import('@playwright/test').Page} page
 * @param {string | RegExp} files
 * @param {{ headers?: Record<string, string>, body?: (text: string) => string }} as
 */
async function sendAs(page, files, { headers = {}, body }) {
  await page.route(files, async (route) => {
    const response = await route.fetch();
    const type = response.headers()['content-type'] ?? '';
    const answer = body ? { body: body(await response.text()) } : {};
    await route.fulfill({ response, ...answer, headers: { 'content-type': type, ...headers } });
  });
}

test.describe('opened from disk', () => {
  for (const scripts of [true, false]) {
    test(scripts ? 'it says how to serve it' : 'and no script runs at all', async ({ page, watch }) => {
      watch.allow(/file:|net::ERR_FAILED|Cross-Origin|CORS|import|ERR_ABORTED/);
      if (!scripts) await page.route('**/boot.js', (route) => route.abort());
      await page.goto(pathToFileURL(`${SITE}index.html`).href);
      const sentence = scripts ? /opened from disk.*http\.server/ : /^The page has not started\..*web server/;
      await expect(page.getByText(sentence)).toBeVisible(SOON);
    });
  }
});

test('in a sandboxed frame it asks to be opened by itself', async ({ page, address, watch }) => {
  watch.allow(/sandbox|CORS|net::ERR|import|Failed to load|null/);
  await sendAs(page, '**/*', {});
  const outside = new URL('licenses.txt', address).href;
  await page.route(outside, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<iframe sandbox="allow-scripts" src="${address}"></iframe>` }),
  );
  await page.goto(outside);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('alert')).toHaveText(/sandboxed frame.*tab of its own: http/, SOON);
});

/** @type {[name: string, files: string, as: Parameters<typeof sendAs>[2], sentence: RegExp][]} */
const HOSTS = [
  [
    'modules as text',
    '**/*.js',
    { headers: { 'content-type': 'text/plain' } },
    /main\.js as “text\/plain”.*javascript/,
  ],
  [
    'all JavaScript as text, and forbids to guess',
    '**/*.js',
    { headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' } },
    /^The page has not started\..*text\/javascript/,
  ],
  ['a module without a type', '**/shared.js', { headers: { 'content-type': '' } }, /shared\.js without a type/],
  [
    'a sign-in page in place of a module',
    '**/shared.js',
    { headers: { 'content-type': 'text/html' }, body: () => '<h1>Sign in</h1>' },
    /In place of the file shared\.js the server sends a web page\..*sign-in/,
  ],
  [
    'JavaScript that the browser cannot read',
    '**/shared.js',
    { body: (text) => `${text}\nconst tomorrow = #;` },
    /cannot read its JavaScript\. Update the browser/,
  ],
  [
    'JavaScript that the browser cannot run',
    '**/shared.js',
    { body: (text) => `${text}\nnavigator.tomorrow.go();` },
    /stopped at an error: .*'go'.* Update the browser/,
  ],
  [
    'files of two versions',
    '**/shared.js',
    { body: (text) => text.replace(/(export\{.*)\bbyId\b/, '$1byId as byOldId') },
    /two versions\. Load the page again/,
  ],
];

for (const [name, files, as, sentence] of HOSTS) {
  test(`the host sends ${name}`, async ({ page, address, watch }) => {
    watch.allow(/MIME|Failed|Error|Refused/);
    await sendAs(page, files, as);
    await page.goto(address);
    await expect(page.getByText(sentence)).toBeVisible(SOON);
  });
}

test('a module that never arrives is waited for, and the page says so', async ({ page, wire }) => {
  wire.held.add('shared.js');
  await page.goto(wire.address, { waitUntil: 'commit' });
  await expect(page.getByRole('alert')).toHaveText(/have not arrived yet/, { timeout: 12_000 });
});

test('nothing of this is seen where the page starts', async ({ room, page }) => {
  await room.open();
  await expect(page.getByText(/has not started/)).toHaveCount(0);
  await expect(room.problem).toHaveCount(0);
});
