// Whose turn it is in the worker.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Scheduler } from '../../web/engine/scheduler.js';

// A scheduler lives as long as its worker; here its channels would keep the process alive.
const ports = [];
globalThis.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    ports.push(this.port1);
  }
};
after(() => ports.forEach((port) => port.close()));

/** Writes down each of its steps, which take a while. @param {string} name @param {number} steps @param {string[]} log */
function job(name, steps, log) {
  /** @type {() => void} */
  let ended;
  const done = new Promise((resolve) => (ended = resolve));
  return {
    done,
    step() {
      const end = performance.now() + 1;
      while (performance.now() < end);
      log.push(name);
      if (--steps > 0) return true;
      ended();
      return false;
    },
    fail: assert.fail,
  };
}

test('jobs wait for each other; one beside them gets a small share of the time, and all of it when they are done', async () => {
  const scheduler = new Scheduler();
  const log = [];
  const [first, second, beside] = [job('1', 8, log), job('2', 8, log), job('beside', 20, log)];
  scheduler.add(first);
  scheduler.addBeside(beside);
  scheduler.add(second);
  await Promise.all([first.done, second.done, beside.done]);
  const queue = log.filter((name) => name !== 'beside');
  assert.equal(queue.join(''), '1111111122222222');
  const shared = log.slice(0, log.lastIndexOf('2'));
  const turns = shared.filter((name) => name === 'beside').length;
  assert.ok(turns >= 2 && turns <= shared.length / 3, `${turns} of ${shared.length}`);
  assert.ok(log.slice(-10).every((name) => name === 'beside'));
});

test('a job that is taken out has no more turns, and one that fails is told so', async () => {
  const scheduler = new Scheduler();
  const log = [];
  const [out, other] = [job('out', 5, log), job('other', 3, log)];
  scheduler.addBeside(out);
  scheduler.add(other);
  scheduler.remove(out);
  const failed = await new Promise((resolve) =>
    scheduler.addBeside({
      step() {
        throw new Error('broken');
      },
      fail: resolve,
    }),
  );
  assert.equal(failed.message, 'broken');
  await other.done;
  assert.deepEqual(log, ['other', 'other', 'other']);
});
