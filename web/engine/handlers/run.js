// The run: begun, held, ended, saved runs taken over.

import { EngineError } from '../errors.js';
import { FitJob } from '../fit-job.js';
import { checkSettingNames } from '../input.js';

/** @typedef {import('../session.js').Handlers} Handlers */
/** @typedef {import('../session.js').Session} Session */
/** @typedef {import('../messages.js').Counts} Counts */
/** @typedef {import('../messages.js').DownloadProgress} DownloadProgress */

/** @param {Session} session */
export function runHandlers(session) {
  const { core, shards, scheduler } = session;
  /** @type {string | null} Settings of a restored run that nobody went on with, as JSON. */
  let restored = null;

  /**
   * @param {Counts} needs
   * @param {AbortSignal} signal
   * @param {(progress: DownloadProgress) => void} onProgress
   */
  async function bring(needs, signal, onProgress) {
    await shards.load('train', needs.train, signal, onProgress);
    await shards.load('test', needs.test, signal, onProgress);
  }

  /** @param {number} run @returns {FitJob | null} null when that run is over */
  const jobOf = (run) => (session.run?.id === run ? session.run.job : null);

  return /** @satisfies {Partial<Handlers>} */ ({
    async fit({ id, settings: fresh, examples, paused }, { signal, progress }) {
      if (session.run) {
        throw new EngineError('wrong-state', 'A training run is on already. Stop it first.');
      }
      if (fresh !== null) checkSettingNames(fresh);
      const settings = fresh ?? restored;
      if (settings === null || (fresh === null && !core.fitting())) {
        throw new EngineError('wrong-state', 'There is no run to go on with. Load a saved one first.');
      }
      const needs = core.fitNeeds(settings);
      const training = JSON.parse(settings).trainingImages;
      const images = { training, validating: needs.train + needs.test - training };
      const job = new FitJob(core, scheduler, images, {
        progress: (fit) => progress({ fit }),
        epoch: (epoch) => progress({ epoch }),
        snapshot: () => session.snapshot(),
      });
      job.paused = paused;
      session.run = { id, job };
      signal.addEventListener('abort', () => job.stop());
      try {
        await bring(needs, job.stopped, (download) => progress({ download }));
        if (fresh !== null) core.fitStart(fresh, examples.pixels, examples.labels);
        restored = null;
        job.begin(core.history(), core.imagesNote());
        return await job.done;
      } catch (error) {
        if (job.stopped.aborted) return await job.done;
        throw error;
      } finally {
        session.run = null;
      }
    },

    pause({ run }) {
      jobOf(run)?.pause();
      return null;
    },

    resume({ run }) {
      jobOf(run)?.resume();
      return null;
    },

    step({ run }) {
      jobOf(run)?.stepOnce();
      return null;
    },

    stop({ run }) {
      jobOf(run)?.stop();
      return null;
    },

    async restoreCheckpoint({ bytes, epochs: wanted }, { signal, progress }) {
      const settings = JSON.parse(core.checkpointSettings(bytes));
      await bring(core.fitNeeds(JSON.stringify(settings)), signal, progress);
      session.refuseDuringWork('load a saved run');
      const { phase, epoch, epochs: all, step, steps } = core.restoreCheckpoint(bytes, wanted);
      settings.epochs = all;
      restored = JSON.stringify(settings);
      session.snapshot();
      const inEpoch = phase === 'training' ? step / steps : 1;
      const share = phase === 'finished' ? 1 : (epoch - 1 + inEpoch) / all;
      return { settings, epochs: core.history(), share };
    },
  });
}
