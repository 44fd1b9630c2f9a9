import { byId } from '../../parts/dom.js';
import { downloadShown } from '../../parts/download.js';
import { duration, integer, percent } from '../../parts/format.js';
import { clearProblem, isAbort, showProblem } from '../../parts/problem.js';

/** @typedef {import('../../engine/engine.js').Engine} Engine */
/** @typedef {import('../../engine/engine.js').Epoch} Epoch */
/** @typedef {import('../../engine/engine.js').FitProgress} FitProgress */
/** @typedef {import('../../engine/engine.js').History} History */
/** @typedef {import('./settings.js').Settings} Settings */

/** @typedef {'idle' | 'downloading' | 'running' | 'paused' | 'restored'} State */

/**
 * What the panel needs of the page around it.
 * @typedef {object} Wires
 * @property {() => Settings | null} readSettings null when one is wrong
 * @property {() => boolean} startsFresh
 * @property {(fresh: boolean) => Promise<void>} checkNetwork rejects with the reason why the network cannot be trained
 * @property {() => Promise<void>} freshWeights
 * @property {(state: State) => void} onState
 * @property {(settings: Settings, steps: number) => void} onBegin a new run, of so many steps an epoch
 * @property {(progress: FitProgress) => void} onProgress
 * @property {(epoch: Epoch) => void} onEpoch
 * @property {(draw: () => void) => void} soon draws it together with other things
 * @property {(history: History | null) => void} onEnd of a run; null: an error ended it
 */

/**
 * The buttons and the progress of training.
 * @param {Engine} engine
 * @param {Wires} wires
 */
