// What becomes of the site's modules: a few files, of which those of two builds do not run together.

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SEAL = join(ROOT, 'tools/lib/seal.mjs');
const BUNDLE = join(ROOT, 'tools/lib/bundle.mjs');
const work = mkdtempSync(join(tmpdir(), 'bundle-'));
after(() => rmSync(work, { recursive: true }));

/** A page whose main.js and later.js share one.js, one part that it imports by its name, and one by its address. */
const FILES = {
  'package.json': '{ "type": "module" }',
  'index.html': '<html data-build="build_unbuilt">\n  <link rel="modulepreload" href="./main.js">\n',
  'boot.js': "globalThis.classic = 'build_unbuilt';\nconst begin = () => import('./main.js');\n",
  'sw.js': 'const FILES = {};\n',
  'main.js':
    "import { door } from './engine/engine.js';\nimport {\n  one,\n} from './parts/one.js';\nexport const main = [one(), door];\nexport const later = () => import('./later.js');\n",
  'later.js':
    "import { one } from './parts/one.js';\nimport { only } from './parts/only.js';\nexport const later = [one(), only];\nexport const part = () => import('./parts/part.js');\n",
  'parts/one.js': 'let calls = 0;\nexport const one = () => ++calls;\n',
  'parts/only.js': "import './silent.js';\nexport const only = 'only';\n",
  'parts/silent.js': 'globalThis.silent = true;\n',
  'parts/part.js': "import { one } from './one.js';\nexport const part = one();\n",
  'parts/unnamed.js': "export const part = 'by its address';\n",
  'engine/engine.js': "import { BUILD } from './build.js';\nexport const door = BUILD;\n",
  'engine/predictor.js': "export { BUILD } from './build.js';\n",
  'engine/faults.js': "globalThis.faults = 'build_unbuilt';\n",
  'engine/worker.js': "import { SHA256 } from './build.js';\nglobalThis.worker = SHA256;\n",
  'engine/fitting-room-simd.js': 'export default 1;\n',
  'engine/core.wasm': '\0asm',
  'store/worker.js': 'export {};\n',
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
  const build = execFileSync(process.execPath, [SEAL, site, BUNDLE], { encoding: 'utf8' }).trim();
  const read = (/** @type {string} */ file) => readFileSync(join(site, file), 'utf8');
  const load = (/** @type {string} */ file) => import(pathToFileURL(join(site, file)).href);
  return { site, read, load, build };
}

/** The same, with its modules joined. @param {string} name @param {Record<string, string>} [changed] */
function bundled(name, changed) {
  const built = sealed(name, changed);
  execFileSync(process.execPath, [BUNDLE, built.site, built.build]);
  return built;
}

test('the build is named by what the files hold, and by nothing else', () => {
  const { build } = sealed('a');
  assert.match(build, /^build_[0-9a-f]{12}$/);
  assert.equal(sealed('b').build, build);
  assert.equal(sealed('c', { 'data/manifest.json': '{ "other": 1 }' }).build, build);
  for (const file of Object.keys(FILES).filter((each) => !each.startsWith('data/')))
    assert.notEqual(sealed(`d-${file.replace('/', '-')}`, { [file]: `${FILES[file]}\n` }).build, build, file);
});

test('every file tells it, in its own way; others have their hashes in the table', async () => {
  const { build, read, load } = bundled('whole');
  const main = await load('main.js');
  assert.deepEqual([main.main, main[build]], [[1, build], true]);
  assert.match(read('index.html'), new RegExp(`data-build="${build}"`));
  for (const script of ['boot.js', 'engine/faults.js']) {
    assert.match(read(script), new RegExp(`= '${build}'`));
    assert.doesNotMatch(read(script), /export/);
  }
  for (const file of [
    'later.js',
    'engine/common.js',
    'engine/worker.js',
    'store/worker.js',
    'engine/fitting-room-simd.js',
  ])
    assert.equal((await load(file))[build], true, file);
  assert.match(globalThis.worker['engine/core.wasm'], /^cd5d4935a48c0672[0-9a-f]{48}$/);
});

test('what two files need is there once, each part has its own name, and the rest is gone', async () => {
  const { site, read, load } = bundled('joined');
  const main = await load('main.js');
  const later = await main.later();
  assert.deepEqual([main.main[0], later.later, (await later.part()).part], [1, [2, 'only'], 3]);
  assert.equal(globalThis.silent, true);
  assert.equal((await load('parts/unnamed.js')).part, 'by its address');
  for (const file of ['parts/one.js', 'parts/only.js', 'parts/silent.js', 'engine/build.js'])
    assert.equal(existsSync(join(site, file)), false, file);
  const { sources, sourcesContent } = JSON.parse(read('later.js.map'));
  assert.equal(sourcesContent[sources.indexOf('parts/only.js')], FILES['parts/only.js']);
  assert.match(read('later.js'), /\n\/\/# sourceMappingURL=later\.js\.map\n$/);
});

test('the page asks at once for all that its first file imports', () => {
  const links = bundled('links')
    .read('index.html')
    .match(/(?<=modulepreload" href=")[^"]+/g);
  assert.deepEqual(links.toSorted(), ['./engine/common.js', './engine/engine.js', './main.js', './shared.js']);
});

test('a module does not link with one of another build', async () => {
  const { site, load, build } = bundled('mixed');
  const other = bundled('other', { 'sw.js': 'const FILES = { };\n' });
  cpSync(join(other.site, 'shared.js'), join(site, 'shared.js'));
  await assert.rejects(load('main.js'), { name: 'SyntaxError', message: new RegExp(build) });
});

test('two shared modules that have the same name for something are refused', () => {
  const both =
    "import { one } from './parts/one.js';\nimport { one as two } from './parts/two.js';\nexport default [one, two];\n";
  const twice = { 'main.js': both, 'later.js': both, 'parts/two.js': 'export const one = 2;\n' };
  const { site, build } = sealed('twice', twice);
  const { status, stderr } = spawnSync(process.execPath, [BUNDLE, site, build], { encoding: 'utf8' });
  assert.notEqual(status, 0);
  assert.match(stderr, /shared\.js have the same name for something: one/);
});
