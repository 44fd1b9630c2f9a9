import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startServer } from '../../tools/server/server.mjs';

const root = mkdtempSync(join(tmpdir(), 'server-test-'));
const shard = gzipSync('a shard');
mkdirSync(join(root, 'engine'));
writeFileSync(join(root, 'index.html'), '<!doctype html><title>page</title>');
writeFileSync(join(root, 'main.js'), 'export {};');
writeFileSync(join(root, 'main.js.gz'), gzipSync('export {};'));
writeFileSync(join(root, 'page.css'), 'body {}');
writeFileSync(join(root, 'engine/engine.wasm'), 'wasm');
writeFileSync(join(root, 'model.safetensors'), 'weights');
writeFileSync(join(root, 'shard.gz'), shard);
writeFileSync(join(root, '..', 'outside.txt'), 'secret');
after(() => {
  rmSync(root, { recursive: true });
  rmSync(join(root, '..', 'outside.txt'));
});

/** A request as it is written: no path is tidied, no body unpacked. */
async function get(address, path, { method = 'GET', headers = {} } = {}) {
  const { hostname, port } = new URL(address);
  const [response] = await once(request({ hostname, port, path, method, headers }).end(), 'response');
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

async function serving(options, check) {
  const server = await startServer({ root, port: 0, ...options });
  try {
    await check(server.address);
  } finally {
    await server.close();
  }
}

test('every answer isolates the page; those that act carry the content security policy', () =>
  serving({}, async (address) => {
    const acting = ['/', '/index.html', '/missing', '/engine/worker.js', '/store/worker.js', '/sw.js'];
    const glue = ['/engine/fitting-room-simd.js', '/engine/fitting-room-relaxed-threads.js'];
    for (const path of [...acting, ...glue, '/main.js', '/engine/fitting-room-simd.wasm']) {
      const { headers } = await get(address, path);
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(headers['cross-origin-embedder-policy'], 'require-corp');
      assert.equal(headers['x-content-type-options'], 'nosniff');
      if (![...acting, ...glue].includes(path)) {
        assert.equal(headers['content-security-policy'], undefined, path);
        continue;
      }
      const policy = headers['content-security-policy'];
      assert.match(policy, /^default-src 'none'; /);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/);
    }
  }));

test('without isolation those two headers are gone and the policy stays', () =>
  serving({ isolation: false }, async (address) => {
    const { headers } = await get(address, '/');
    assert.equal(headers['cross-origin-opener-policy'], undefined);
    assert.equal(headers['cross-origin-embedder-policy'], undefined);
    assert.match(headers['content-security-policy'], /default-src 'none'/);
  }));

test('types are right', () =>
  serving({}, async (address) => {
    for (const [path, type] of [
      ['/', /^text\/html/],
      ['/main.js', /^text\/javascript/],
      ['/page.css', /^text\/css/],
      ['/engine/engine.wasm', /^application\/wasm$/],
      ['/model.safetensors', /^application\/octet-stream$/],
    ])
      assert.match((await get(address, path)).headers['content-type'], type, path);
  }));

test('compressed copies go to those who accept them', () =>
  serving({}, async (address) => {
    const compressed = await get(address, '/main.js', { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(compressed.headers['content-encoding'], 'gzip');
    assert.match(compressed.headers['content-type'], /javascript/);
    assert.deepEqual(compressed.body, gzipSync('export {};'));
    const plain = await get(address, '/main.js');
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.body.toString(), 'export {};');
  }));

test('a shard arrives as the gzip file that it is', () =>
  serving({}, async (address) => {
    const { headers } = await get(address, '/shard.gz', { headers: { 'accept-encoding': 'gzip' } });
    assert.equal(headers['content-type'], 'application/gzip');
    const fetched = Buffer.from(await (await fetch(`${address}shard.gz`)).arrayBuffer());
    assert.deepEqual(fetched, shard);
  }));

test('the site can stand below a path', () =>
  serving({ base: '/some/sub/path' }, async (address) => {
    assert.match(address, /\/some\/sub\/path\/$/);
    assert.equal((await get(address, '/some/sub/path/main.js')).status, 200);
    assert.equal((await get(address, '/main.js')).status, 404);
    const moved = await get(address, '/some/sub/path');
    assert.equal(moved.status, 308);
    assert.equal(moved.headers.location, '/some/sub/path/');
  }));

test('nothing outside the folder is served', () =>
  serving({}, async (address) => {
    for (const path of [
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/engine/../../outside.txt',
      '/..%2foutside.txt',
      '/%',
    ]) {
      const { status, body } = await get(address, path);
      assert.equal(status, 404, path);
      assert.doesNotMatch(body.toString(), /secret/);
    }
  }));

test('only reading is allowed', () =>
  serving({}, async (address) => {
    const { status, headers } = await get(address, '/', { method: 'POST' });
    assert.equal(status, 405);
    assert.equal(headers.allow, 'GET, HEAD');
    assert.equal((await get(address, '/', { method: 'HEAD' })).status, 200);
  }));

test('a port in use is said plainly', () =>
  serving({}, async (address) => {
    const main = new URL('../../tools/server/main.mjs', import.meta.url).pathname;
    const command = spawn(process.execPath, [main, '--root', root, '--port', new URL(address).port]);
    let message = '';
    command.stderr.on('data', (text) => {
      message += text;
    });
    const [status] = await once(command, 'close');
    assert.equal(status, 1);
    assert.match(message, /port \d+: it is in use\. Choose another with --port/);
  }));
