// How fast the machine is: the button, and what was measured.

import { byId, heading, make } from '../../parts/dom.js';
import { downloadShown } from '../../parts/download.js';
import { integer, percent } from '../../parts/format.js';
import { isAbort, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { whenPressed } from '../../parts/when-pressed.js';
import {
  billions,
  doubtInWords,
  layersInNumbers,
  operations,
  reasonsInWords,
  setupsOf,
  speedInWords,
} from './words.js';

/** @typedef {import('../../engine/engine.js').Summary} Summary */
/** @typedef {import('./words.js').Measured} Measured */

const READY = 'It takes a quarter of a minute. The first time, 5,000 training images are downloaded, about 2.2 MB.';
const BUSY = 'A run shares the processors: pause it, or wait for its end, and then measure.';

/** @param {string} name @param {...string} numbers */
const row = (name, ...numbers) => make('tr', {}, heading('row', name), ...numbers.map((text) => make('td', { text })));

/** @param {Measured[]} all that in use first @param {Summary['layers']} layers of the network */
function show(all, layers) {
  const needed = operations(layers);
  const { said, ceiling } = speedInWords(all[0], needed);
  byId('speed-said', HTMLParagraphElement).textContent = said;
  byId('speed-ceiling', HTMLParagraphElement).textContent = ceiling;
  byId('speed-doubt', HTMLParagraphElement).textContent = doubtInWords(all);
  byId('speed-why', HTMLUListElement).replaceChildren(...reasonsInWords(all).map((text) => make('li', { text })));
  byId('speed-setups', HTMLTableElement).tBodies[0].replaceChildren(
    ...all.map(({ setup, training, inference, ceiling: most }) =>
      row(setup.name, integer(training), integer(inference), billions(most)),
    ),
  );
  byId('speed-layers', HTMLTableElement).tBodies[0].replaceChildren(
    ...layersInNumbers(layers, all[0].times).map(({ name, arithmetic, time, forward, backward }) =>
      row(name, percent(arithmetic), percent(time), forward.toFixed(1), backward.toFixed(1)),
    ),
  );
  byId('speed-result', HTMLDivElement).hidden = false;
}

/** @param {import('../../lab/lab.js').Lab} lab */
export function openSpeed({ engine, run, weights, classes }) {
  const button = byId('speed-measure', HTMLButtonElement);
  const progress = byId('speed-progress', HTMLProgressElement);
  const note = byId('speed-note', HTMLParagraphElement);
  const problem = byId('speed-problem', HTMLDivElement);
  /** Of what is being measured. @type {AbortController | null} */
  let stop = null;

  const shared = () => run.occupied && run.state !== 'paused';

  /** The network in use, as it can be trained here: the data set has images of no other classes. @param {Summary} summary */
  function trainable({ description }) {
    const layers = [...description.layers];
    layers.push({ .../** @type {(typeof layers)[0]} */ (layers.pop()), units: classes.ofImages.length });
    return { ...description, layers };
  }

  /** @param {typeof import('./measure.js')} module */
  async function act({ measure }) {
    const { signal } = (stop = new AbortController());
    const cancel = () => stop?.abort();
    button.textContent = 'Cancel';
    button.addEventListener('click', cancel);
    progress.value = 0;
    progress.hidden = false;
    try {
      const summary = weights.summary ?? (await engine.summary());
      const setups = setupsOf(engine.info);
      const all = [];
      for (const setup of setups) {
        const measuring = () => tell(note, `Measuring ${all.length + 1} of ${setups.length}: ${setup.name}`, false);
        measuring();
        const onDownload = downloadShown(progress, 'training images', (text) => tell(note, text, false));
        all.push(await measure(setup, trainable(summary), { signal, onDownload, onMeasure: measuring }));
        progress.value = all.length / setups.length;
      }
      signal.throwIfAborted();
      show(all, summary.layers);
      tell(note, 'Measured.');
    } catch (error) {
      tell(note, shared() ? `Nothing was measured. ${BUSY}` : 'Nothing was measured.');
      if (!isAbort(error)) showProblem(problem, error);
    } finally {
      stop = null;
      button.removeEventListener('click', cancel);
      button.textContent = 'Measure';
      progress.hidden = true;
      button.disabled = shared();
    }
  }

  whenPressed(button, {
    problem,
    module: 'sections/speed/measure.js',
    load: () => import('./measure.js'),
    act,
  });

  button.disabled = shared();
  tell(note, shared() ? BUSY : READY, false);
  run.listen(() => {
    if (stop && shared()) return stop.abort();
    if (stop || button.disabled === shared()) return;
    button.disabled = shared();
    tell(note, shared() ? BUSY : READY, false);
  });
}
