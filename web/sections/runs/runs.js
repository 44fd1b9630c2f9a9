// Runs: all that were made, what can be done with them, their curves in one chart, two of them side by side, and
// experiments that teach something by comparison.

import { SETTINGS } from '../../engine/engine.js';
import { addressOf } from '../../lab/address.js';
import { copyLink } from '../../parts/copy-link.js';
import { byId } from '../../parts/dom.js';
import { size } from '../../parts/format.js';
import { download } from '../../parts/files.js';
import { readSetting } from '../../parts/number.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { createExperiments } from './experiments.js';
import { asCsv, asJson } from './export.js';
import { createOverlay } from './overlay.js';
import { createPair } from './pair.js';
import { createTable } from './table.js';

/** @typedef {import('../../lab/runs.js').KeptRun} KeptRun */

const ADVICE = 'Choose a run by the box at its left.';
const BUSY = 'Stop the training or the fine-tuning first: then a run can be used again.';

/** Why it cannot go on; empty where it can. @param {KeptRun} run */
function whyNotOn({ state, name }) {
  return state === 'diverged'
    ? `${name} diverged, so it cannot go on. Train it again with a smaller learning rate.`
    : '';
}

/** @param {import('../../lab/lab.js').Lab} lab */
export function openRuns(lab) {
  const { run, runs, comparison, experiments } = lab;
  const button = (/** @type {string} */ name) => byId(name, HTMLButtonElement);
  const use = button('runs-use');
  const goOn = button('runs-go-on');
  const again = button('runs-again');
  const pairUp = button('runs-pair-open');
  const link = button('runs-link');
  const remove = button('runs-remove');
  const undo = button('runs-undo');
  const moreLabel = byId('runs-more-label', HTMLLabelElement);
  const more = byId('runs-more', HTMLInputElement);
  const none = byId('runs-none', HTMLParagraphElement);
  const kept = byId('runs-kept', HTMLDivElement);
  const note = byId('runs-note', HTMLParagraphElement);
  const place = byId('runs-problem', HTMLDivElement);
  const overlay = createOverlay(byId('runs-curves', HTMLDivElement));
  /** Their ids. @type {Set<string>} */
  let marked = new Set();
  /** What table and charts show. */
  let drawn = { list: /** @type {readonly KeptRun[]} */ ([]), marked };
  /** What the note says as long as nothing else is to be said. */
  let advice = ADVICE;

  const chosen = () => runs.list.filter(({ id }) => marked.has(id));

  const table = createTable(byId('runs-table', HTMLTableElement), {
    onChoose(id, isChosen) {
      marked = new Set([...marked, id].filter((other) => isChosen || other !== id));
      advise();
      draw();
    },
    onRename: (id, name) => runs.rename(id, name),
  });
  createPair(lab);
  createExperiments(lab, {
    onShow(wanted) {
      marked = new Set(wanted.map(({ id }) => id));
      advise();
      draw();
      kept.scrollIntoView({ block: 'nearest' });
    },
  });

  /** Says what can be done with those that are chosen, in place of what was said before. */
  function advise() {
    const [one, two, ...others] = chosen();
    if (!one) advice = ADVICE;
    else if (!two) advice = one.fresh ? '' : `${one.name} began from weights that were in use: no seed gives it again.`;
    else advice = others.length > 0 ? '' : 'Two are chosen: they can be put side by side.';
    clearProblem(place);
    tell(note, advice);
  }

  function draw() {
    const all = chosen();
    const [one] = all.length === 1 ? all : [];
    const busy = run.occupied || experiments.current !== null;
    const isOn = one === runs.current && run.busy;
    none.hidden = runs.list.length > 0 || runs.removed !== null;
    kept.hidden = !none.hidden;
    const finished = one?.state === 'finished';
    moreLabel.hidden = !finished;
    for (const each of [use, goOn]) each.disabled = !one || busy;
    again.disabled = !one?.fresh || busy;
    link.disabled = !one?.fresh;
    remove.disabled = !one || isOn;
    pairUp.disabled = all.length !== 2;
    undo.hidden = runs.removed === null;
    for (const each of [use, goOn, again]) each.title = busy ? BUSY : '';
    if (runs.list === drawn.list && marked === drawn.marked) return; // a run's reports change nothing of these
    drawn = { list: runs.list, marked };
    table.show(runs.list, all);
    overlay.show(all);
  }

  /**
   * Does something with the one that is chosen, and tells of it.
   * @param {(run: KeptRun) => Promise<string | void>} act returns what to say, where it has not said so itself
   */
  async function withOne(act) {
    const [one] = chosen();
    if (!one) return;
    clearProblem(place);
    try {
      const text = await act(one);
      if (text) tell(note, text);
    } catch (error) {
      tell(note, 'Nothing was changed.');
      showProblem(place, error);
    }
  }

  const onProgress = (/** @type {{ loaded: number, total: number }} */ { loaded, total }) =>
    tell(note, `Fetching the images of this run: ${size(loaded)} of ${size(total)}`, false);

  use.addEventListener('click', () =>
    withOne(async ({ id, name }) => {
      await lab.openRun(id, { onProgress });
      return `The weights of ${name} are in use: they judge your picture.`;
    }),
  );

  goOn.addEventListener('click', () =>
    withOne(async (one) => {
      const why = whyNotOn(one);
      if (why) throw new Error(why);
      const { id, name, state, settings } = one;
      let epochs;
      if (state === 'finished') {
        const count = readSetting(more.value, { ...SETTINGS.epochs, title: 'The number of epochs' });
        more.setAttribute('aria-invalid', String(typeof count === 'string'));
        if (typeof count === 'string') throw new Error(count);
        epochs = settings.epochs + count;
      }
      await lab.openRun(id, { epochs, onProgress });
      void run.resume();
      return `${name} goes on. Its progress stands under Train.`;
    }),
  );

  again.addEventListener('click', () =>
    withOne(async ({ name, settings, network }) => {
      void run.start(settings, network);
      return `The same run as ${name} is on its way. Its progress stands under Train.`;
    }),
  );

  link.addEventListener('click', () =>
    withOne(async ({ settings, network }) => {
      await copyLink(addressOf({ settings, network }, await lab.notebook()), note);
    }),
  );

  pairUp.addEventListener('click', () => {
    const [first, second] = chosen();
    void comparison.open(first, second);
  });

  remove.addEventListener('click', () =>
    withOne(async ({ id, name }) => {
      await runs.remove(id);
      undo.focus();
      return `${name} is removed.`;
    }),
  );

  undo.addEventListener('click', async () => {
    const back = runs.removed;
    await runs.undoRemove();
    if (back) tell(note, `${back.name} is back, and chosen.`);
    remove.focus();
  });

  /** @param {string} name @param {string} type @param {(runs: readonly KeptRun[]) => string} write */
  function save(name, type, write) {
    const wanted = chosen().length > 0 ? chosen() : runs.list;
    const blob = new Blob([write(wanted)], { type });
    download(blob, name);
    tell(note, `Saved ${wanted.length === 1 ? wanted[0].name : `${wanted.length} runs`} as ${name}.`);
  }
  button('runs-csv').addEventListener('click', () => save('fitting-room-runs.csv', 'text/csv', asCsv));
  button('runs-json').addEventListener('click', () => save('fitting-room-runs.json', 'application/json', asJson));

  for (const fact of [run, runs, experiments]) fact.listen(draw);
  tell(note, advice, false);
  draw();
}
