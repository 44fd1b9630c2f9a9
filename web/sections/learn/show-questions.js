import { byId, make } from '../../parts/dom.js';
import { assignment } from './questions.js';

/**
 * The questions of the assignment, answered from what is known now.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {{ standing: () => import('../../lab/run.js').Settings }} settings the form's, as they stand
 */
export function showQuestions({ run, evaluation, classes }, settings) {
  const details = byId('learn-questions', HTMLDetailsElement);
  const list = byId('learn-questions-list', HTMLDListElement);

  function draw() {
    if (!details.open) return;
    const { record } = run;
    const all = assignment({
      names: classes.names,
      epochs: record?.epochs.length ?? 0,
      settings: record?.settings ?? settings.standing(),
      result: evaluation.result,
    });
    list.replaceChildren(
      ...all.flatMap(({ question, answer, place }) => {
        const link = make('a', { text: 'See it' });
        link.href = `#${place}`;
        link.setAttribute('aria-label', `See it: ${question}`);
        return [make('dt', { text: question }), make('dd', {}, make('span', { text: `${answer} ` }), link)];
      }),
    );
  }

  details.addEventListener('toggle', draw);
  for (const fact of [run, evaluation, classes]) fact.listen(draw);
}
