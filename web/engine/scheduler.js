// Takes turns between long jobs and the messages that arrive meanwhile.
//
// The worker has one thread for both. Each step of a job is a task of its own, asked for by a
// message to itself: the browser runs tasks in the order in which they were asked for, so whatever
// arrived during a step is answered before the next one. A timer would not do: browsers slow down
// nested timers to 4 ms each, and to one a second in a hidden tab.

/**
 * @typedef {object} Job
 * @property {() => boolean} step does one step; whether there is more to do
 * @property {(error: unknown) => void} fail a step threw; the job is out of the queue
 */

export class Scheduler {
  /** @type {Job[]} The first one runs. */
  #jobs = [];
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

  /** Takes a job out, for good or until it is added again. @param {Job} job */
  remove(job) {
    this.#jobs = this.#jobs.filter((other) => other !== job);
  }

  #ask() {
    if (this.#asked || this.#jobs.length === 0) return;
    this.#asked = true;
    this.#channel.port2.postMessage(null);
  }

  #turn() {
    const job = this.#jobs[0];
    if (!job) return;
    try {
      if (!job.step()) this.remove(job);
    } catch (error) {
      this.remove(job);
      job.fail(error);
    }
    this.#ask();
  }
}
