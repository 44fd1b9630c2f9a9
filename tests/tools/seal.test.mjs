// The marks that the build puts into the site's files, so that those of two builds do not run together.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'seal-'));
after(() => rmSync(work, { recursive: true }));

const FILES = {
  'package.json': '{ "type": "module" }',
  'index.html': '<html data-build="build_unbuilt">',
  'main.js': "import './classic.js';\nimport {\n  one,\n} from './parts/one.js';\nexport const main = one;\n",
  'classic.js': "globalThis.classic = 'build_unbuilt';\n",
  'parts/one.js': 'export const one = 1;\n',
  'engine/core.wasm': '\0asm',
  'data/manifest.json': '{}',
};

/** Puts a small site together and seals it. @param {string} name @param {Record<string, string>} [changed] */
function sealed(name, changed = {}) {
  const site = join(work, name);
  for (const [file, text] of Object.entries({ ...FILES, ...changed })) {
    mkdirSync(dirname(join(site, file)), { recursive: true });
    writeFileSync(join(site, file), text);
  }
  cpSync(join(ROOT, 'web/engine/build.js'), join(site, 'engine/build.js'));
  execFileSync(process.execPath, [join(ROOT, 'tools/lib/seal.mjs'), site]);
  const read = (/** @type {string} */ file) => readFileSync(join(site, file), 'utf8');
  return { site, read, build: /build_\w+/.exec(read('index.html'))[0] };
}

const load = ({ site }) => import(pathToFileURL(join(site, 'main.js')).href);

test('the build is named by what the files hold, and by nothing else', () => {
  const { build } = sealed('a');
  assert.match(build, /^build_[0-9a-f]{12}$/);
  assert.equal(sealed('b').build, build);
  assert.equal(sealed('c', { 'data/manifest.json': '{ "other": 1 }' }).build, build);
  for (const file of Object.keys(FILES).filter((each) => !each.startsWith('data/')))
    assert.notEqual(sealed(`d-${file.replace('/', '-')}`, { [file]: `${FILES[file]}\n` }).build, build, file);
});

test('every file tells it, in its own way; others have their hashes in the table', async () => {
  const site = sealed('whole');
  const { build, read } = site;
  const main = await load(site);
  assert.deepEqual([main.main, main[build], globalThis.classic], [1, true, build]);
  assert.doesNotMatch(read('classic.js'), /export/);
  assert.match(read('engine/build.js'), new RegExp(`BUILD = '${build}'`));
  assert.match(read('engine/build.js'), /SHA256 = \{"engine\/core\.wasm":"cd5d4935a48c0672[0-9a-f]{48}"\}/);
});

test('a module does not link with one of another build', async () => {
  const site = sealed('mixed');
  const other = sealed('other', { 'index.html': '<html data-build="build_unbuilt" lang="en">' });
  cpSync(join(other.site, 'parts/one.js'), join(site.site, 'parts/one.js'));
  await assert.rejects(load(site), { name: 'SyntaxError', message: new RegExp(site.build) });
});