export function createTrain(engine, wires) {
  const go = byId('train-go', HTMLButtonElement);
  const oneStep = byId('train-step', HTMLButtonElement);
  const stop = byId('train-stop', HTMLButtonElement);
  const bar = byId('train-progress', HTMLProgressElement);
  const where = byId('train-progress-where', HTMLSpanElement);
  const left = byId('train-progress-left', HTMLSpanElement);
  const runsOn = byId('train-runs-on', HTMLParagraphElement);
  const status = byId('train-status', HTMLParagraphElement);
  const place = byId('train-problem', HTMLDivElement);

  const { simd, threads } = engine.info;
  const machine = `${simd}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;

  /** @type {State} */
  let state = 'idle';
  /** @type {ReturnType<Engine['fit']> | null} */
  let run = null;
  /** @type {AbortController | null} */
  let download = null;
  /** The settings of the run that was restored from a file. @type {Settings | null} */
  let restored = null;
  /** Was pressed and cannot be pressed again yet; Stop has the focus meanwhile. @type {HTMLButtonElement | null} */
  let pressed = null;
  /** How far the run has come, in words. */
  let reached = '';
  /** Its last report. @type {FitProgress | null} */
  let progress = null;

  /** @param {State} next */
  function setState(next) {
    state = next;
    const focused = document.activeElement;
    go.textContent = {
      idle: 'Train',
      downloading: 'Train',
      running: 'Pause',
      paused: 'Resume',
      restored: 'Resume',
    }[next];
    go.disabled = next === 'downloading';
    oneStep.disabled = next === 'downloading' || next === 'running';
    if (next === 'idle' && focused === stop) go.focus();
    stop.disabled = next === 'idle';
    if (focused instanceof HTMLButtonElement && focused.disabled && focused !== stop) {
      pressed = focused;
      stop.focus();
    } else if (pressed && !pressed.disabled) {
      if (focused === stop) pressed.focus();
      pressed = null;
    }
    stop.textContent = next === 'downloading' ? 'Cancel' : 'Stop';
    wires.onState(next);
  }

  /**
   * @param {string} text
   * @param {boolean} [aloud] also for screen readers
   */
  function say(text, aloud = true) {
    where.textContent = text;
    left.textContent = '';
    if (aloud) status.textContent = text;
  }

  /** Before the weights are touched, so that a cut connection costs nothing. @param {Settings} settings */
  async function fetchImages(settings) {
    download = new AbortController();
    const { signal } = download;
    const needed = await engine.imagesNeeded(settings);
    for (const split of /** @type {const} */ (['train', 'test'])) {
      const count = needed[split];
      if (count === 0) continue;
      const name = split === 'train' ? 'training images' : 'test images';
      say(`Fetching the ${name}…`);
      bar.value = 0;
      await engine.loadImages({
        split,
        count,
        signal,
        onProgress: downloadShown(bar, name, (text) => say(text, false)),
      });
    }
  }

  /** @param {FitProgress} report */
  function noteProgress(report) {
    const { phase, epoch, epochs, step, steps } = report;
    reached =
      `Epoch ${epoch} of ${epochs}, ${phase === 'validating' ? 'validation ' : ''}` +
      `step ${integer(step)} of ${integer(steps)}`;
    progress = report;
    wires.soon(showProgress);
    wires.onProgress(report);
  }

  function showProgress() {
    if (!progress || (state !== 'running' && state !== 'paused')) return; // the run has ended meanwhile
    const { phase, epoch, epochs, step, steps } = progress;
    bar.value = (epoch - 1 + (phase === 'validating' ? 1 : step / steps)) / epochs;
    if (state === 'paused') say(`Paused. ${reached}`);
    if (state === 'running') {
      where.textContent = reached;
      left.textContent = progress.secondsLeft === null ? '' : `${duration(progress.secondsLeft)} left`;
      if (progress.imagesPerSecond)
        runsOn.textContent = `Runs on ${machine}, ${integer(progress.imagesPerSecond)} images/s`;
    }
  }

  /** @param {Epoch} epoch */
  function showEpoch(epoch) {
    status.textContent = `Epoch ${epoch.epoch}: validation accuracy ${percent(epoch.validationAccuracy)}`;
    wires.onEpoch(epoch);
  }

  /**
   * Fetches what is needed, then trains until the run ends in one way or another.
   * @param {Settings} settings
   * @param {boolean} resume goes on with the run that the engine has restored
   * @param {boolean} [byStep] takes one step and pauses
   */
  async function train(settings, resume, byStep = false) {
    clearProblem(place);
    const fresh = !resume && wires.startsFresh();
    setState('downloading');
    say('Starting…');
    try {
      if (!resume) await wires.checkNetwork(fresh);
      await fetchImages(settings);
      download = null;
      if (!resume) {
        if (fresh) await wires.freshWeights();
        wires.onBegin(settings, Math.ceil(settings.trainingImages / settings.batchSize));
      }
      say('Starting…');
      run = engine.fit({
        ...(resume ? { resume: true } : { settings }),
        paused: byStep,
        onProgress: noteProgress,
        onEpoch: showEpoch,
      });
      restored = null;
      setState(byStep ? 'paused' : 'running');
      if (byStep) void run.step();
      finish(await run.done);
    } catch (error) {
      const again = download !== null;
      if (run) wires.onEnd(null);
      if (isAbort(error)) say('Cancelled. The images that have arrived are kept; press Train to fetch the rest.');
      else {
        say(run ? 'Training has stopped.' : 'Training has not started.');
        showProblem(place, error, again ? () => void pressGo() : undefined);
      }
      setState(restored ? 'restored' : 'idle');
    } finally {
      run = null;
      download = null;
    }
  }

  /** @param {History} history */
  function finish(history) {
    const last = history.epochs.at(-1);
    const accuracy = last ? ` Validation accuracy ${percent(last.validationAccuracy)}.` : '';
    if (history.state === 'finished') bar.value = 1;
    if (history.state === 'diverged')
      showProblem(place, history.message ?? 'The loss became infinite. Try a smaller learning rate.');
    say(
      {
        finished: `Finished.${history.message ? ` ${history.message}` : accuracy}`,
        stopped: `Stopped; the weights stay as they are.${accuracy}`,
        diverged: 'Training has stopped by itself.',
      }[history.state],
    );
    setState('idle');
    wires.onEnd(history);
  }

  async function pressGo() {
    if (state === 'idle') {
      const settings = wires.readSettings();
      if (settings) await train(settings, false);
    } else if (state === 'restored' && restored) {
      await train(restored, true);
    } else if (state === 'running') {
      setState('paused');
      await run?.pause();
      say(`Paused. ${reached}`);
    } else if (state === 'paused') {
      await run?.resume();
      setState('running');
      say(reached, false);
      status.textContent = 'Training goes on.';
    }
  }

  async function pressStep() {
    if (state === 'idle') {
      const settings = wires.readSettings();
      if (settings) await train(settings, false, true);
    } else if (state === 'restored' && restored) await train(restored, true, true);
    else if (state === 'paused') await run?.step();
  }

  /** Ends a run or a download, and waits until it has ended. */
  async function end() {
    download?.abort();
    if (state === 'restored') {
      restored = null;
      say('The saved run is set aside; the weights stay as they are.');
      setState('idle');
    }
    const ending = run;
    ending?.stop();
    await ending?.done.catch(() => {}); // train() deals with it
  }

  go.addEventListener('click', () => void pressGo());
  oneStep.addEventListener('click', () => void pressStep());
  stop.addEventListener('click', () => void end());
  setState('idle');
  say('Ready.', false);
  runsOn.textContent = `Runs on ${machine}.`;

  return {
    /** What the engine runs on, in words. */
    machine,
    end,
    /** As if Train was pressed; does nothing while a run is on. */
    start: () => (state === 'idle' ? pressGo() : Promise.resolve()),
    /** Back to the beginning: no run, no progress. @param {string} text */
    rest(text) {
      clearProblem(place);
      restored = null;
      bar.value = 0;
      say(text);
      setState('idle');
    },
    /**
     * A run was restored from a file; Resume goes on with it.
     * @param {Settings} settings
     * @param {number} share of its steps that are done, 0 to 1
     * @param {string} text
     */
    offer(settings, share, text) {
      clearProblem(place);
      restored = settings;
      bar.value = share;
      say(text);
      setState('restored');
    },
    /** @param {unknown} error */
    showProblem: (error) => showProblem(place, error),
  };
}
