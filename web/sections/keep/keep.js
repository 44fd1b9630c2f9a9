import { byId } from '../../parts/dom.js';
import { size } from '../../parts/format.js';
import { download, fileButton } from '../../parts/files.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

/** @typedef {import('../../engine/engine.js').Engine} Engine */
/** @typedef {import('../../engine/engine.js').RestoredRun} RestoredRun */

/**
 * Models and runs, as files.
 * @param {Engine} engine
 * @param {{ onModel: (name: string) => void, onRun: (run: RestoredRun, name: string) => void,
 *   beforeLoad: () => void }} wires
 */
export function createKeep(engine, { onModel, onRun, beforeLoad }) {
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

  /** Whether there is something learned that no file holds. */
  let unsaved = false;
  // A tab is closed or reloaded by a slip of the thumb, and minutes of training would be gone.
  addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault(); // the browser asks
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
      unsaved = false;
      tell(part.note, `Saved as ${name} (${size(blob.size)}).`);
    } catch (error) {
      showProblem(part.place, error, () => void save(part, pack, name));
    }
  }

  /**
   * @param {typeof model} part
   * @param {File} file
   * @param {() => Promise<void>} unpack
   */
  async function load(part, file, unpack) {
    clearProblem(part.place);
    tell(part.note, `Reading ${file.name}…`);
    beforeLoad();
    try {
      await unpack();
      tell(part.note, `Loaded ${file.name}.`);
    } catch (error) {
      tell(part.note, 'Nothing was changed.');
      showProblem(part.place, error);
    }
  }

  model.save.addEventListener(
    'click',
    () => void save(model, () => engine.saveModel(), 'fitting-room-model.safetensors'),
  );
  run.save.addEventListener(
    'click',
    () => void save(run, () => engine.saveCheckpoint(), 'fitting-room-run.checkpoint'),
  );
  fileButton(
    model.load,
    byId('keep-model-file', HTMLInputElement),
    (file) =>
      void load(model, file, async () => {
        await engine.loadModel(file);
        onModel(file.name);
      }),
  );
  fileButton(
    run.load,
    byId('keep-run-file', HTMLInputElement),
    (file) =>
      void load(run, file, async () => {
        const onProgress = (/** @type {{ loaded: number, total: number }} */ { loaded, total }) => {
          tell(run.note, `Fetching the images of this run: ${size(loaded)} of ${size(total)}`, false);
        };
        onRun(await engine.restoreCheckpoint(file, { onProgress }), file.name);
      }),
  );
  model.save.disabled = model.load.disabled = run.load.disabled = false;

  return {
    /** A network in training cannot be exchanged. @param {boolean} busy */
    setBusy(busy) {
      model.load.disabled = run.load.disabled = busy;
      model.load.title = run.load.title = busy ? 'Stop the training first.' : '';
    },
    /** Leaving the page asks first while something learned is in no file. @param {boolean} learned */
    setUnsaved(learned) {
      unsaved = learned;
    },
    /** @param {boolean} exists */
    setRun(exists) {
      run.save.disabled = !exists;
      const text = exists
        ? 'The run can be saved at any time, also while it is on.'
        : 'There is no run to save. Press Train to start one.';
      tell(run.note, text, false);
    },
  };
}
