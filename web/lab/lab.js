// All that needs the engine: training, looking inside, judging, the data, keeping. It wires panels,
// which know the engine and never each other.

import { DEFAULT_SETTINGS } from '../engine/engine.js';
import { openInside } from '../sections/inside/inside.js';
import { openJudging } from '../sections/judge/judging.js';
import { createChanges } from '../sections/train/changes.js';
import { createCharts } from '../sections/train/charts.js';
import { createData } from '../sections/data/data.js';
import { createKeep } from '../sections/keep/keep.js';
import { createNetwork } from '../sections/build/network.js';
import { openTheory } from '../sections/theory/theory.js';
import { createTrain } from '../sections/train/train.js';
import { byId } from '../parts/dom.js';
import { integer } from '../parts/format.js';
import { fetchPreset } from './presets.js';
import { createTogether } from './news.js';

/**
 * What the laboratory needs of the page.
 * @typedef {object} Wires
 * @property {import('../engine/engine.js').Engine} engine with the ready-made model
 * @property {ReturnType<typeof import('../sections/train/settings.js').createSettings>} settings
 * @property {() => Promise<Blob>} fetchModel the ready-made model
 * @property {() => void} judgeAgain the weights have changed, so the picture has to be judged anew
 * @property {(pixels: Uint8Array, label: number, source: string) => void} onImage was chosen from the data
 */

/**
 * Wires training, the network, judging, the data and keeping.
 * @param {Wires} wires
 */
