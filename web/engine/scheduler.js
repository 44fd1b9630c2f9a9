// Takes turns between long jobs and the messages that arrive meanwhile.
//
// The worker has one thread for both. Each turn is a task of its own, asked for by a message to
// itself: the browser runs tasks in the order in which they were asked for, so whatever arrived
// during a turn is answered before the next one. A timer would not do: browsers slow down nested
// timers to 4 ms each, and to one a second in a hidden tab. A turn is one step of a job or, since
// asking for the next one takes time too, as many short ones as nobody minds waiting for.
//
// Jobs wait for each other in a queue. A second queue holds those that may go on beside the first,
// such as a map that is drawn while a run is training; they get a small share of the time.

/**
 * @typedef {object} Job
 * @property {() => boolean} step does one step; whether there is more to do
 * @property {(error: unknown) => void} fail a step threw; the job is out of the queue
 */

/** No step begins later than so many ms into a turn. */
const TURN_MS = 10;
/** After a step beside the others, they have so many times as long to themselves. */
const REST = 3;

export class Scheduler {
  /** @type {Job[]} The first one runs. */
  #jobs = [];
  /** @type {Job[]} The first one runs beside those. */
  #beside = [];
  /** When the next step beside them may come. */
  #restsUntil = 0;
  #channel = new MessageChannel();
  #asked = false;

  constructor() {
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
    const start = performance.now();
    do this.#stepNext();
    while (this.#jobs.length + this.#beside.length > 0 && performance.now() - start < TURN_MS);
    this.#ask();
  }

  #stepNext() {
    const start = performance.now();
    const beside = this.#beside[0];
    if (beside && (this.#jobs.length === 0 || start >= this.#restsUntil)) {
      this.#step(beside);
      const end = performance.now();
      this.#restsUntil = end + REST * (end - start);
    } else {
      this.#step(this.#jobs[0]);
    }
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
