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

/** Steps of no time by this clock; each tells of as many images. */
function instantJob(steps, images, done) {
  return { images, step: () => (--steps > 0 ? true : (done(), false)), fail: assert.fail };
}

test('a clock that is coarse or stands still: steps and images end a turn', async () => {
  const turnsOf = async (steps, images, clock = { now: () => 0 }) => {
    const before = turns;
    await new Promise((done) => new Scheduler(clock).add(instantJob(steps, images, done)));
    return turns - before;
  };
  assert.equal(await turnsOf(64, 0), 2);
  assert.equal(await turnsOf(64, 1), 2);
  assert.equal(await turnsOf(10, 32), 5);
  assert.equal(await turnsOf(10, 128), 10);
  let time = 0;
  assert.equal(await turnsOf(10, 0, { now: () => (time -= 1000) }), 10); // it runs backwards
});

test('a job beside the others takes neither all steps of a clock that stands still, nor waits for hours', async () => {
  const log = [];
  const clock = { ms: 0, now: () => clock.ms };
  const scheduler = new Scheduler(clock);
  const steps = (name, count, ms) => {
    let ended;
    const done = new Promise((resolve) => (ended = resolve));
    const step = () => {
      log.push(name);
      clock.ms += ms(log.filter((other) => other === name).length);
      if (--count > 0) return true;
      ended();
      return false;
    };
    return { done, step, fail: assert.fail };
  };
  const still = [steps('queue', 20, () => 0), steps('beside', 20, () => 0)];
  scheduler.addBeside(still[1]);
  scheduler.add(still[0]);
  await Promise.all(still.map(({ done }) => done));
  assert.equal(log.slice(0, 20).filter((name) => name === 'queue').length, 10);
  log.length = 0;
  const jumps = [steps('queue', 500, () => 10), steps('beside', 3, (step) => (step === 1 ? 3_600_000 : 10))];
  scheduler.addBeside(jumps[1]);
  scheduler.add(jumps[0]);
  await Promise.all(jumps.map(({ done }) => done));
  const times = log.flatMap((name, i) => (name === 'beside' ? [i] : []));
  assert.ok(times[1] - times[0] <= 201, `${times}`); // two seconds of steps
});
