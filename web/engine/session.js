// What the worker's handlers share: the C++ core, its images, and what is going on: at most one run, and
// passes over images.

import { Downloads } from './downloads.js';
import { EngineError, codeOf } from './errors.js';
import { Scheduler } from './scheduler.js';
import { Shards } from './shards.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./messages.js').Counts} Counts */
/** @typedef {import('./messages.js').HandledCalls} HandledCalls */

/**
 * What a long request needs besides its payload: `signal`: the page gave the request up.
 * @template {keyof HandledCalls} [Name=any]
 * @typedef {{ signal: AbortSignal, progress: (progress:
 *   HandledCalls[Name] extends { progress: infer Progress } ? Progress : never) => void }} Context
 */

/**
 * A function for each request that is no plain command. What it returns, or what its promise resolves
 * to, is the answer.
 * @typedef {{ [Name in Exclude<keyof HandledCalls, 'start'>]:
 *   (request: import('./messages.js').RequestOf<Name>, context: Context<Name>) =>
 *     HandledCalls[Name]['result'] | Promise<HandledCalls[Name]['result']> }} Handlers
 */

/**
 * @typedef {object} Notices to the page, of no request
 * @property {(model: Uint8Array<ArrayBuffer>) => void} snapshot
 * @property {(images: Counts) => void} images
 */

export class Session {
  #notices;
  core;
  shards;
  scheduler = new Scheduler();
  /** @type {{ id: number, job: import('./fit-job.js').FitJob } | null} */
  run = null;
  /** Passes over images that are under way and need the network to stay. */
  passes = 0;

  /**
   * @param {Core} core
   * @param {string} data address of the folder with the manifest
   * @param {{ model: ArrayBuffer | null, images: Counts }} restore
   * @param {Notices} notices
   */
  constructor(core, data, restore, notices) {
    this.core = core;
    this.#notices = notices;
    this.shards = new Shards(core, data, new Downloads(), restore.images, notices.images);
    if (restore.model) core.loadModel(new Uint8Array(restore.model));
  }

  /**
   * The model cannot be replaced under a run or an evaluation: that would be refused by no one below,
   * since a step knows only the model that is there.
   * @param {string} what
   */
  refuseDuringWork(what) {
    if (this.run) {
      throw new EngineError('wrong-state', `Stop the training first, then ${what}.`);
    }
    if (this.passes > 0) {
      throw new EngineError('wrong-state', `The network is being evaluated. Wait, then ${what}.`);
    }
  }

  /** Gives the page the model, for a worker to come. */
  snapshot() {
    try {
      this.#notices.snapshot(this.core.saveModel());
    } catch (error) {
      // A model that cannot be saved is not worth keeping: the page still has the one before.
      if (codeOf(error) === null) throw error;
    }
  }
}
