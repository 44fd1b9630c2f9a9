import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const SETUP = new URL('../../tools/setup', import.meta.url).pathname;
const SERVE = new URL('../../tools/serve', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'setup-test-'));
after(() => rmSync(scratch, { recursive: true }));

/** A system on which the shell's own tools are all there is: nothing can be installed. */
function bareSystem() {
  const folder = mkdtempSync(join(scratch, 'system-'));
  const bin = join(folder, 'bin');
  const cache = join(folder, 'cache');
  mkdirSync(bin);
  mkdirSync(cache);
  for (const tool of ['bash', 'cut', 'dirname', 'env', 'grep', 'id', 'mkdir', 'readlink', 'sed', 'sort', 'tail']) {
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(bin, tool));
  }
  const run = (command, args = []) =>
    spawnSync(command, args, {
      encoding: 'utf8',
      env: { PATH: bin, HOME: folder, XDG_CACHE_HOME: cache },
    });
  return { run, cache };
}

describe('where nothing can be installed', () => {
  test('setup names each missing tool and how to get it, and changes nothing', () => {
    const { run, cache } = bareSystem();
    const { status, stdout, stderr } = run(SETUP);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /only on Debian 12 with root or sudo/);
    assert.match(stderr, /Nothing was changed/);
    assert.match(stderr, /- CMake 3\.25 or newer \(Debian package cmake\)/);
    assert.match(stderr, /- Node\.js 18 or newer \(Debian package nodejs\)/);
    assert.match(stderr, /- Emscripten 3\.1\.60 or newer, with emcc on PATH/);
    assert.match(stderr, /- the sources of XNNPACK/);
    assert.deepEqual(readdirSync(cache), []);
  });

  test('serve stops there too', () => {
    const { run, cache } = bareSystem();
    const { status, stderr } = run(SERVE);
    assert.equal(status, 1);
    assert.match(stderr, /Nothing was changed/);
    assert.deepEqual(readdirSync(cache), []);
  });
});

describe('an emcc on PATH', () => {
  const where = new URL('../../tools/lib/where', import.meta.url).pathname;
  /** Runs `where emscripten` beside an emcc that names the given version. */
  const find = (version) => {
    const folder = mkdtempSync(join(scratch, 'emscripten-'));
    execFileSync('bash', [
      '-c',
      `
      mkdir -p "$0/cmake/Modules/Platform" && touch "$0/cmake/Modules/Platform/Emscripten.cmake"
      printf '#!/bin/sh\\necho "emcc (Emscripten gcc/clang-like replacement) %s (abc)"\\n' "$1" >"$0/emcc"
      chmod +x "$0/emcc"`,
      folder,
      version,
    ]);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, XDG_CACHE_HOME: join(folder, 'cache') };
    const { status, stdout } = spawnSync(where, ['emscripten'], { encoding: 'utf8', env });
    return status === 0 && stdout.trim() === folder;
  };

  test('is used if it is new enough', () => {
    assert.ok(find('3.1.60'));
    assert.ok(find('3.1.69'));
    assert.ok(find('4.0.2-git'));
  });
  test('is passed over if it is older', () => {
    assert.ok(!find('3.1.6'));
    assert.ok(!find('3.1.59'));
    assert.ok(!find('2.0.34'));
  });
});

test('setup and serve refuse what they do not know', () => {
  const { run } = bareSystem();
  for (const [command, args, message] of [
    [SETUP, ['--everything'], /usage: tools\/setup/],
    [SERVE, ['--prot', '80'], /unknown option --prot/],
    [SERVE, ['--port'], /--port needs a value/],
    [SERVE, ['--port', '80x'], /--port takes a number from 0 to 65535, not '80x'/],
    [SERVE, ['--port', '70000'], /--port takes a number from 0 to 65535/],
  ]) {
    const { status, stderr } = run(command, args);
    assert.equal(status, 1, `${command} ${args}`);
    assert.match(stderr, message);
  }
});
