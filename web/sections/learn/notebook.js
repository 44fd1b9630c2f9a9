import { byId, make } from '../../parts/dom.js';
import { tell } from '../../parts/status.js';
import { kerasCode } from './keras-code.js';

/** What the sections are called that do what a line does. @type {Record<string, string>} */
const PLACES = { data: 'Data', build: 'Build', train: 'Train', judge: 'Judge', try: 'Try' };

/**
 * The visitor's experiment as the Keras notebook would have it: that of the last run, or the one that Train would make.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {{ standing: () => import('../../lab/run.js').Settings }} settings the form's, as they stand
 */
export function showNotebook({ run, draft, evaluation }, settings) {
  const details = byId('learn-notebook', HTMLDetailsElement);
  const list = byId('learn-notebook-lines', HTMLOListElement);
  const what = byId('learn-notebook-what', HTMLParagraphElement);
  const note = byId('learn-notebook-note', HTMLParagraphElement);
  /** What is drawn, as text. */
  let drawn = '';

  function lines() {
    const { record } = run;
    const chosen = record?.settings ?? settings.standing();
    return kerasCode({
      settings: chosen,
      network: record?.network ?? draft.description,
      outline: record && record.network !== draft.description && draft.differs ? null : draft.outline,
      epochs: record?.epochs ?? [],
      steps: Math.ceil(chosen.trainingImages / chosen.batchSize),
      test: record ? evaluation.result : null,
    });
  }

  function draw() {
    if (!details.open || draft.base.layers.length === 0) return;
    const all = lines();
    const text = JSON.stringify(all);
    if (text === drawn) return;
    drawn = text;
    what.textContent = run.record ? 'Your last run:' : 'What Train would make now:';
    list.replaceChildren(
      ...all.map(({ code, place, output }, i) => {
        const item = make('li', {}, make('code', { text: code }));
        if (all[i - 1]?.place !== place) {
          const link = make('a', { text: PLACES[place] });
          link.href = `#${place}`;
          item.append(link);
        }
        if (output) item.append(make('pre', { text: output }));
        return item;
      }),
    );
  }

  byId('learn-notebook-copy', HTMLButtonElement).addEventListener('click', async () => {
    const code = lines()
      .map((line) => line.code)
      .join('\n');
    try {
      await navigator.clipboard.writeText(code);
      tell(note, 'The code is copied.');
    } catch {
      tell(note, 'The browser does not let the page copy: select the lines, and copy them by hand.');
    }
  });
  details.addEventListener('toggle', draw);
  for (const fact of [run, draft, evaluation]) fact.listen(draw);
}