export function openLaboratory({ engine, settings, fetchModel, judgeAgain, onImage }) {
  const weightsNote = byId('train-weights-note', HTMLSpanElement);
  const draftNote = byId('train-draft-note', HTMLSpanElement);
  const go = byId('train-go', HTMLButtonElement);
  const reset = byId('train-reset', HTMLButtonElement);
  const readyMade = byId('train-ready-made', HTMLButtonElement);
  /** A report of the run is shown with the prediction that it brings. */
  const together = createTogether();
  const charts = createCharts(together.soon);
  const network = createNetwork(engine, {
    onUse: () => void startOver(freshWeights),
    onChange(changed) {
      draftNote.textContent = changed ? ' You have built another one below: Train takes that one.' : '';
    },
  });
  const changes = createChanges(engine, settings);
  const inside = openInside(engine, { onImage: lookAt });
  const judge = openJudging(engine, { onImage: lookAt, onKnown: judgeAgain });
  let onReadyMade = true;
  let busy = false;
  let training = false;
  /** How often there were other weights. */
  let renewals = 0;

  const keep = createKeep(engine, {
    beforeLoad: judge.cancel,
    onModel(name) {
      train.rest('Ready.');
      charts.clear();
      keep.setRun(false);
      keep.setUnsaved(false);
      void newWeights(`The network in use is the one from ${name}.`);
    },
    onRun(restored, name) {
      const run = { ...DEFAULT_SETTINGS, ...restored.settings };
      settings.write(run);
      changes.show();
      charts.begin(run.epochs, Math.ceil(run.trainingImages / run.batchSize));
      for (const epoch of restored.epochs) charts.addEpoch(epoch, true);
      if (restored.share < 1) train.offer(run, restored.share, `The run from ${name} is ready. Press Resume to go on.`);
      else train.rest(`The run from ${name} had come to its end.`);
      keep.setRun(true);
      keep.setUnsaved(false);
      void newWeights('The network in use is the one from the saved run.');
      if (restored.share === 1) void judge.judgeRun(false);
    },
  });

  const train = createTrain(engine, {
    readSettings: settings.read,
    startsFresh: settings.startsFresh,
    checkNetwork: network.check,
    soon: together.soon,
    freshWeights,
    onState(state) {
      training = state === 'running' || state === 'paused';
      busy = training || state === 'downloading';
      settings.lock(busy || state === 'restored');
      network.lock(busy || state === 'restored');
      keep.setBusy(busy);
      judge.setBusy(busy);
      reset.disabled = state === 'downloading';
      offerReadyMade();
    },
    onBegin(run, steps) {
      if (onReadyMade) void newWeights('The network in use is the one in training.'); // which goes on from it
      charts.begin(run.epochs, steps);
      keep.setRun(true);
      judge.forget();
    },
    onProgress(progress) {
      charts.addBatches(progress.batches);
      keep.setUnsaved(true);
      inside.learned();
      judgeAgain();
    },
    onEpoch(epoch) {
      charts.addEpoch(epoch);
      inside.endEpoch();
      judge.showEpoch(epoch.confusion, epoch.epoch);
    },
    onEnd(history) {
      const finished = history?.state === 'finished';
      keep.setRun(finished);
      if (history)
        void newWeights('The network in use is the one that you trained. Test it below, or keep it as a file.');
      if (history) void judge.judgeRun(finished);
    },
  });

  /** An image of the data is classified, where that can be seen. @type {import('../parts/gallery.js').OnImage} */
  function lookAt(pixels, label, source) {
    onImage(pixels, label, source);
    byId('try', HTMLElement).scrollIntoView();
  }

  /** Unless it is in use. */
  function offerReadyMade() {
    const offered = !busy && !onReadyMade;
    if (!offered && document.activeElement === readyMade) go.focus();
    readyMade.hidden = !offered;
  }

  /**
   * The engine has other weights now.
   * @param {string} sentence whose they are
   * @param {boolean} [ours] the ready-made model
   */
  async function newWeights(sentence, ours = false) {
    onReadyMade = ours;
    offerReadyMade();
    weightsNote.textContent = sentence;
    judge.forget();
    judgeAgain();
    const renewal = ++renewals;
    const summary = await engine.summary().catch(() => null); // of a crash, onCrash tells
    if (!summary) return;
    inside.setNetwork(summary);
    // Train is to give the notebook's network, which the ready-made model is not.
    const notebook = ours ? await fetchPreset(engine, 'reference').catch(() => null) : null;
    if (renewal !== renewals) return;
    if (notebook) network.show(notebook, inUseInstead(summary));
    else network.show(summary.description, summary.trained);
  }

  async function freshWeights() {
    await engine.newModel(network.description(), { seed: settings.seed() });
    await newWeights('The network in use has fresh random weights: it has learned nothing yet.');
  }

  const sayReadyMade = () =>
    newWeights('The network in use is the ready-made model. Train starts a new one, from random weights.', true);

  /** @param {() => Promise<void>} change puts other weights in place of those in use */
  async function startOver(change) {
    try {
      await train.end();
      judge.cancel(); // the end of a run is judged at once, too
      await change();
      charts.clear();
      keep.setRun(false);
      keep.setUnsaved(false);
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

  createData(engine, { onImage: lookAt });
  openTheory();

  byId('about-engine', HTMLSpanElement).textContent = `It runs on your own processor: ${train.machine}.`;
  const buttons = [go, byId('train-step', HTMLButtonElement), reset];
  for (const button of buttons) button.disabled = true; // until there is a network to train
  void sayReadyMade().then(() => {
    for (const button of buttons) button.disabled = false;
  });

  return {
    look: inside.look,
    pressTrain() {
      if (!go.disabled) void train.start();
    },
    /** What the network takes the visitor's picture for: told beside the curves while it learns. @param {string} guess */
    hearGuess(guess) {
      together.now();
      if (training)
        weightsNote.textContent = `The network in use is the one in training. It takes your picture for: ${guess}`;
    },
  };
}

/**
 * What is said of the network in use where another one is shown.
 * @param {import('../engine/engine.js').Summary} summary of the one in use
 */
const inUseInstead = ({ name, parameters, trained }) =>
  `Train makes a new network of these layers. The one in use is another: “${name}”, ${integer(parameters)} parameters. ${trained ?? ''}`;
