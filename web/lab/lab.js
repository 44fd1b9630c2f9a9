// What is true of the visitor's work, in one place: the run, the weights in use, what the test says of them, the
// picture, and the network that is being built. Facts follow each other here; views listen to them.

import { CLASS_NAMES } from '../engine/engine.js';
import { Challenge } from './challenge.js';
import { Comparison } from './comparison.js';
import { Correction } from './correction.js';
import { Draft } from './draft.js';
import { Evaluation } from './evaluation.js';
import { packEverything, unpackEverything } from './everything.js';
import { Examples } from './examples.js';
import { Experiments } from './experiments.js';
import { Found } from './found.js';
import { KeptWeights } from './kept-weights.js';
import { Lessons } from './lessons.js';
import { Offline } from './offline.js';
import { Plans } from './plans.js';
import { fetchPreset, fetchPresets } from './presets.js';
import { Run } from './run.js';
import { Runs, batchesOf } from './runs.js';
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
 * @param {import('./shelf.js').Shelf} known.shelf
 * @param {import('./kept-picture.js').KeptPicture} known.keptPicture
 * @param {() => Promise<ServiceWorkerRegistration | null>} known.registerWorker the page's service worker
 */
export function createLab({ news, engine, picture, classes, fetchModel, shelf, keptPicture, registerWorker }) {
  const weights = new Weights(news, engine, fetchModel);
  const evaluation = new Evaluation(news, engine, picture);
  const run = new Run(news, engine, weights, evaluation);
  const draft = new Draft(news, engine);
  const runs = new Runs(news, engine, run, evaluation, shelf);
  const comparison = new Comparison(news, runs, picture);
  const plans = new Plans(run, runs, evaluation);
  const experiments = new Experiments(news, engine, run, plans);
  const keptWeights = new KeptWeights(engine, weights, shelf, ({ from }) =>
    from === 'corrected' ? 'Your corrected network' : (runs.current?.name ?? 'Your own network'),
  );
  const examples = new Examples(news, shelf);
  const correction = new Correction(news, engine, { run, weights, evaluation, examples, classes });
  const challenge = new Challenge(news, engine, { weights, classes });
  const found = new Found(news, runs, run, weights);
  const offline = new Offline(news, engine, () => run.occupied || experiments.current !== null);

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
    if (shown === now) draft.show(notebook ?? forImages(summary.description));
  });

  engine.onCrash = (error) => {
    run.fail(error);
    void weights.recovered();
  };

  /** Other weights are about to take the place of those in use. @throws {Error} with a sentence for the visitor */
  function makeWay() {
    run.refuseWhileLent();
    evaluation.cancel();
  }

  /** @param {() => Promise<void>} change puts other weights in place of those in use */
  async function startOver(change) {
    try {
      await run.stop();
      makeWay(); // the end of a run is judged at once, too
      await change();
      run.clear();
    } catch (error) {
      run.fail(error);
    }
  }

  /** Remembers the weights in use. @returns {Promise<() => Promise<void>>} what puts them back */
  async function remember() {
    const { origin } = weights;
    if (origin.from === 'ready-made') return () => startOver(() => weights.loadReadyMade());
    const name = 'name' in origin ? origin.name : (runs.current?.name ?? 'Your network');
    const model = new File([await engine.saveModel()], name);
    return () => startOver(() => weights.load(model));
  }
  const lessons = new Lessons(news, { engine, run, plans, weights, evaluation, shelf, remember });

  void weights.open();
  void lessons.open();
  void examples.open();
  void runs.open().then(async () => found.begin(await keptWeights.about()));
  void offline.open(registerWorker);

  /** Waits until all that is to be kept is kept. */
  const settled = () => Promise.all([keptPicture.keep(), runs.settled(), keptWeights.settled()]);

  /**
   * @param {string} id
   * @param {Parameters<Run['restore']>[1]} [options]
   */
  async function openRun(id, options) {
    const kept = runs.find(id);
    const checkpoint = kept && (await runs.checkpoint(id));
    if (!checkpoint) throw new Error('Of this run only its numbers are kept, not its weights.');
    makeWay();
    const known = { fresh: kept.fresh, batches: batchesOf(kept) };
    await run.restore(new File([checkpoint], kept.name), { ...options, known });
    runs.resumed(id);
  }

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
    lessons,
    found,
    examples,
    correction,
    challenge,
    offline,

    /** Whether what was learned would be gone with the tab. */
    get isAtRisk() {
      return weights.unsaved && !(shelf.lasting && !shelf.problem);
    },

    /**
     * Goes over to the newer version of the page that is here, which is then to be loaded.
     * @returns {Promise<boolean>} false where a run is on, something would be lost or another tab is open
     */
    async takeVersion() {
      await settled();
      return !this.isAtRisk && offline.take();
    },

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
      makeWay();
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
      makeWay();
      await run.restore(file, options);
    },

    /**
     * A kept run in place of the weights in use: its weights judge, and it can go on.
     * @throws {Error} with a sentence for the visitor; then all is as it was
     */
    openRun,

    /** Goes on with what was found. @param {Parameters<Run['restore']>[1]} [options] */
    async takeFound(options) {
      const { what } = found;
      try {
        if (what?.is === 'run') {
          await openRun(what.run.id, options);
          await run.resume();
        } else if (what) {
          const file = await keptWeights.read();
          if (file) await this.loadModel(file);
        }
      } catch (error) {
        found.fail(error);
      }
    },

    /** All that is kept, as one file. @param {import('./everything.js').Zip} zip @returns {Promise<Blob>} */
    async takeEverything(zip) {
      await settled();
      return packEverything(shelf, zip);
    },

    /**
     * What takeEverything() gave, on whatever device; runs that are here stay.
     * @param {Blob} file
     * @param {import('./everything.js').Zip} zip
     * @throws {Error} with a sentence for the visitor; then all is as it was
     */
    async bringEverything(file, zip) {
      const kept = await unpackEverything(file, zip);
      for (const [name, value] of kept) {
        const here = /^run\.([a-z0-9]+)\./.exec(name);
        if (!here || !runs.find(here[1])) await shelf.write(name, value);
      }
      if (shelf.problem) throw shelf.problem;
      await Promise.all([runs.open(), examples.open()]);
      const shown = await keptPicture.read();
      if (shown) picture.show(shown);
      found.begin(await keptWeights.about());
    },

    /** All that is kept is forgotten, but for a run that is on. @throws {Error} with a sentence for the visitor */
    async forgetEverything() {
      if (!(await shelf.clear())) throw shelf.problem;
      runs.forget();
      examples.forget();
      found.begin(null);
    },
  };
}

/** A network with random weights tells the classes of the images apart, and none of the visitor's. @param {NetworkDescription} network */
function forImages(network) {
  const last = network.layers.length - 1;
  const layers = network.layers.map((layer, i) =>
    i === last && Number(layer.units) > CLASS_NAMES.length ? { ...layer, units: CLASS_NAMES.length } : layer,
  );
  return { ...network, layers };
}
