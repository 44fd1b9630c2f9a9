// What keeps the engine or its files away: each cause is called by its name, with what can be done.

import { readFileSync } from 'node:fs';
import { SITE, expect, test } from './support/test.js';
import { Room } from './support/room.js';

const MANIFEST = JSON.parse(readFileSync(`${SITE}data/manifest.json`, 'utf8'));

/** @type {[name: string, files: string, answer: object, sentence: RegExp][]} */
const STARTS = [
  ['no worker', '**/engine/worker.js', { status: 404, body: 'no' }, /worker\.js is missing on the server/],
  [
    'no glue',
    '**/engine/fitting-room-*.js',
    { status: 404, body: 'no' },
    /fitting-room-relaxed-threads\.js is missing/,
  ],
  ['glue as text', '**/fitting-room-*.js', { contentType: 'text/plain', body: '1' }, /threads\.js as “text\/plain”/],
  [
    'a page for .wasm',
    '**/*.wasm',
    { contentType: 'text/html', body: '<h1>' },
    /\.wasm the server sends a web page.*sign-in/,
  ],
  ['text for .wasm', '**/*.wasm', { contentType: 'application/wasm', body: 'no' }, /is not WebAssembly/],
  ['a refusal of .wasm', '**/*.wasm', { status: 403, body: 'no' }, /refuses the file .*\.wasm \(403\)/],
  [
    'a page for the model',
    '**/ready-made.safetensors',
    { contentType: 'text/html', body: '<h1>' },
    /safetensors the server sends a web page/,
  ],
];

for (const [name, files, answer, sentence] of STARTS) {
  test(`the host has ${name}`, async ({ page, address, watch }) => {
    watch.allow(/Failed to load|MIME/);
    await page.route(files, (route) => route.fulfill(answer));
    await page.goto(address);
    await expect(page.getByRole('alert')).toHaveText(/could not be downloaded\./, { timeout: 10_000 });
    await expect(page.getByRole('alert')).toHaveText(sentence);
  });
}

/** @type {[name: string, policy: string, sentence: RegExp][]} */
const POLICIES = [
  ['WebAssembly', "script-src 'self'", /forbids WebAssembly.*'wasm-unsafe-eval' in script-src/],
  ['workers', "worker-src 'none'", /forbids the file .*worker\.js.*allow it in worker-src/],
  ['our Trusted Types', "require-trusted-types-for 'script'; trusted-types 'none'", /allow default in trusted-types/],
  ['fetching', "connect-src 'none'", /forbids the file .*allow it in connect-src/],
];

for (const [name, policy, sentence] of POLICIES) {
  test(`a Content-Security-Policy that forbids ${name}`, async ({ page, address, watch }) => {
    watch.allow(/Content Security Policy|violates|Trusted/);
    await page.route('**/*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
    });
    await page.goto(address);
    const alert = page.getByRole('alert').first(); // at the top of the page
    await expect(alert).toHaveText(sentence, { timeout: 10_000 });
    await expect(alert.getByRole('button', { name: 'Retry' })).toHaveCount(0); // it would change nothing
    await page.unrouteAll({ behavior: 'ignoreErrors' }); // what is still being fetched
  });
}

test('a sign-in elsewhere in place of the model', async ({ page, wire, watch }) => {
  watch.allow(/./);
  wire.answers.set('ready-made.safetensors', { status: 302, headers: { location: 'http://plain.test/sign-in' } });
  await page.goto(wire.address);
  await expect(page.getByRole('alert')).toHaveText(/to another site.*sign-in/, { timeout: 10_000 });
});

for (const known of [true, false]) {
  const what = known ? 'are used' : 'by a manifest of old: who is to change what';
  test(`shards that the host lets the browser unpack ${what}`, async ({ page, wire }) => {
    const room = new Room(page, wire.address);
    const old = structuredClone(MANIFEST);
    for (const { images, labels } of [...old.train, ...old.test])
      for (const announced of [images, labels]) {
        wire.answers.set(announced.file, { headers: { 'content-encoding': 'gzip' } });
        delete announced.unpacked;
      }
    if (!known) await page.route('**/manifest.json', (route) => route.fulfill({ json: old }));
    await room.open();
    if (known) return room.trainToTheEnd();
    await room.data.getByRole('button', { name: 'Show images' }).click();
    await expect(room.problem).toHaveText(/Content-Encoding: gzip.*Whoever set up the host/);
  });
}

test('a language that Intl does not know', async ({ room, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'language', { get: () => 'C', configurable: true });
  });
  await room.open();
  await room.trainToTheEnd();
});

test.describe('the engine of another origin', () => {
  /**
   * Runs in a page of somebody else's.
   * @param {{ address: string, model: string }} task
   */
  async function useEngine({ address, model }) {
    try {
      const { createEngine } = await import(new URL('engine/engine.js', address).href);
      const engine = await createEngine({ base: address });
      await engine.loadModel(Uint8Array.from(atob(model), (c) => c.charCodeAt(0)));
      const { probabilities } = await engine.predict(new Uint8Array(784));
      engine.close();
      return probabilities.length;
    } catch (error) {
      return [error.constructor.name, error.code, error.message];
    }
  }
  const model = readFileSync(`${SITE}model/ready-made.safetensors`).toString('base64');

  /** @param {import('@playwright/test').Page} page @param {string} home @param {string} address of the engine @param {RegExp} [closed] files that are not shared */
  async function shareWith(page, home, address, closed = /^$/) {
    await page.route(home, (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Mine' }));
    await page.route(`${address}**`, async (route) => {
      if (closed.test(route.request().url())) return route.continue();
      const response = await route.fetch();
      const type = response.headers()['content-type'] ?? '';
      await route.fulfill({ response, headers: { 'content-type': type, 'access-control-allow-origin': '*' } });
    });
    await page.goto(home);
  }

  test('serves the page', async ({ page, address, wire }) => {
    await shareWith(page, address, wire.address);
    expect(await page.evaluate(useEngine, { address: wire.address, model })).toBe(10);
  });

  test('says what its server must send', async ({ page, address, wire, watch }) => {
    watch.allow(/CORS|net::ERR/);
    await shareWith(page, address, wire.address, /\.wasm$/);
    const [name, code, message] = await page.evaluate(useEngine, { address: wire.address, model });
    expect(message).toMatch(/does not let this page read .*\.wasm.*Access-Control-Allow-Origin/);
    expect([name, code]).toEqual(['EngineError', 'download']);
  });

  test('in a sandboxed frame says that it is one', async ({ page, address, wire, watch }) => {
    watch.allow(/./);
    await shareWith(page, address, wire.address);
    await page.route(`${address}frame`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<iframe sandbox="allow-scripts" src="./"></iframe>' }),
    );
    await page.goto(`${address}frame`);
    const frame = page.frames()[1];
    await frame.waitForLoadState();
    const [name, code, message] = await frame.evaluate(useEngine, { address: wire.address, model });
    expect([name, code]).toEqual(['EngineError', 'forbidden']);
    expect(message).toMatch(/sandboxed frame/);
  });
});
