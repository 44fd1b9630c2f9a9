import { byId, make } from '../../parts/dom.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { SEEN } from './seen.js';

/** @typedef {import('../../lab/experiments.js').ExperimentName} ExperimentName */

/** What each is called, and what to look for. @type {Record<ExperimentName, { title: string, look: string }>} */
const TOLD = {
  dropout: {
    title: 'Without dropout',
    look: 'Two thousand images, ten times, with and without dropout: see how far the lines, training, and the points, validation, move apart.',
  },
  rate: {
    title: 'Twice the learning rate',
    look: 'Each run takes steps twice as large as the one before, until the loss grows beyond all bounds: see where it learns best, and where it stops learning.',
  },
  hundred: {
    title: 'A hundred images',
    look: 'The same number of steps on three thousand images and on a hundred, again and again: see which it knows in the end, its own or new ones, too.',
  },
};

/**
 * The suggested experiments: a button each, and afterwards what was seen.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {{ onShow: (runs: readonly import('../../lab/runs.js').KeptRun[]) => void }} wires the runs of one are wanted
 */
export function createExperiments({ experiments, run, runs }, { onShow }) {
  const place = byId('runs-experiments-problem', HTMLDivElement);
  /** @type {ExperimentName | null} */
  let begun = null;
  let { problem } = experiments;
  /** What is drawn of the runs, which those that are on change many times a minute. */
  let drawn = '';

  const items = /** @type {ExperimentName[]} */ (Object.keys(TOLD)).map((name) => {
    const button = make('button');
    button.type = 'button';
    const seen = make('p', { class: 'runs-seen' });
    seen.setAttribute('role', 'status');
    const { title, look } = TOLD[name];
    const heading = make('h4', { text: title });
    heading.id = `runs-experiment-${name}`;
    button.setAttribute('aria-describedby', heading.id);
    const item = make('li', {}, heading, make('p', { text: look }), seen, button);
    button.addEventListener('click', () => void press(name));
    return { name, button, seen, item };
  });

  /** @param {ExperimentName} name */
  async function press(name) {
    if (!experiments.isComplete(name)) {
      begun = name;
      await experiments.begin(name);
    }
    if (experiments.isComplete(name)) onShow(experiments.made(name));
    begun = null;
  }

  function draw() {
    const what = [
      experiments.isOpen,
      experiments.current,
      run.state,
      run.occupied,
      ...runs.list.map(({ id, state }) => id + state),
    ];
    if (what.join() !== drawn) drawItems();
    drawn = what.join();
    if (experiments.problem === problem) return;
    problem = experiments.problem;
    const again = begun;
    if (problem) showProblem(place, problem, again ? () => void press(again) : undefined);
    else clearProblem(place);
  }

  function drawItems() {
    for (const { name, button, seen } of items) {
      const complete = experiments.isComplete(name);
      const count = experiments.made(name).length;
      const isOn = experiments.current === name;
      button.textContent = isOn ? `Making run ${count + 1}…` : complete ? 'Show its curves' : 'Make its runs';
      button.disabled = !complete && (isOn || run.occupied || run.state !== 'idle' || experiments.current !== null);
      const text = complete ? SEEN[name](experiments.made(name)) : '';
      if (seen.textContent !== text) seen.textContent = text;
      seen.hidden = !complete;
    }
  }

  byId('runs-experiments', HTMLOListElement).append(...items.map(({ item }) => item));
  for (const fact of [experiments, run, runs]) fact.listen(draw);
  experiments.open().catch(() => {}); // whoever presses a button is told
  draw();
}
