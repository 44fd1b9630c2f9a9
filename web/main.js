// Wires the panels together: they know the engine, never each other.

import { DEFAULT_SETTINGS, EngineError, createEngine } from './engine/engine.js';
import { ensureIsolation } from './isolation.js';
import { createData } from './panels/data.js';
import { createStage } from './panels/draw.js';
import { createJudge } from './panels/judge.js';
import { createKeep } from './panels/keep.js';
import { createNetwork } from './panels/network.js';
import { createPrediction } from './panels/prediction.js';
import { createSamples } from './panels/samples.js';
import { createSettings } from './panels/settings.js';
import { createTrain } from './panels/train.js';
import { createUpload } from './panels/upload.js';
import { byId } from './parts/dom.js';
import { latest } from './parts/latest.js';
import { showProblem } from './parts/problem.js';

/** @typedef {import('./engine/engine.js').Engine} Engine */
/** @typedef {import('./panels/draw.js').Picture} Picture */

/** While training, the picture is judged anew this often, in ms. */
const LOOK_AGAIN = 200;

/** Set once the engine runs and has its first model. @type {Engine | null} */
let engine = null;
/** Presses Train, once there is something to train. */
let pressTrain = () => {};
/** Hears each prediction, in words. */
let onGuess = (/** @type {string} */ _) => {};

const prediction = createPrediction();
const upload = createUpload({
  onPhoto: (image, name) => stage.show({ kind: 'photo', image, name }),
});
const samples = createSamples({
  onSample: ({ pixels, label }) => stage.show({ kind: 'sample', pixels, label, source: 'A test image' }),
});
const settings = createSettings({ onSubmit: () => pressTrain() });
const classify = latest(judgePicture);
const stage = createStage({
  onPicture(picture) {
    samples.mark(picture.kind === 'sample' ? picture.pixels : null);
    upload.clearProblem();
    classify(picture);
  },
});

/**
 * What the network sees in a picture, null for nothing. Finding the garment in a photo takes longer
 * than judging it, and a network in training judges the same picture many times.
 * @type {WeakMap<Picture, Uint8Array | null>}
 */
const seen = new WeakMap();

/** @param {Picture} picture */
async function judgePicture(picture) {
  if (!engine) return;
  try {
    let probabilities = null;
    let pixels = picture.kind === 'sample' ? picture.pixels : seen.get(picture);
    if (pixels) {
      ({ probabilities } = await engine.predict(pixels));
    } else if (pixels === undefined && picture.kind !== 'sample') {
      ({ pixels, probabilities } = await engine.see(picture.image, { kind: picture.kind }));
      seen.set(picture, pixels);
    }
    if (pixels && probabilities) onGuess(prediction.show(pixels, probabilities, picture.kind === 'sample' ? picture.label : undefined));
    else prediction.showEmpty(picture.kind === 'photo' ? 'photo' : 'drawing');
  } catch (error) {
    // After a crash the engine comes back by itself, and the picture is judged then.
    if (error instanceof EngineError && error.code === 'crashed') return;
    prediction.showNothing('There is no prediction.', 'This picture could not be judged.');
    upload.showProblem(error);
  }
}

/** @param {string} path @returns {Promise<Response>} */
async function fetchFile(path) {
  const response = await fetch(path).catch(() => null);
  if (!response?.ok) {
    throw new Error('The ready-made model could not be downloaded. Check the connection and try again.');
  }
  return response;
}

const fetchModel = async () => (await fetchFile('./model/reference.safetensors')).blob();

/** Starts the engine with the ready-made model, and then all that needs it. */
async function start() {
  const place = byId('page-problem', HTMLDivElement);
  try {
    const bytes = fetchModel(); // while the engine starts
    bytes.catch(() => {}); // its error is met below
    await ensureIsolation();
    const started = await createEngine();
    await started.loadModel(await bytes).catch((error) => {
      started.close();
      throw error;
    });
    engine = started;
  } catch (error) {
    prediction.showNothing('There is no prediction.', 'The network could not be started; the reason stands at the top of the page.');
    const hopeless = error instanceof EngineError && error.code === 'unsupported';
    showProblem(place, error, hopeless ? undefined : () => void start());
    return;
  }
  classify(stage.current());
  try {
    // The charts' library is the largest part of the page, and the first prediction need not wait for it.
    const { createCharts } = await import('./panels/charts.js');
    connect(engine, createCharts());
  } catch (error) {
    console.error(error);
    showProblem(place, 'A part of the page could not be downloaded. Check the connection and try again.', () => location.reload());
  }
}

