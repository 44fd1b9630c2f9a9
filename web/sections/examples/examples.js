// My examples: what the visitor says that pictures show, and the network corrected by it.

import { CLASS_NAMES } from '../../engine/engine.js';
import { classLabel } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { download, fileButton } from '../../parts/files.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { createCard } from './card.js';
import { openClasses } from './own-classes.js';
import { openTuning } from './tuning.js';

const FILE_NAME = 'fitting-room-examples.json';

/** @param {import('../../lab/lab.js').Lab} lab */
export function openExamples(lab) {
  const { examples, classes, correction } = lab;
  const groups = byId('examples-groups', HTMLDivElement);
  const empty = byId('examples-empty', HTMLParagraphElement);
  const undelete = byId('examples-undelete', HTMLButtonElement);
  const save = byId('examples-export', HTMLButtonElement);
  const load = byId('examples-import', HTMLButtonElement);
  const note = byId('examples-note', HTMLParagraphElement);
  const place = byId('examples-problem', HTMLDivElement);

  /** Those that are shown, by id. @type {Map<string, ReturnType<typeof createCard>>} */
  let cards = new Map();

  /** What the classes of examples are called: first those of the network, in its order. */
  function names() {
    const own = new Set(examples.list.map(({ name }) => name));
    return [
      ...classes.names.filter((name) => own.has(name)),
      ...[...own].filter((name) => !classes.names.includes(name)),
    ];
  }

  /** @param {string} name */
  function group(name) {
    const index = classes.names.indexOf(name);
    const of = examples.list.filter((example) => example.name === name);
    const list = make('div', { class: 'examples-cards' });
    of.forEach((example, i) => {
      const card = createCard(example, i + 1, classes.names, correction.outcome?.answers.get(example.id), {
        onRelabel: (to) => examples.relabel(example.id, to),
        onDelete: () => remove(example.id),
      });
      cards.set(example.id, card);
      list.append(card.element);
    });
    const label = index < 0 ? make('span', { text: name }) : classLabel(classes.names, index);
    const head = make('h3', {}, label, make('span', { class: 'note', text: String(of.length) }));
    const element = make('div', { class: 'examples-group' }, head, list);
    if (index >= 0) element.dataset.class = String(index);
    else
      head.after(
        make('p', { class: 'note', text: 'The network in use has no such class. Add it, or choose another.' }),
      );
    return element;
  }

  /** The focus stays at the card that has it, wherever that goes. */
  function draw() {
    const focused = [...cards].find(([, { element }]) => element.contains(document.activeElement));
    const part = document.activeElement instanceof HTMLElement ? (document.activeElement.dataset.part ?? '') : '';
    cards = new Map();
    groups.replaceChildren(...names().map(group));
    if (focused) cards.get(focused[0])?.focus(part);
    empty.hidden = examples.list.length > 0;
    save.disabled = examples.list.length === 0;
    undelete.disabled = !examples.canUndo;
    if (examples.problem) showProblem(place, examples.problem);
  }

  /** The focus goes on to the card that takes its place. @param {string} id */
  function remove(id) {
    const order = [...cards.keys()];
    const next = order[order.indexOf(id) + 1] ?? order[order.indexOf(id) - 1];
    const name = examples.find(id)?.name;
    examples.remove(id);
    note.textContent = `Deleted an example of ${name}.`;
    if (next) cards.get(next)?.focus('delete');
    else undelete.focus();
  }

  undelete.addEventListener('click', () => {
    const back = examples.undoRemove();
    if (!back) return;
    note.textContent = `The example of ${back.name} is back.`;
    if (undelete.disabled) cards.get(back.id)?.focus('delete');
  });
  save.addEventListener('click', () => {
    download(examples.pack(), FILE_NAME);
    note.textContent = `Saved as ${FILE_NAME}.`;
  });
  fileButton(load, byId('examples-file', HTMLInputElement), async (file) => {
    clearProblem(place);
    try {
      const count = await examples.unpack(file);
      const already = count === 0 ? ': all of them are here already' : '';
      note.textContent = `Added ${count} ${count === 1 ? 'example' : 'examples'} of ${file.name}${already}.`;
    } catch (error) {
      note.textContent = 'Nothing was changed.';
      showProblem(place, error);
    }
  });

  let { outcome } = correction;
  correction.listen(() => {
    if (correction.outcome === outcome) return;
    outcome = correction.outcome;
    draw();
  });
  examples.listen(draw);
  classes.listen(draw);
  openTuning(lab);
  openClasses(lab, CLASS_NAMES.length);
  draw();
}
