import { byId, heading, make } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { LAYER_TYPES } from './layer-types.js';
import { sameLayers } from '../../lab/draft.js';
import { PRESETS } from '../../lab/presets.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { createExplained } from './explained.js';
import { createLayerRow, signButton } from './layer-row.js';

/** @typedef {import('../../engine/engine.js').Outline} Outline */
/** @typedef {import('./layer-row.js').Action} Action */

const COLUMNS = 5;
/** What is said of each network to begin with, by its file. @type {Record<string, string>} */
const ABOUT = {
  reference: 'The network of the Keras tutorial notebooks.',
  'ready-made': 'The network of the ready-made model, without its weights: with batch normalization.',
  small: 'A ninth of the parameters; each image takes a fraction of the time.',
  strong: 'With batch normalization. Train it by the recipe “Slow and strong”: over 93 % of the test set.',
  strongest:
    'More convolutions, fewer parameters. Train it by the recipe “Slowest and strongest”: 94.5 % of the test set.',
  own: 'The layers as they stand below.',
};

/**
 * What is said of the network in use where another one is shown.
 * @param {import('../../engine/engine.js').Summary} summary of the one in use
 */
const inUseInstead = ({ name, parameters, trained }) =>
  `Train makes a new network of these layers. The one in use is another: “${name}”, ${integer(parameters)} parameters. ${trained ?? ''}`;

/**
 * The network, layer by layer, to be changed. What is changed here is a draft: the network in use stays
 * until the draft takes its place.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {() => number} seed of random weights
 */
export function openBuild(lab, seed) {
  const { draft, weights, run } = lab;
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

  /** The layers that the rows show. */
  let drawn = draft.layers;
  /** @type {ReturnType<typeof createLayerRow>[]} */
  let rows = [];
  /** Where a layer is being added. @type {HTMLTableRowElement | null} */
  let adder = null;
  const first = signButton('Add a layer at the start', '+', () => openAdder(0));
  let locked = false;
  /** The layer whose numbers are explained; -1 for none. */
  let explained = -1;
  const explanation = createExplained(() => {
    const at = explained;
    explain(-1);
    rows[at]?.focus('shape');
  });

  /** Explains the numbers of a layer below it. @param {number} index -1: no longer */
  function explain(index) {
    explained = index;
    const { outline } = draft;
    rows.forEach((row, i) => row.mark(i === index));
    if (!outline?.layers[index]) return explanation.row.remove();
    const { name, outputShape: output, parameters } = outline.layers[index];
    const input = index === 0 ? draft.base.input : outline.layers[index - 1].outputShape;
    explanation.show(
      { layer: outline.description.layers[index], input, output, parameters },
      `layer ${index + 1}, ${name}`,
    );
    if (!explanation.row.isConnected) rows[index].row.after(explanation.row);
  }

  /** Shapes and parameters, and what cannot work. */
  function showOutline() {
    const { outline, problem } = draft;
    rows.forEach((row, i) => {
      row.show(outline?.layers[i]);
      row.blame(problem?.layer === i + 1 ? problem.message : null);
    });
    showTotal(problem ? null : outline);
    explain(explained);
    showState();
  }

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
    const { problem } = draft;
    if (locked) return 'The network stays as it is while a run is on. Stop the run to change it.';
    if (problem) {
      const reason = problem.layer > 0 ? `The reason stands at layer ${problem.layer}.` : problem.message;
      return `This network cannot work yet. ${reason} The network in use has not changed.`;
    }
    if (!draft.differs) return '';
    return 'You have changed the network. The one in use, which makes the predictions, has not changed: Train or Reset takes this one, with random weights.';
  }

  function showState() {
    const text = stateInWords();
    if (note.textContent !== text) note.textContent = text; // said aloud once, not at every key
    trained.hidden = locked || draft.differs; // what a run makes of the weights is told at Train
    use.hidden = discard.hidden = locked || !draft.differs;
    use.disabled = draft.problem !== null;
    undo.disabled = locked || !draft.canUndo;
    redo.disabled = locked || !draft.canRedo;
    preset.value = PRESETS[draft.preset] ?? 'own';
    presetHelp.textContent = ABOUT[preset.value];
  }

  function lock() {
    locked = run.occupied || run.state === 'restored';
    preset.disabled = first.disabled = locked;
    rows.forEach((row) => row.lock(locked));
    if (locked) closeAdder();
  }

  /** The fields have changed, the layers are the same ones. */
  function changedFields() {
    drawn = draft.layers;
    rows.forEach((row, i) => row.write(drawn[i]));
    showState();
  }

  /** Writes all rows anew. */
  function changedLayers() {
    drawn = draft.layers;
    closeAdder();
    explained = -1;
    rows = drawn.map((_, index) =>
      createLayerRow(drawn, index, {
        onSet(field, value) {
          draft.set(index, field, value);
          changedFields();
        },
        onSettle: () => draft.settle(),
        onAction: (action) => act(action, index),
        onExplain() {
          explanation.row.remove();
          explain(explained === index ? -1 : index);
        },
      }),
    );
    body.replaceChildren(pictureRow(), ...rows.map(({ row }) => row));
    lock();
    showState();
  }

  /** What goes into the first layer. */
  function pictureRow() {
    const what = make('span', { class: 'what', text: 'What the network sees: grey values from 0 to 1.' });
    return make(
      'tr',
      { class: 'picture-row' },
      heading('row', make('span', { class: 'place' }), make('b', { text: 'Picture' }), what),
      make('td', { class: 'build-fields-of-layer' }),
      make('td', { class: 'number shape', text: draft.base.input.map(integer).join(' × ') }),
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
    explain(-1);
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
      await lab.loadPresets();
    } catch (error) {
      showProblem(presetProblem, error, () => void loadPresets());
      return;
    }
    const options = draft.presets.map(({ name }, i) => {
      const option = make('option', { text: name });
      option.value = PRESETS[i];
      return option;
    });
    preset.prepend(...options);
    showState();
  }

  /** What is known of the weights that belong to what is shown. */
  function showTrained() {
    const { summary, origin } = weights;
    if (!summary) return;
    const another = origin.from === 'ready-made' && !sameLayers(draft.base.layers, summary.description.layers);
    trained.textContent = another
      ? inUseInstead(summary)
      : (summary.trained ?? 'Its weights are fresh: it has learned nothing yet.');
  }

  preset.addEventListener('change', () => {
    const wanted = draft.presets[PRESETS.indexOf(preset.value)];
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
    draft.replace(draft.base.layers);
    changedLayers();
    undo.focus();
  });
  use.addEventListener('click', () => {
    preset.focus(); // the button goes when there is nothing left to be used
    void lab.reset(draft.description, seed());
  });

  draft.listen(() => {
    byId('build-summary-empty', HTMLParagraphElement).hidden = draft.base.layers.length > 0;
    if (draft.layers !== drawn) changedLayers();
    showOutline();
    showTrained();
  });
  weights.listen(showTrained);
  run.listen(() => {
    const was = locked;
    lock();
    if (was !== locked) showState();
  });
  void loadPresets();
}