/**
 * @param {Engine} engine
 * @param {ReturnType<typeof import('./panels/charts.js').createCharts>} charts
 */
function connect(engine, charts) {
  const weightsNote = byId('weights-note', HTMLSpanElement);
  const reset = byId('reset', HTMLButtonElement);
  const readyMade = byId('ready-made', HTMLButtonElement);
  const network = createNetwork();
  const judge = createJudge(engine);
  let lookedAt = 0;
  let onReadyMade = true;
  let busy = false;
  onGuess = (guess) => {
    if (busy) weightsNote.textContent = `The network in use is the one in training. It takes your picture for: ${guess}`;
  };

  const keep = createKeep(engine, {
    beforeLoad: judge.cancel,
    onModel(name) {
      train.rest('Ready.');
      charts.clear();
      keep.setRun(false);
      void newWeights(`The network in use is the one from ${name}.`);
    },
    onRun(restored, name) {
      const run = { ...DEFAULT_SETTINGS, ...restored.settings };
      settings.write(run);
      charts.begin(run.epochs, Math.ceil(run.trainingImages / run.batchSize));
      for (const epoch of restored.epochs) charts.addEpoch(epoch, true);
      if (restored.share < 1) train.offer(run, restored.share, `The run from ${name} is ready. Press Resume to go on.`);
      else train.rest(`The run from ${name} had come to its end.`);
      keep.setRun(true);
      void newWeights('The network in use is the one from the saved run.');
    },
  });

  const train = createTrain(engine, {
    readSettings: settings.read,
    startsFresh: settings.startsFresh,
    freshWeights,
    onState(state) {
      busy = state === 'downloading' || state === 'running' || state === 'paused';
      settings.lock(busy || state === 'restored');
      keep.setBusy(busy);
      judge.setBusy(busy);
      reset.disabled = state === 'downloading';
      readyMade.hidden = busy || onReadyMade;
    },
    onBegin(run, steps) {
      charts.begin(run.epochs, steps);
      keep.setRun(true);
      onReadyMade = false;
      judge.forget();
    },
    onProgress(progress) {
      charts.addBatches(progress.batches);
      if (performance.now() - lookedAt < LOOK_AGAIN) return;
      lookedAt = performance.now();
      classify(stage.current());
    },
    onEpoch(epoch) {
      charts.addEpoch(epoch);
      judge.showEpoch(epoch.confusion, epoch.epoch);
    },
    onEnd({ state }) {
      void newWeights('The network in use is the one that you trained. Test it below, or keep it as a file.');
      keep.setRun(state === 'finished');
      if (state === 'finished') void judge.evaluate();
    },
  });

  /**
   * The engine has other weights now.
   * @param {string} sentence whose they are
   * @param {boolean} [ours] the ready-made model
   */
  async function newWeights(sentence, ours = false) {
    onReadyMade = ours;
    readyMade.hidden = busy || ours;
    weightsNote.textContent = sentence;
    judge.forget();
    classify(stage.current());
    network.show(await engine.summary());
  }

  async function freshWeights() {
    const description = await (await fetchFile('./model/reference.json')).json();
    await engine.newModel(description, { seed: settings.seed() });
    await newWeights('The network in use has fresh random weights: it has learned nothing yet.');
  }

  const sayReadyMade = () =>
    newWeights('The network in use is the ready-made model. Train starts a new one, from random weights.', true);

  /** @param {() => Promise<void>} change puts other weights in place of those in use */
  async function startOver(change) {
    try {
      judge.cancel();
      await train.end();
      await change();
      charts.clear();
      keep.setRun(false);
      train.rest('Ready.');
    } catch (error) {
      train.showProblem(error);
    }
  }

  reset.addEventListener('click', () => startOver(freshWeights));
  readyMade.addEventListener('click', () =>
    startOver(async () => {
      await engine.loadModel(await fetchModel());
      await sayReadyMade();
    }),
  );

  engine.onCrash = (error) => {
    train.showProblem(error);
    void newWeights('The network in use is the last one that was kept before the engine stopped.');
  };

  createData(engine, {
    onImage: (pixels, label, source) => {
      stage.show({ kind: 'sample', pixels, label, source });
      byId('try', HTMLElement).scrollIntoView();
    },
  });

  byId('about-engine', HTMLSpanElement).textContent = `It runs on your own processor: ${train.machine}.`;
  byId('go', HTMLButtonElement).disabled = reset.disabled = false;
  pressTrain = () => void train.start();
  void sayReadyMade();
}

const first = samples.load();
void start();
const sample = await first;
if (sample) stage.open({ kind: 'sample', ...sample, source: 'A test image' });
