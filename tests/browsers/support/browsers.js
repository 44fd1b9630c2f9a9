// Starts a browser of Debian's with a profile that nobody has used, in a home of its own, and ends it.

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHROMIUM } from '../../../tools/lib/chromium.mjs';
import { WebDriver, httpSession, marionetteSession } from './webdriver.js';

/** Whoever has not begun within so long, in ms, does not begin any more. */
const PATIENCE = 60_000;
/** Whoever has not ended by itself within so long, in ms, is ended. */
const LAST_WORDS = 5000;

/**
 * @typedef {object} Options
 * @property {string} [lang] the language of the system, as the environment variable LANG names it
 * @property {Record<string, boolean | number | string>} [preferences] of Firefox
 */
/** @typedef {{ send: import('./webdriver.js').Send, end: () => Promise<void> }} Session */
/** @typedef {Options & { home: string, start: (command: string, args: string[]) => Program, env: NodeJS.ProcessEnv }} Place */

/** A program that was started: what it says, and that it ended, if that was too early. */
class Program {
  #process;
  said = '';
  /** @type {Promise<never>} */
  #early;

  /** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env */
  constructor(command, args, env) {
    this.#process = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], detached: true });
    for (const stream of this.#process.stdio.slice(1)) {
      stream.on('data', (text) => (this.said = (this.said + text).slice(-4000)));
    }
    this.#early = new Promise((_, reject) => {
      this.#process.on('error', (error) => reject(new Error(`${command} cannot start: ${error.message}`)));
      this.#process.on('exit', () => reject(new Error(`${command} has ended.`)));
    });
    this.#early.catch(() => {}); // told to whoever waits
  }

  /**
   * What `answer` finds, as soon as it finds something.
   * @template Found
   * @param {(said: string) => Found | Promise<Found>} answer
   * @returns {Promise<NonNullable<Found>>}
   */
  async until(answer) {
    for (const end = Date.now() + PATIENCE; Date.now() < end;) {
      const found = await answer(this.said);
      if (found) return found;
      await Promise.race([this.#early, sleep(20)]);
    }
    throw new Error(`${this.#process.spawnfile} does not answer.`);
  }

  /** Ends it and all that it has started. */
  async end() {
    if (this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, 'SIGKILL');
    } catch {
      // They have ended.
    }
    await this.#early.catch(() => {});
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** @param {Place} place @param {string[]} command @param {object} capabilities */
async function drivenOverHttp({ start }, [command, ...args], capabilities) {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const answers = async () => (await fetch(`${address}/status`).catch(() => null))?.ok;
  await start(command, [...args, `--port=${port}`]).until(answers);
  return httpSession(address, capabilities);
}

/** @type {Record<string, (place: Place) => Promise<Session>>} */
const BROWSERS = {
  Chromium: (place) =>
    drivenOverHttp(place, ['chromedriver', '--enable-chrome-logs'], {
      'goog:chromeOptions': {
        binary: CHROMIUM,
        args: ['--headless', '--no-sandbox', '--disable-gpu'],
      },
    }),

  async Firefox({ home, start, preferences = {} }) {
    const all = Object.entries({ 'marionette.port': 0 /* a free one */, ...preferences });
    const lines = all.map((entry) => `user_pref(${entry.map((part) => JSON.stringify(part))});`);
    await writeFile(join(home, 'user.js'), lines.join('\n'));
    const firefox = start('firefox-esr', [
      '--marionette',
      '--remote-allow-system-access',
      '--headless',
      '--no-remote',
      '--profile',
      home,
    ]);
    const [, port] = await firefox.until((said) => /Marionette\s+INFO\s+Listening on port (\d+)/.exec(said));
    return marionetteSession(Number(port), {});
  },

  async WebKitGTK(place) {
    // It has no headless mode: a screen that nobody sees.
    const screen = place.start('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x1000x24']);
    const [, display] = await screen.until((said) => /^(\d+)\n/m.exec(said));
    place.env.DISPLAY = `:${display}`;
    return drivenOverHttp(place, ['WebKitWebDriver'], {});
  },
};

/** @typedef {'Chromium' | 'Firefox' | 'WebKitGTK'} BrowserName */

/**
 * @param {BrowserName} name
 * @param {Options} [options]
 */
export async function startBrowser(name, { lang = 'en_US.UTF-8', ...options } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'fitting-room-browser-'));
  const downloads = join(home, 'Downloads');
  await mkdir(downloads);
  await mkdir(join(home, '.config'));
  await writeFile(join(home, '.config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    XDG_RUNTIME_DIR: home,
    LANG: lang,
    NO_AT_BRIDGE: '1',
  };
  /** @type {Program[]} */
  const programs = [];
  const start = (/** @type {string} */ command, /** @type {string[]} */ args) => {
    const program = new Program(command, args, env);
    programs.unshift(program);
    return program;
  };
  /** @type {Session | null} */
  let session = null;
  const close = async () => {
    await Promise.race([session?.end().catch(() => {}), sleep(LAST_WORDS)]); // it may have crashed, or hang
    for (const program of programs) await program.end();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    session = await BROWSERS[name]({ ...options, home, start, env });
  } catch (error) {
    await close();
    const said = programs.map((program) => program.said).join('');
    throw new Error(`${name} cannot be started. ${error.message}\n${said}`.trim(), { cause: error });
  }
  return { driver: new WebDriver(session.send), downloads, close };
}
