import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';

const TOOLS = new URL('../../tools/lib/', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'compile-test-'));
after(() => rmSync(scratch, { recursive: true }));

/** A checkout in a folder of its own, with one source file that reads a header and has another precompiled. */
function checkout() {
  const top = mkdtempSync(join(scratch, 'checkout-'));
  const build = join(top, 'build/native');
  mkdirSync(build, { recursive: true });
  for (const file of ['compile', 'common.sh']) cpSync(join(TOOLS, file), join(top, 'tools/lib', file));
  writeFileSync(join(build, 'made-with'), 'Clang\n');
  writeFileSync(join(top, 'precompiled.h'), 'template <typename T> T twice(T x) { return x + x; }\n');
  writeFileSync(join(top, 'three.h'), 'constexpr int THREE = 3;\n');
  writeFileSync(
    join(top, 'six.cpp'),
    `#include "three.h"
    int six() { return twice(THREE); }
    const char* file() { return __FILE__; }\n`,
  );

  /** Compiles as CMake would. @returns {{ cached: boolean, object: Buffer }} */
  const compile = () => {
    const run = (/** @type {string[]} */ ...args) =>
      execFileSync(join(top, 'tools/lib/compile'), ['clang++-19', `-fmacro-prefix-map=${top}/=`, ...args], {
        cwd: build,
        env: { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') },
      });
    const xclang = (/** @type {string[]} */ ...args) => args.flatMap((arg) => ['-Xclang', arg]);
    const dependencies = (/** @type {string} */ output) => ['-MD', '-MT', output, '-MF', `${output}.d`, '-o', output];
    const header = join(top, 'precompiled.h');
    run(...xclang('-emit-pch'), '-x', 'c++-header', ...dependencies('precompiled.pch'), '-c', header);
    const before = hits();
    run(
      ...xclang('-include-pch', join(build, 'precompiled.pch')),
      ...dependencies('six.o'),
      '-c',
      join(top, 'six.cpp'),
    );
    return { cached: hits() > before, object: readFileSync(join(build, 'six.o')) };
  };
  return { top, build, compile };
}

/** How many files have come from the cache. */
function hits() {
  const CCACHE_DIR = join(scratch, 'cache/fitting-room/ccache');
  const statistics = execFileSync('ccache', ['--print-stats'], {
    encoding: 'utf8',
    env: { ...process.env, CCACHE_DIR },
  });
  return Number(statistics.match(/^direct_cache_hit\t(\d+)$/m)?.[1]);
}

describe('what was compiled before comes from the cache', () => {
  beforeEach(() => rmSync(join(scratch, 'cache'), { recursive: true, force: true }));

  test('in another checkout, where the first is gone, to the last bit', () => {
    const first = checkout();
    const compiled = first.compile();
    assert.equal(compiled.cached, false);
    rmSync(first.top, { recursive: true });
    assert.deepEqual(checkout().compile(), { cached: true, object: compiled.object });
  });

  for (const [what, change] of /** @type {const} */ ([
    ['the file', ({ top }) => appendFileSync(join(top, 'six.cpp'), 'int seven() { return 7; }\n')],
    ['a header', ({ top }) => writeFileSync(join(top, 'three.h'), 'constexpr int THREE = 4;\n')],
    ['a precompiled header', ({ top }) => writeFileSync(join(top, 'precompiled.h'), 'int twice(int);\n')],
  ])) {
    test(`not where ${what} is another`, () => {
      const { object } = checkout().compile();
      const other = checkout();
      change(other);
      const compiled = other.compile();
      assert.equal(compiled.cached, false);
      assert.notDeepEqual(compiled.object, object);
    });
  }

  test('not where the compiler is another', () => {
    checkout().compile();
    const other = checkout();
    writeFileSync(join(other.build, 'made-with'), 'Clang, one day younger\n');
    assert.equal(other.compile().cached, false);
  });
});
