// The machine and the programs that the numbers are of.

import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The checkout's commit, and whether files differ from it; null where there is no git. */
function commit() {
  const git = (...args) =>
    execFileSync('git', args, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') ? ', changed' : '');
  } catch {
    return null;
  }
}

/** @param {import('@playwright/test').Browser} browser */
export function describeMachine(browser) {
  return {
    date: new Date().toISOString(),
    processor: cpus()[0].model,
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
    browser: `Chromium ${browser.version()}`,
    commit: commit(),
    loadAtStart: loadavg()[0],
  };
}
