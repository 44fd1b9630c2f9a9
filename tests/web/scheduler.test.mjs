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

/** A clock that goes only when it is told to. */
class Clock {
  ms = 0;
  now() {
    return this.ms;
  }
}

/**
 * Writes down each of its steps, which take a while.
 * @param {string} name
 * @param {number} steps
 * @param {string[]} log
 * @param {Clock} [clock]
 * @param {(step: number) => number} [msOf] a step, counted from 1
 */
function job(name, steps, log, clock = new Clock(), msOf = () => 1) {
  /** @type {() => void} */
  let ended;
  const done = new Promise((resolve) => (ended = resolve));
  let taken = 0;
  return {
    done,
    step() {
      log.push(name);
      clock.ms += msOf(++taken);
      if (taken < steps) return true;
      ended();
      return false;
    },
    fail: assert.fail,
  };
}

test('jobs wait for each other; one beside them gets a small share of the time, and all of it when they are done', async () => {
  const clock = new Clock();
  const scheduler = new Scheduler(clock);
  const log = [];
  const [first, second, beside] = [job('1', 8, log, clock), job('2', 8, log, clock), job('b', 20, log, clock)];
  scheduler.add(first);
  scheduler.addBeside(beside);
  scheduler.add(second);
  await Promise.all([first.done, second.done, beside.done]);
  assert.equal(log.join(''), 'b111b111b112b222b222b2' + 'b'.repeat(14));
});

test('short steps share a turn of some ms, a long one has its own', async () => {
  const turnsOf = async (/** @type {number} */ steps, /** @type {number} */ ms) => {
    const before = turns;
    const clock = new Clock();
    const long = job('', steps, [], clock, () => ms);
    new Scheduler(clock).add(long);
    await long.done;
    return turns - before;
  };
  assert.equal(await turnsOf(3, 15), 3);
  assert.equal(await turnsOf(100, 0.5), 5);
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
  const clock = new Clock();
  const scheduler = new Scheduler(clock);
  const still = [job('queue', 20, log, clock, () => 0), job('beside', 20, log, clock, () => 0)];
  scheduler.addBeside(still[1]);
  scheduler.add(still[0]);
  await Promise.all(still.map(({ done }) => done));
  assert.equal(log.slice(0, 20).filter((name) => name === 'queue').length, 10);
  log.length = 0;
  const jumps = [
    job('queue', 500, log, clock, () => 10),
    job('beside', 3, log, clock, (step) => (step === 1 ? 3_600_000 : 10)),
  ];
  scheduler.addBeside(jumps[1]);
  scheduler.add(jumps[0]);
  await Promise.all(jumps.map(({ done }) => done));
  const times = log.flatMap((name, i) => (name === 'beside' ? [i] : []));
  assert.ok(times[1] - times[0] <= 201, `${times}`); // two seconds of steps
});
