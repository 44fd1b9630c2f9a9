import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

const SETUP = new URL('../../tools/setup', import.meta.url).pathname;
const SERVE = new URL('../../tools/serve', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'setup-test-'));
after(() => rmSync(scratch, { recursive: true }));

/**
 * A system on which the shell's own tools are all there is: nothing can be installed.
 * @param {string} [osRelease] what it says of itself
 */
function bareSystem(osRelease) {
  const folder = mkdtempSync(join(scratch, 'system-'));
  const bin = join(folder, 'bin');
  const cache = join(folder, 'cache');
  mkdirSync(bin);
  mkdirSync(cache);
  for (const tool of 'awk bash cut dirname env flock grep id mkdir readlink sed sort tail'.split(' ')) {
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(bin, tool));
  }
  const env = { PATH: bin, HOME: folder, XDG_CACHE_HOME: cache };
  if (osRelease) {
    env.OS_RELEASE = join(folder, 'os-release');
    writeFileSync(env.OS_RELEASE, osRelease);
  }
  const run = (command, args = []) => spawnSync(command, args, { encoding: 'utf8', env });
  return { run, folder, bin, cache };
}

/**
 * A system with apt and for root, on which apt stops before it installs anything.
 * @param {string} osRelease
 * @param {Record<string, string>} candidates the versions that apt has; of packages that are not named, a new one
 */
function aptSystem(osRelease, candidates) {
  const system = bareSystem(osRelease);
  const log = join(system.folder, 'installed');
  const program = (name, text) => {
    rmSync(join(system.bin, name), { force: true });
    writeFileSync(join(system.bin, name), `#!/usr/bin/env bash\n${text}\n`, { mode: 0o755 });
  };
  program('id', 'echo 0');
  program('dpkg', '');
  program('apt-get', `case " $* " in *' install '*) printf '%s\\n' "$@" >'${log}'; exit 100 ;; esac`);
  program(
    'apt-cache',
    `for package; do
      candidate=99
      case $package in
        ${Object.entries(candidates)
          .map(([name, version]) => `${name}) candidate='${version}' ;;`)
          .join('\n')}
        policy) continue ;;
      esac
      printf '%s:\\n  Installed: (none)\\n  Candidate: %s\\n' "$package" "$candidate"
    done`,
  );
  /** The packages that apt was asked to install. */
  const asked = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : []);
  return { ...system, asked };
}

describe('where nothing can be installed', () => {
  test('setup names each missing tool and how to get it, and changes nothing', () => {
    const { run, cache } = bareSystem();
    const { status, stdout, stderr } = run(SETUP);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /It can on Debian 12 and 13, with root or sudo/);
    assert.match(stderr, /Nothing was installed/);
    assert.match(stderr, /- CMake 3\.25 or newer \(Debian package cmake\)/);
    assert.match(stderr, /- Node\.js 18 or newer \(Debian package nodejs\)/);
    assert.match(stderr, /- Emscripten 3\.1\.60 or newer, with emcc on PATH/);
    assert.match(stderr, /- the sources of XNNPACK .* and Catch2/);
    assert.deepEqual(readdirSync(cache), []);
  });

  test('serve stops there too', () => {
    const { run, cache } = bareSystem();
    const { status, stderr } = run(SERVE);
    assert.equal(status, 1);
    assert.match(stderr, /Nothing was installed/);
    assert.deepEqual(readdirSync(cache), []);
  });
});

describe('what apt has decides', () => {
  const release = (id, codename) => `PRETTY_NAME="A system"\nID=${id}\nVERSION_CODENAME=${codename}\n`;
  const NO_CHROMIUM = { chromium: '(none)' }; // Ubuntu's is a snap
  const NOBLE = { ...NO_CHROMIUM, emscripten: '3.1.6~dfsg-7', 'libxnnpack-dev': '0.0~git20221221.51a987-1' };
  const RESOLUTE = {
    ...NO_CHROMIUM,
    emscripten: '3.1.69+dfsg-4',
    'libxnnpack-dev': '0.0~git20241108.4ea82e5-2build1',
  };

  test('on Debian 13, Emscripten is a package like the others', () => {
    const { run, asked } = aptSystem(release('debian', 'trixie'), { emscripten: '3.1.69+dfsg-3' });
    assert.equal(run(SETUP).status, 100);
    for (const name of ['emscripten', 'cmake', 'nodejs', 'chromium']) assert.ok(asked().includes(name), name);
  });

  test('on Debian 12, whose Emscripten is too old, all others are installed', () => {
    const { run, asked } = aptSystem(release('debian', 'bookworm'), { emscripten: '3.1.6~dfsg-5' });
    assert.equal(run(SETUP).status, 100);
    for (const name of ['cmake', 'nodejs', 'chromium']) assert.ok(asked().includes(name), name);
    assert.ok(!asked().includes('emscripten'));
  });

  test('on Ubuntu 24.04, what it lacks or has too old is named, and nothing is installed', () => {
    const { run, asked } = aptSystem(release('ubuntu', 'noble'), NOBLE);
    const { status, stderr } = run(SETUP);
    assert.equal(status, 1);
    assert.match(stderr, /Nothing was installed/);
    const named = stderr.split('\n').filter((line) => line.startsWith('  - '));
    assert.equal(named.length, 3);
    assert.match(named[0], /Chromium.*\(Debian package chromium\)/);
    assert.match(named[1], /Emscripten 3\.1\.60 or newer/);
    assert.match(named[2], /the sources of XNNPACK/);
    assert.deepEqual(asked(), []);
  });

  test('on Ubuntu 26.04, only the tests lack something', () => {
    const tests = aptSystem(release('ubuntu', 'resolute'), RESOLUTE);
    const { status, stderr } = tests.run(SETUP);
    assert.equal(status, 1);
    assert.deepEqual(
      stderr.split('\n').filter((line) => line.startsWith('  - ')),
      ['  - Chromium, in which the page is tested (Debian package chromium)'],
    );
    assert.deepEqual(tests.asked(), []);
    const page = aptSystem(release('ubuntu', 'resolute'), RESOLUTE);
    assert.equal(page.run(SETUP, ['--no-tests']).status, 100);
    assert.ok(page.asked().includes('emscripten'));
  });

  test('a package that is too old is named', () => {
    const { run, asked } = aptSystem(release('debian', 'trixie'), { cmake: '3.22.1-1ubuntu1' });
    const { status, stderr } = run(SETUP);
    assert.equal(status, 1);
    assert.match(stderr, /- CMake 3\.25 or newer \(Debian package cmake\)/);
    assert.deepEqual(asked(), []);
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
