// Whose turn it is in the worker.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Scheduler } from '../../web/engine/scheduler.js';

// A scheduler lives as long as its worker; here its channels would keep the process alive.
const ports = [];
/** How often a scheduler has asked for a turn. */
let turns = 0;
globalThis.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    ports.push(this.port1);
    const post = this.port2.postMessage.bind(this.port2);
    this.port2.postMessage = (message) => {
      turns += 1;
      post(message);
    };
  }
};
after(() => ports.forEach((port) => port.close()));

/**
 * Writes down each of its steps, which take a while.
 * @param {string} name
 * @param {number} steps
 * @param {string[]} log
 * @param {number} [ms] of a step, at least
 */
function job(name, steps, log, ms = 1) {
  /** @type {() => void} */
  let ended;
  const done = new Promise((resolve) => (ended = resolve));
  return {
    done,
    step() {
      const end = performance.now() + ms;
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

test('short steps share a turn of some ms, a long one has its own', async () => {
  const turnsOf = async (/** @type {number} */ steps, /** @type {number} */ ms) => {
    const before = turns;
    const long = job('', steps, [], ms);
    new Scheduler().add(long);
    await long.done;
    return turns - before;
  };
  assert.equal(await turnsOf(3, 15), 3);
  const shared = await turnsOf(100, 0.5); // 50 ms at least
  assert.ok(shared >= 2 && shared <= 25, `${shared} turns`);
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
