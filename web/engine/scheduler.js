// Takes turns between long jobs and the messages that arrive meanwhile.
//
// The worker has one thread for both. Each turn is a task of its own, asked for by a message to
// itself: the browser runs tasks in the order in which they were asked for, so whatever arrived
// during a turn is answered before the next one. A timer would not do: browsers slow down nested
// timers to 4 ms each, and to one a second in a hidden tab. A turn is one step of a job or, since
// asking for the next one takes time too, as many short ones as nobody minds waiting for. Steps and
// images limit it, too: a browser may round its clock to 100 ms, and clocks are set back.
//
// Jobs wait for each other in a queue. A second queue holds those that may go on beside the first,
// such as a scatter plot that is drawn while a run is training; they get a small share of the time.

/**
 * @typedef {object} Job
 * @property {() => boolean} step does one step; whether there is more to do
 * @property {(error: unknown) => void} fail a step threw; the job is out of the queue
 * @property {number} [images] that its last step worked on, where it works on images
 */

/** No step begins later than so many ms into a turn. */
const TURN_MS = 10;
/** Nor after so many steps, nor so many images: about as many as take that long. */
const TURN_STEPS = 32;
const TURN_IMAGES = 64;
/** After a step beside the others, they have so many times as long to themselves. */
const REST = 3;
/** But not longer: a step that seems to have taken an hour began before the computer fell asleep. */
const LONGEST_REST_MS = 2000;

export class Scheduler {
  /** @type {Job[]} The first one runs. */
  #jobs = [];
  /** @type {Job[]} The first one runs beside those. */
  #beside = [];
  /** So many ms they still have to themselves, and at least a step. */
  #rest = 0;
  #wasBeside = false;
  #clock;
  #channel = new MessageChannel();
  #asked = false;

  /** @param {import('./clock.js').Clock} [clock] */
  constructor(clock = performance) {
    this.#clock = clock;
    this.#channel.port1.onmessage = () => {
      this.#asked = false;
      this.#turn();
    };
  }

  /** Puts a job at the end of the queue. @param {Job} job */
  add(job) {
    this.#jobs.push(job);
    this.#ask();
  }

  /** Puts a job at the end of those that go on beside the queue. @param {Job} job */
  addBeside(job) {
    this.#beside.push(job);
    this.#ask();
  }

  /** Takes a job out, for good or until it is added again. @param {Job} job */
  remove(job) {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#beside = this.#beside.filter((other) => other !== job);
  }

  #ask() {
    if (this.#asked || this.#jobs.length + this.#beside.length === 0) return;
    this.#asked = true;
    this.#channel.port2.postMessage(null);
  }

  #turn() {
    const start = this.#clock.now();
    let images = 0;
    for (let steps = 0; steps < TURN_STEPS && images < TURN_IMAGES; ++steps) {
      const job = this.#stepNext();
      images += job?.images ?? 0;
      const elapsed = this.#clock.now() - start;
      if (this.#jobs.length + this.#beside.length === 0 || elapsed < 0 || elapsed >= TURN_MS) break;
    }
    this.#ask();
  }

  /** @returns {Job | undefined} the one whose turn it was */
  #stepNext() {
    const rested = this.#rest <= 0 && !this.#wasBeside;
    const isBeside = this.#beside.length > 0 && (rested || this.#jobs.length === 0);
    this.#wasBeside = isBeside;
    const job = isBeside ? this.#beside[0] : this.#jobs[0];
    const start = this.#clock.now();
    this.#step(job);
    const elapsed = Math.max(0, this.#clock.now() - start);
    this.#rest = isBeside ? Math.min(REST * elapsed, LONGEST_REST_MS) : this.#rest - elapsed;
    return job;
  }

  /** @param {Job | undefined} job none when it was taken out meanwhile */
  #step(job) {
    if (!job) return;
    try {
      if (!job.step()) this.remove(job);
    } catch (error) {
      this.remove(job);
      job.fail(error);
    }
  }
}
