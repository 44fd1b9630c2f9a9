import { EngineError } from '../../engine/engine.js';
import { byId } from '../../parts/dom.js';
import { integer, machineInWords, percent } from '../../parts/format.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { shareDone, timeLeft, whereItStands } from './words.js';

/** What the first button does. @type {Record<import('../../lab/run.js').State, string>} */
const GO = { idle: 'Train', fetching: 'Train', running: 'Pause', paused: 'Resume', restored: 'Resume' };

/** Where the changed network of the editor has no weights. */
const NO_WEIGHTS =
  'You have changed the network, and the new one has no weights yet. Start from fresh weights, or discard the changes.';

/**
 * The buttons and the progress of training.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./settings.js').createSettings>} settings
 */
export function createControls(lab, settings) {
  const { engine, run, weights, draft } = lab;
  const go = byId('train-go', HTMLButtonElement);
  const oneStep = byId('train-step', HTMLButtonElement);
  const stop = byId('train-stop', HTMLButtonElement);
  const reset = byId('train-reset', HTMLButtonElement);
  const readyMade = byId('train-ready-made', HTMLButtonElement);
  const bar = byId('train-progress', HTMLProgressElement);
  const where = byId('train-progress-where', HTMLSpanElement);
  const left = byId('train-progress-left', HTMLSpanElement);
  const runsOn = byId('train-runs-on', HTMLParagraphElement);
  const status = byId('train-status', HTMLParagraphElement);
  const place = byId('train-problem', HTMLDivElement);
  const machine = machineInWords(engine.info);

  /** What was drawn last. */
  let { state, problem } = run;
  let epochs = 0;
  /** Was pressed and cannot be pressed again yet; Stop has the focus meanwhile. @type {HTMLButtonElement | null} */
  let pressed = null;

  /** Buttons come and go with the state, and the focus stays at what can be pressed. */
  function drawButtons() {
    const { activeElement: focused } = document;
    const ready = draft.base.layers.length > 0; // there is a network to train
    const broken = run.state === 'idle' && draft.problem !== null;
    go.textContent = GO[run.state];
    const taken = run.occupied && !run.busy;
    go.disabled = !ready || broken || taken || run.state === 'fetching';
    oneStep.disabled = !ready || broken || taken || run.state === 'fetching' || run.state === 'running';
    reset.disabled = !ready || draft.problem !== null || taken || run.state === 'fetching';
    if (run.state === 'idle' && focused === stop) go.focus();
    stop.disabled = run.state === 'idle';
    if (focused instanceof HTMLButtonElement && focused.disabled && focused !== stop && !stop.disabled) {
      pressed = focused;
      stop.focus();
    } else if (pressed && !pressed.disabled) {
      if (focused === stop) pressed.focus();
      pressed = null;
    }
    stop.textContent = run.state === 'fetching' ? 'Cancel' : 'Stop';
    const offered = !run.occupied && weights.origin.from !== 'ready-made';
    if (!offered && focused === readyMade) go.focus();
    readyMade.hidden = !offered;
  }

  function drawProgress() {
    const { text, aloud } = whereItStands(run);
    bar.value = shareDone(run);
    if (where.textContent !== text) where.textContent = text;
    left.textContent = timeLeft(run);
    const speed = run.state === 'running' && run.progress?.imagesPerSecond;
    if (speed) runsOn.textContent = `Runs on ${machine}, ${integer(speed)} images/s`;
    if (state === 'paused' && run.state === 'running') readOut('Training goes on.');
    else if (aloud) readOut(text);
    const epoch = run.state === 'running' ? run.record?.epochs.at(-1) : undefined;
    const count = run.record?.epochs.length ?? 0;
    if (epoch && count > epochs)
      readOut(`Epoch ${epoch.epoch}: validation accuracy ${percent(epoch.validationAccuracy)}`);
    epochs = count;
  }

  /** Once, however often it is drawn. @param {string} text */
  function readOut(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  function drawProblem() {
    if (run.end?.how === 'diverged') {
      showProblem(place, run.end.message ?? 'The loss became infinite. Try a smaller learning rate.');
    } else if (run.problem) {
      const { error, again } = run.problem;
      const bad = error instanceof EngineError && error.code === 'bad-description';
      const what = bad ? `The network cannot be trained as it is. ${error.message}` : error;
      showProblem(place, what, again ? () => void pressGo() : undefined);
    } else clearProblem(place);
  }

  run.listen(() => {
    drawButtons();
    drawProgress();
    if (run.problem !== problem || run.state !== state) drawProblem();
    ({ state, problem } = run);
  });
  weights.listen(drawButtons);
  draft.listen(drawButtons);

  /** @param {boolean} byStep */
  async function start(byStep) {
    const chosen = settings.read();
    if (!chosen) return;
    const fresh = settings.startsFresh();
    if (!fresh && draft.differs) showProblem(place, NO_WEIGHTS);
    else await run.start(chosen, fresh ? draft.description : null, { byStep });
  }

  async function pressGo() {
    if (run.state === 'idle') await start(false);
    else if (run.state === 'running') await run.pause();
    else await run.resume();
  }

  go.addEventListener('click', () => void pressGo());
  oneStep.addEventListener('click', () => void (run.state === 'idle' ? start(true) : run.step()));
  stop.addEventListener('click', () => void run.stop());
  reset.addEventListener('click', () => void lab.reset(draft.description, settings.seed()));
  readyMade.addEventListener('click', () => void lab.useReadyMade());
  drawButtons();
  where.textContent = whereItStands(run).text;
  runsOn.textContent = `Runs on ${machine}.`;

  return {
    /** As if Train was pressed; does nothing while a run is on, or before there is a network. */
    start: () => (run.state === 'idle' && !go.disabled ? pressGo() : Promise.resolve()),
  };
}
