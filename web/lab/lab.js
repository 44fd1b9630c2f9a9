// What is true of the visitor's work, in one place: the run, the weights in use, what the test says of them, the
// picture, and the network that is being built. Facts follow each other here; views listen to them.

import { Comparison } from './comparison.js';
import { Draft } from './draft.js';
import { Evaluation } from './evaluation.js';
import { Experiments } from './experiments.js';
import { fetchPreset, fetchPresets } from './presets.js';
import { Run } from './run.js';
import { Runs, batchesOf } from './runs.js';
import { Shelf } from './shelf.js';
import { Weights } from './weights.js';

/** @typedef {import('../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {ReturnType<typeof createLab>} Lab */

/**
 * @param {object} known
 * @param {import('./news.js').News} known.news
 * @param {import('../engine/engine.js').Engine} known.engine with the ready-made model
 * @param {import('./picture.js').Picture} known.picture
 * @param {import('./classes.js').Classes} known.classes
 * @param {() => Promise<Blob>} known.fetchModel the ready-made model
 * @param {() => Promise<import('./shelf.js').Place>} [known.openStore]
 */
export function createLab({ news, engine, picture, classes, fetchModel, openStore }) {
  const weights = new Weights(news, engine, fetchModel);
  const evaluation = new Evaluation(news, engine, picture);
  const run = new Run(news, engine, weights, evaluation);
  const draft = new Draft(news);
  const shelf = new Shelf(news, openStore);
  const runs = new Runs(news, engine, run, evaluation, shelf);
  const comparison = new Comparison(news, runs, picture);
  const experiments = new Experiments(news, engine, run, runs, evaluation);

  weights.follow(() => weights.summary && classes.use(weights.summary.classes));

  let { origin, version } = weights;
  weights.follow(() => {
    if (weights.version !== version) picture.judgeAgain();
    if (weights.origin !== origin && weights.origin.from !== 'training') evaluation.forget();
    ({ origin, version } = weights);
  });

  /** Whose network the draft is, while nothing else is built. */
  let shown = { summary: weights.summary, from: '' };
  weights.follow(async () => {
    const { summary, origin } = weights;
    if (!summary || (summary === shown.summary && origin.from === shown.from)) return;
    const now = (shown = { summary, from: origin.from });
    // Train is to give the notebook's network, which the ready-made model is not.
    const notebook = origin.from === 'ready-made' ? await fetchPreset(engine, 'reference').catch(() => null) : null;
    if (shown === now) draft.show(notebook ?? summary.description);
  });

  engine.onCrash = (error) => {
    run.fail(error);
    void weights.recovered();
  };

  /** @param {() => Promise<void>} change puts other weights in place of those in use */
  async function startOver(change) {
    try {
      await run.stop();
      evaluation.cancel(); // the end of a run is judged at once, too
      await change();
      run.clear();
    } catch (error) {
      run.fail(error);
    }
  }

  void weights.open();
  void runs.open();

  return {
    engine,
    run,
    weights,
    evaluation,
    picture,
    classes,
    draft,
    shelf,
    runs,
    comparison,
    experiments,

    /** The network that all begins with. */
    notebook: () => fetchPreset(engine, 'reference'),

    /** Random weights in place of those in use; a run ends. @param {NetworkDescription} network @param {number} seed */
    reset: (network, seed) => startOver(() => weights.initialise(network, seed)),

    /** The ready-made model in place of the weights in use; a run ends. */
    useReadyMade: () => startOver(() => weights.loadReadyMade()),

    /** Brings the networks to begin with. @throws {Error} with a sentence for the visitor */
    loadPresets: async () => draft.offer(await fetchPresets(engine)),

    /** A model file in place of the weights in use. @param {File} file @throws {EngineError} then all is as it was */
    async loadModel(file) {
      evaluation.cancel();
      await weights.load(file);
      run.clear();
    },

    /**
     * A saved run in place of the weights in use.
     * @param {File} file
     * @param {Parameters<Run['restore']>[1]} options
     * @throws {EngineError} then all is as it was
     */
    async restoreRun(file, options) {
      evaluation.cancel();
      await run.restore(file, options);
    },

    /**
     * A kept run in place of the weights in use: its weights judge, and it can go on.
     * @param {string} id
     * @param {Parameters<Run['restore']>[1]} [options]
     * @throws {Error} with a sentence for the visitor; then all is as it was
     */
    async openRun(id, options) {
      const kept = runs.find(id);
      const checkpoint = kept && (await runs.checkpoint(id));
      if (!checkpoint) throw new Error('Of this run only its numbers are kept, not its weights.');
      evaluation.cancel();
      const known = { fresh: kept.fresh, batches: batchesOf(kept) };
      await run.restore(new File([checkpoint], kept.name), { ...options, known });
      runs.resumed(id);
    },
  };
}
