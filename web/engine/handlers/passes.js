// Passes over all images of a split, a batch at a time.

import { BatchedJob } from '../batched-job.js';
import { EngineError } from '../errors.js';

/** @typedef {import('../session.js').Handlers} Handlers */
/** @typedef {import('../session.js').Session} Session */
/** @typedef {import('../messages.js').Split} Split */

/** @param {Session} session */
export function passHandlers(session) {
  const { core, shards, scheduler } = session;

  /**
   * Runs a job over the images of a split. The network stays what it is meanwhile.
   * @template Result
   * @param {Split} split
   * @param {BatchedJob<Result>} job
   * @param {AbortSignal} signal
   * @param {string} what
   */
  async function passOver(split, job, signal, what) {
    if (session.run && !session.run.job.paused) {
      throw new EngineError('wrong-state', `Pause or stop the training first, then ${what}.`);
    }
    session.passes += 1;
    try {
      await shards.restore(split, signal);
      scheduler.add(abortable(job, signal));
      return await job.done;
    } finally {
      session.passes -= 1;
    }
  }

  /**
   * @template Result
   * @param {BatchedJob<Result>} job
   * @param {AbortSignal} signal ends it
   */
  function abortable(job, signal) {
    signal.addEventListener('abort', () => {
      scheduler.remove(job);
      job.fail(signal.reason);
    });
    return job;
  }

  return /** @satisfies {Partial<Handlers>} */ ({
    async evaluate({ split }, { signal, progress }) {
      const work = { start: () => core.evaluateStart(split), step: () => core.evaluateStep() };
      const result = await passOver(split, new BatchedJob(work, progress), signal, 'evaluate');
      return { ...result, labels: core.imageLabels(split) };
    },

    async fitNovelty(_, { signal, progress }) {
      const work = { start: () => core.fitNoveltyStart(), step: () => core.fitNoveltyStep() };
      await passOver('train', new BatchedJob(work, progress), signal, 'fit the novelty score');
      session.snapshot();
      return null;
    },

    /** Goes on beside a run or another pass: the core projects with parameters of its own. */
    async project({ split }, { signal, progress }) {
      await shards.restore(split, signal);
      const work = { start: () => core.projectStart(split), step: () => core.projectStep() };
      const job = abortable(new BatchedJob(work, progress), signal);
      scheduler.addBeside(job);
      const projection = await job.done;
      return { ...projection, labels: core.imageLabels(split).slice(0, projection.points.length / 2) };
    },
  });
}
