// Where systems run: a page of Chromium each, or a process of its own. Both take the same calls, `start`,
// `probabilities` and `sample`, and any of them may fail or never answer.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { openPage } from './chromium.mjs';

/**
 * @typedef {object} Host
 * @property {(name: string, request: object, seconds: number) => Promise<any>} call rejects when the system
 *   throws, dies, or has not answered in so many seconds; after the latter it is of no more use
 * @property {() => Promise<void>} close
 */

/** No answer in time. */
export class Timeout extends Error {}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} seconds
 * @returns {Promise<T>}
 */
function within(promise, seconds) {
  let timer;
  const over = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Timeout(`no answer in ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

/**
 * A system in a page of its own.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address of page/page.html
 * @returns {Promise<Host>}
 */
export async function pageHost(browser, address) {
  const page = await openPage(browser, address);
  const died = new Promise((_, reject) => {
    page.on('crash', () => reject(new Error('the page crashed')));
  });
  died.catch(() => {});
  await page.waitForFunction(() => 'benchmark' in globalThis);
  return {
    call(name, request, seconds) {
      const answer = page.evaluate(([what, task]) => globalThis.benchmark[what](task), [name, request]);
      answer.catch(() => {}); // that of a page that is closed after a timeout
      // The first line says what happened; what follows is a stack of the peer's own files.
      return within(Promise.race([answer, died]), seconds).catch((error) => {
        error.message = error.message.replace(/^page\.evaluate: /, '').split('\n')[0];
        throw error;
      });
    },
    close: () => page.context().close(),
  };
}

/**
 * A system in a process that answers a line of JSON with a line of JSON.
 * @param {string[]} command
 * @returns {Host}
 */
export function processHost([program, ...args]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text) => (complaint = `${complaint}${text}`.slice(-2000)));
  child.stdin.on('error', () => {}); // the process is gone, which `died` tells
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const died = new Promise((_, reject) => {
    child.on('error', (error) => reject(new Error(`${program} cannot be run: ${error.code}`)));
    child.on('close', () => reject(new Error(complaint.trim().split('\n').at(-1) || 'the process ended')));
  });
  died.catch(() => {});
  return {
    async call(name, request, seconds) {
      child.stdin.write(`${JSON.stringify({ call: name, ...request })}\n`);
      const answer = lines.next().then(({ value, done }) => (done ? died : JSON.parse(value)));
      const { result, error } = await within(Promise.race([answer, died]), seconds);
      if (error) throw new Error(error);
      return result;
    },
    async close() {
      child.kill('SIGKILL');
    },
  };
}
