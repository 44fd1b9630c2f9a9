import { EngineError } from '../../engine/engine.js';
import { Draft, sameLayers } from '../../lab/draft.js';
import { byId, heading, make } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { latest } from '../../parts/latest.js';
import { LAYER_TYPES } from './layer-types.js';
import { PRESETS, fetchPreset } from '../../lab/presets.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { createLayerRow, signButton } from './layer-row.js';

/** @typedef {import('../../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../engine/engine.js').Outline} Outline */
/** @typedef {import('./layer-row.js').Action} Action */

const COLUMNS = 5;
const OWN_NAME = 'Own network';

/**
 * The network, layer by layer, to be changed. What is changed here is a draft: the network in use stays
 * until the draft takes its place.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {{ onUse: () => void, onChange: (changed: boolean) => void }} wires onUse: the draft is to be
 *   used now; onChange: whether the draft is another network than the one shown last
 */
export function createNetwork(engine, { onUse, onChange }) {
  const table = byId('build-summary', HTMLTableElement);
  const [body] = table.tBodies;
  const preset = byId('build-preset', HTMLSelectElement);
  const presetHelp = byId('build-preset-help', HTMLParagraphElement);
  const presetProblem = byId('build-preset-problem', HTMLDivElement);
  const note = byId('build-network-note', HTMLParagraphElement);
  const trained = byId('build-trained', HTMLParagraphElement);
  const undo = byId('build-network-undo', HTMLButtonElement);
  const redo = byId('build-network-redo', HTMLButtonElement);
  const use = byId('build-network-use', HTMLButtonElement);
  const discard = byId('build-network-discard', HTMLButtonElement);

  const draft = new Draft();
  /** What was shown last from outside. @type {NetworkDescription} */
  let shown = { name: '', input: [28, 28, 1], layers: [] };
  /** @type {NetworkDescription[]} */
  let presets = [];
  /** @type {ReturnType<typeof createLayerRow>[]} */
  let rows = [];
  /** Where a layer is being added. @type {HTMLTableRowElement | null} */
  let adder = null;
  const first = signButton('Add a layer at the start', '+', () => openAdder(0));
  /** Why the draft cannot work; layer 0: none of them is to blame. @type {Outline['problem']} */
  let problem = null;
  let locked = false;

  const changed = () => !sameLayers(draft.layers, shown.layers);
  const presetNow = () => presets.findIndex(({ layers }) => sameLayers(layers, draft.layers));

  /** @returns {NetworkDescription} */
  function description() {
    const { name } = changed() ? (presets[presetNow()] ?? { name: OWN_NAME }) : shown;
    return { name, input: shown.input, layers: draft.layers };
  }

  const refresh = latest(async (/** @type {NetworkDescription} */ asked) => {
    /** @type {Outline | null} */
    let outline = null;
    let reason = '';
    try {
      outline = await engine.summarise(asked);
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'bad-description')) return; // of a crash, the page tells
      reason = error.message;
    }
    if (asked.layers !== draft.layers) return; // another answer is on its way
    problem = outline ? outline.problem : { layer: 0, message: reason };
    rows.forEach((row, i) => {
      row.show(outline?.layers[i]);
      row.blame(problem?.layer === i + 1 ? problem.message : null);
    });
    showTotal(problem ? null : outline);
    showState();
  });

  /** @param {Outline | null} outline null while it is unknown */
  function showTotal(outline) {
    const cell = make('td', { class: 'number parameters', text: outline ? integer(outline.parameters) : '–' });
    const still = outline ? outline.parameters - outline.trainable : 0;
    const words =
      still > 0
        ? `${integer(still)} of the parameters are not trained but measured: the usual mean and variance of each map or unit.`
        : '';
    const head = heading('row', 'All layers', make('span', { class: 'what', text: words }));
    table.tFoot?.replaceChildren(make('tr', {}, head, make('td'), make('td'), cell, make('td')));
  }

  function stateInWords() {
    if (locked) return 'The network stays as it is while a run is on. Stop the run to change it.';
    if (problem) {
      const reason = problem.layer > 0 ? `The reason stands at layer ${problem.layer}.` : problem.message;
      return `This network cannot work yet. ${reason} The network in use has not changed.`;
    }
    if (!changed()) return '';
    return 'You have changed the network. The one in use, which makes the predictions, has not changed: Train or Reset takes this one, with random weights.';
  }

  function showState() {
    const text = stateInWords();
    if (note.textContent !== text) note.textContent = text; // said aloud once, not at every key
    trained.hidden = locked || changed(); // what a run makes of the weights is told at Train
    use.hidden = discard.hidden = locked || !changed();
    use.disabled = problem !== null;
    undo.disabled = locked || !draft.canUndo;
    redo.disabled = locked || !draft.canRedo;
    const index = presetNow();
    preset.value = index < 0 ? 'own' : PRESETS[index].file;
    presetHelp.textContent = PRESETS[index]?.about ?? 'The layers as they stand below.';
    onChange(changed());
  }

  function lock() {
    preset.disabled = first.disabled = locked;
    rows.forEach((row) => row.lock(locked));
    if (locked) closeAdder();
  }

  /** The fields have changed, the layers are the same ones. */
  function changedFields() {
    rows.forEach((row, i) => row.write(draft.layers[i]));
    showState();
    refresh(description());
  }

  /** Writes all rows anew. */
  function changedLayers() {
    problem = null;
    closeAdder();
    rows = draft.layers.map((_, index) =>
      createLayerRow(draft.layers, index, {
        onSet(field, value) {
          draft.set(index, field, value);
          changedFields();
        },
        onSettle: () => draft.settle(),
        onAction: (action) => act(action, index),
      }),
    );
    body.replaceChildren(pictureRow(), ...rows.map(({ row }) => row));
    lock();
    showState();
    refresh(description());
  }

  /** What goes into the first layer. */
  function pictureRow() {
    const what = make('span', { class: 'what', text: 'What the network sees: grey values from 0 to 1.' });
    return make(
      'tr',
      { class: 'picture-row' },
      heading('row', make('span', { class: 'place' }), make('b', { text: 'Picture' }), what),
      make('td', { class: 'build-fields-of-layer' }),
      make('td', { class: 'number shape', text: shown.input.map(integer).join(' × ') }),
      make('td', { class: 'number parameters', text: '' }),
      make('td', { class: 'act' }, first),
    );
  }

  /** @param {Action} action @param {number} index */
  function act(action, index) {
    if (action === 'add') return openAdder(index + 1);
    if (action === 'remove') draft.remove(index);
    const to = index + (action === 'up' ? -1 : action === 'down' ? 1 : 0);
    if (to !== index) draft.move(index, to);
    changedLayers();
    if (to < rows.length - 1) rows[to].focus(action);
    else if (to > 0) rows[to - 1].focus(action);
    else first.focus();
  }

  function closeAdder() {
    adder?.remove();
    adder = null;
  }

  /** Asks which layer is to be added. @param {number} at its place */
  function openAdder(at) {
    closeAdder();
    const opener = document.activeElement;
    const buttons = Object.entries(LAYER_TYPES).map(([type, { fresh }]) => {
      const button = make('button', { text: type });
      button.setAttribute('aria-label', `Add ${type}`);
      button.addEventListener('click', () => {
        draft.insert(at, { type, ...fresh });
        changedLayers();
        rows[at].focus('field');
      });
      return button;
    });
    const cancel = make('button', { class: 'link', text: 'Cancel' });
    const close = () => {
      closeAdder();
      if (opener instanceof HTMLElement) opener.focus();
    };
    cancel.addEventListener('click', close);
    const cell = make('td', {}, make('span', { text: 'Add here: ' }), ...buttons, cancel);
    cell.colSpan = COLUMNS;
    cell.setAttribute('role', 'group');
    cell.setAttribute('aria-label', 'Which layer?');
    for (const button of [...buttons, cancel]) button.type = 'button';
    adder = make('tr', { class: 'build-adder' }, cell);
    adder.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
    body.rows[at].after(adder);
    buttons[0].focus();
  }

  async function loadPresets() {
    clearProblem(presetProblem);
    try {
      presets = await Promise.all(PRESETS.map(({ file }) => fetchPreset(engine, file)));
    } catch (error) {
      showProblem(presetProblem, error, () => void loadPresets());
      return;
    }
    const options = presets.map(({ name }, i) => {
      const option = make('option', { text: name });
      option.value = PRESETS[i].file;
      return option;
    });
    preset.prepend(...options);
    showState();
  }

  preset.addEventListener('change', () => {
    const wanted = presets[PRESETS.findIndex(({ file }) => file === preset.value)];
    if (wanted) draft.replace(wanted.layers);
    changedLayers();
  });
  undo.addEventListener('click', () => {
    draft.undo();
    changedLayers();
    if (undo.disabled) redo.focus();
  });
  redo.addEventListener('click', () => {
    draft.redo();
    changedLayers();
    if (redo.disabled) undo.focus();
  });
  discard.addEventListener('click', () => {
    draft.replace(shown.layers);
    changedLayers();
    undo.focus();
  });
  use.addEventListener('click', () => {
    preset.focus(); // the button goes when there is nothing left to be used
    onUse();
  });
  void loadPresets();

  return {
    /**
     * Shows a network, in the place of the draft.
     * @param {NetworkDescription} network with all fields
     * @param {string | null} how its weights were trained; null for fresh ones
     */
    show(network, how) {
      byId('build-summary-empty', HTMLParagraphElement).hidden = true;
      shown = network;
      trained.textContent = how ?? 'Its weights are fresh: it has learned nothing yet.';
      if (rows.length > 0 && !changed()) return showState();
      draft.replace(network.layers);
      changedLayers();
    },

    description,

    /**
     * @param {boolean} fresh whether the run is to begin with fresh weights
     * @throws {Error} with a sentence for the visitor, where that network cannot be trained
     */
    async check(fresh) {
      const { problem: why } = await engine.summarise(description());
      if (why) throw new Error(`The network cannot be trained as it is. ${why.message}`);
      if (!fresh && changed()) {
        throw new Error(
          'You have changed the network, and the new one has no weights yet. Start from fresh weights, or discard the changes.',
        );
      }
    },

    /** The network of a run stays as it is. @param {boolean} busy */
    lock(busy) {
      if (busy === locked) return;
      locked = busy;
      lock();
      showState();
    },
  };
}
