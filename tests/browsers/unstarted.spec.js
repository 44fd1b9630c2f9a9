// The page where it cannot start says why, in the words of no browser.

import { pathToFileURL } from 'node:url';
import { Part } from './support/part.js';
import { OTHERS, SITE, expect, test } from './support/test.js';

/** @type {[file: string, change: import('../page/support/wire.js').Change, sentence: RegExp][]} */
const FAULTS = [
  ['main.js', { headers: { 'content-type': 'text/plain' } }, /main\.js as “text\/plain”/],
  ['main.js', { prelude: "import { yesterday } from './shared.js';" }, /two versions\. Load the page again/],
  ['shared.js', { status: 404 }, /shared\.js is missing on the server/],
  ['shared.js', { headers: { 'content-type': 'text/html' } }, /shared\.js the server sends a web page/],
  ['shared.js', { prelude: 'const tomorrow = #;' }, /cannot read its JavaScript\. Update the browser/],
  ['shared.js', { prelude: 'navigator.tomorrow.go();' }, /stopped at an error: .* Update the browser/],
  ['worker.js', { status: 404 }, /worker\.js is missing on the server/],
  ['ready-made.safetensors', { status: 403 }, /refuses the file .*safetensors \(403\)/],
];

for (const browser of OTHERS) {
  test(`${browser}: the file that is at fault is named`, async ({ browse, serve }) => {
    const { driver } = await browse(browser);
    for (const [file, change, sentence] of FAULTS) {
      await test.step(`${file} ${JSON.stringify(change)}`, async () => {
        const wire = await serve();
        wire.answers.set(file, change);
        await driver.navigate(wire.address);
        await new Part(driver, null, 'alert').expectText(sentence);
      });
    }
  });

  test(`${browser}: opened from disk, it says how to serve it`, async ({ browse }) => {
    const { driver } = await browse(browser);
    await driver.navigate(pathToFileURL(`${SITE}index.html`).href);
    await new Part(driver, null, 'alert').expectText(/opened from disk.*http\.server/);
  });

  // Of its Content-Security-Policy's 'self', WebKit says that it is nobody in such a frame.
  const [does, sentence] =
    browser === 'WebKitGTK'
      ? ['where it runs no script, it says what it needs', /has not started\..*nor in a sandboxed frame/]
      : ['it asks to be opened by itself', /sandboxed frame.*tab of its own: http/];
  test(`${browser}: in a sandboxed frame, ${does}`, async ({ browse, serve }) => {
    const wire = await serve({ isolation: false });
    // As a host that lets others show its page.
    const headers = { 'content-security-policy': '', 'cross-origin-resource-policy': 'cross-origin' };
    for (const name of ['licenses.txt', '', 'page.css', 'boot.js', 'faults.js']) wire.answers.set(name, { headers });
    const { driver } = await browse(browser);
    await driver.navigate(`${wire.address}licenses.txt`);
    await driver.run((address) => {
      const frame = document.createElement('iframe');
      frame.sandbox.add('allow-scripts');
      frame.src = address;
      document.body.append(frame);
      return new Promise((resolve) => (frame.onload = resolve)).then(() => true);
    }, wire.address);
    await driver.enterFrame(0);
    const said = () => driver.run(() => document.querySelector('[role=alert], .unstarted')?.textContent ?? '');
    await expect.poll(said).toMatch(sentence);
  });
}
