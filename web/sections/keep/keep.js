import { byId } from '../../parts/dom.js';
import { size } from '../../parts/format.js';
import { kindOf } from '../../parts/file-kind.js';
import { download, fileButton } from '../../parts/files.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { openDevice } from './device.js';
import { openOffline } from './offline.js';

/** Which button takes a file; the engine says what is wrong with one that is of no kind. */
const BUTTONS = {
  model: 'Load it by “Load model”.',
  run: 'Load it by “Continue a saved run”.',
  picture: 'Under Try, “Upload image” takes it.',
  drawing: 'Under Try, “Upload image” takes it.',
};

/**
 * Refuses what another button takes.
 * @param {File} file
 * @param {'model' | 'run'} meant
 * @throws {Error} with a sentence for the visitor
 */
async function check(file, meant) {
  const { kind, words } = await kindOf(file);
  // What PyTorch and Keras save are archives, too, and the engine knows what to do with them.
  if (kind === meant || kind === 'other') return;
  throw new Error(`“${file.name}” is ${words}. ${BUTTONS[kind]}`);
}

/** Models and runs, as files. @param {import('../../lab/lab.js').Lab} lab */
export function openKeep(lab) {
  const { weights, run: current } = lab;
  const model = {
    save: byId('keep-save-model', HTMLButtonElement),
    load: byId('keep-load-model', HTMLButtonElement),
    note: byId('keep-model-note', HTMLParagraphElement),
    place: byId('keep-model-problem', HTMLDivElement),
  };
  const run = {
    save: byId('keep-save-run', HTMLButtonElement),
    load: byId('keep-load-run', HTMLButtonElement),
    note: byId('keep-run-note', HTMLParagraphElement),
    place: byId('keep-run-problem', HTMLDivElement),
  };

  // A tab is closed or reloaded by a slip of the thumb, and where nothing is kept minutes of training would be gone.
  addEventListener('beforeunload', (event) => {
    if (lab.isAtRisk) event.preventDefault(); // the browser asks
  });

  /**
   * @param {typeof model} part
   * @param {() => Promise<Blob>} pack
   * @param {string} name
   */
  async function save(part, pack, name) {
    clearProblem(part.place);
    try {
      const blob = await pack();
      download(blob, name);
      tell(part.note, `Saved as ${name} (${size(blob.size)}).`);
    } catch (error) {
      showProblem(part.place, error, () => void save(part, pack, name));
    }
  }

  /**
   * @param {typeof model} part
   * @param {'model' | 'run'} meant
   * @param {File} file
   * @param {() => Promise<void>} unpack
   */
  async function load(part, meant, file, unpack) {
    clearProblem(part.place);
    tell(part.note, `Reading ${file.name}…`);
    try {
      await check(file, meant);
      await unpack();
      tell(part.note, `Loaded ${file.name}.`);
    } catch (error) {
      tell(part.note, 'Nothing was changed.');
      showProblem(part.place, error);
    }
  }

  model.save.addEventListener('click', () => void save(model, () => weights.save(), 'fitting-room-model.safetensors'));
  run.save.addEventListener('click', () => void save(run, () => weights.saveRun(), 'fitting-room-run.checkpoint'));
  fileButton(
    model.load,
    byId('keep-model-file', HTMLInputElement),
    (file) => void load(model, 'model', file, () => lab.loadModel(file)),
  );
  fileButton(
    run.load,
    byId('keep-run-file', HTMLInputElement),
    (file) =>
      void load(run, 'run', file, async () => {
        const onProgress = (/** @type {{ loaded: number, total: number }} */ { loaded, total }) => {
          tell(run.note, `Fetching the images of this run: ${size(loaded)} of ${size(total)}`, false);
        };
        await lab.restoreRun(file, { onProgress });
      }),
  );
  /** Whether a run can be saved. */
  let { exists } = current;
  function draw() {
    // A network in training cannot be exchanged.
    model.load.disabled = run.load.disabled = current.occupied;
    model.load.title = run.load.title = current.occupied ? 'Stop the training or the fine-tuning first.' : '';
    if (exists === current.exists) return;
    exists = current.exists;
    run.save.disabled = !exists;
    const text = exists
      ? 'The run can be saved at any time, also while it is on.'
      : 'There is no run to save. Press Train to start one.';
    tell(run.note, text, false);
  }
  openDevice(lab);
  openOffline(lab.offline);
  current.listen(draw);
  model.save.disabled = false;
  draw();
}
