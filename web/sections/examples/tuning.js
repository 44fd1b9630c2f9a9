import { LEAST } from '../../lab/correction.js';
import { byId } from '../../parts/dom.js';
import { fetchingInWords } from '../../parts/download.js';
import { duration, percent } from '../../parts/format.js';
import { clearProblem, showProblem } from '../../parts/problem.js';

/** @typedef {import('../../lab/correction.js').Outcome} Outcome */

/** What the button takes back. */
const UNDO = {
  '': 'Undo fine-tuning',
  tuned: 'Undo fine-tuning',
  added: 'Undo added class',
  removed: 'Undo removed class',
};

/** @param {Outcome} outcome */
function inWords({ answers, before, after, seconds }) {
  const all = [...answers.values()];
  const right = (/** @type {'before' | 'after'} */ when) => all.filter((each) => each[when].right).length;
  const of = all.length === 1 ? 'your example' : `your ${all.length} examples`;
  const points = Math.abs(after - before) * 100;
  const change =
    points < 0.005 ? 'the same as before' : `${points.toFixed(2)} points ${after > before ? 'gained' : 'lost'}`;
  return (
    `Of ${of} ${right('after')} ${right('after') === 1 ? 'is' : 'are'} right now, before ${right('before')}. ` +
    `Test accuracy: ${percent(before, 2)} before, ${percent(after, 2)} now, ${change}. ` +
    `The fine-tuning took ${duration(seconds)}.`
  );
}

/** The fine-tuning: begun, cancelled, told of, undone. @param {import('../../lab/lab.js').Lab} lab */
export function openTuning({ correction, examples, classes, run, evaluation }) {
  const go = byId('examples-tune', HTMLButtonElement);
  const undo = byId('examples-undo', HTMLButtonElement);
  const progress = byId('examples-progress', HTMLProgressElement);
  const where = byId('examples-where', HTMLParagraphElement);
  const outcome = byId('examples-outcome', HTMLParagraphElement);
  const place = byId('examples-tune-problem', HTMLDivElement);

  /** Why it cannot begin; empty where it can. */
  function hindrance() {
    if (run.busy) return 'Stop the training first.';
    if (evaluation.state !== 'idle') return 'The network is being tested.';
    if (examples.list.length === 0) return '';
    if (correction.usable.length === 0) return 'The network in use has none of the classes of your examples.';
    if (correction.short.length > 0)
      return `A class of your own takes ${LEAST} examples; there are fewer of ${correction.short.join(', ')}.`;
    return '';
  }

  function whereItIs() {
    const { state } = correction;
    if (state === 'idle') return hindrance();
    if (evaluation.state === 'fetching' && evaluation.download)
      return fetchingInWords('test images', evaluation.download);
    return {
      testing: 'Testing the network as it is',
      tuning: 'Fine-tuning',
      'testing again': 'Testing the network again',
    }[state];
  }

  function said() {
    if (correction.busy) return '';
    if (correction.cancelled) return 'Cancelled. The network is as it was.';
    if (correction.outcome) return inWords(correction.outcome);
    return '';
  }

  let { problem } = correction;
  function draw() {
    const { busy } = correction;
    go.textContent = busy ? 'Cancel' : 'Fine-tune';
    go.disabled = !busy && (correction.usable.length === 0 || hindrance() !== '');
    if (document.activeElement === undo && correction.done === '') go.focus();
    undo.textContent = UNDO[correction.done];
    undo.disabled = busy || run.busy || correction.done === '';
    progress.hidden = !busy;
    progress.value = correction.share;
    const line = whereItIs();
    if (where.textContent !== line) where.textContent = line;
    const text = said();
    if (outcome.textContent !== text) outcome.textContent = text;
    if (correction.problem === problem) return;
    problem = correction.problem;
    if (problem) showProblem(place, problem);
    else clearProblem(place);
  }

  go.addEventListener('click', () => (correction.busy ? correction.cancel() : void correction.tune()));
  undo.addEventListener('click', async () => {
    await correction.undo();
    if (!correction.problem) outcome.textContent = 'Undone. The network is as it was before.';
  });
  for (const fact of [correction, examples, classes, run, evaluation]) fact.listen(draw);
  draw();
}
