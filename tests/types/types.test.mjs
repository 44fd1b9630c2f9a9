// The declarations that the site's engine comes with, as TypeScript sees them in somebody else's project:
// uses.ts and the examples of README and of the modules compile against them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const ROOT = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'types-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs TypeScript; what it complains of is the error. @param {string[]} options */
function tsc(...options) {
  const compiler = join(ROOT, 'web/node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [compiler, ...options], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    throw new Error(error.stdout || error.message);
  }
}

/** @param {string[]} files */
const compile = (...files) =>
  tsc('--noEmit', '--strict', '--target', 'es2023', '--module', 'esnext', '--moduleResolution', 'bundler', ...files);

/** The JavaScript in a text's fences, that stand in a comment perhaps, as one module. @param {string} path */
function examplesOf(path) {
  const text = readFileSync(join(ROOT, path), 'utf8').replace(/^ \* ?/gm, '');
  const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
  assert.ok(blocks.length > 0, `${path} has no example`);
  return blocks.join('\n');
}

before(() => tsc('-p', join(ROOT, 'web/engine'), '--outDir', join(folder, 'engine')));

test('everything of the module can be used from TypeScript, and wrong arguments are refused', () => {
  copyFileSync(new URL('uses.ts', import.meta.url), join(folder, 'uses.ts'));
  compile('uses.ts');
});

for (const path of ['README.md', 'web/engine/engine.js', 'web/engine/predictor.js']) {
  test(`the examples of ${path} compile`, () => {
    const code = examplesOf(path);
    const name = `${path.replaceAll(/\W/g, '-')}.ts`;
    const given = /\bpixels\b.*=/.test(code) ? '' : 'declare const pixels: Uint8Array;\n';
    writeFileSync(join(folder, name), given + code);
    compile(name);
  });
}

test('an example that is wrong would not compile', () => {
  const code = examplesOf('README.md').replace('predictor.predict(pixels)', 'predictor.predict(1)');
  writeFileSync(join(folder, 'wrong.ts'), `declare const pixels: Uint8Array;\n${code}`);
  assert.throws(() => compile('wrong.ts'), /not assignable/);
});
