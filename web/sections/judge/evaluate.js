import { byId } from '../../parts/dom.js';
import { fetchingInWords, shareFetched } from '../../parts/download.js';
import { integer, loss, percent } from '../../parts/format.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

/** @typedef {import('../../lab/evaluation.js').Evaluation} Evaluation */

/** @param {Evaluation} evaluation @returns {{ text: string, aloud: boolean }} */
function inWords({ state, download, result, cancelled, problem, fetched }) {
  if (state === 'testing') return { text: 'Testing…', aloud: false };
  if (state === 'fetching') {
    if (!download) return { text: 'Fetching the test images…', aloud: true };
    return { text: fetchingInWords('test images', download), aloud: false };
  }
  if (cancelled) return { text: 'The test was cancelled.', aloud: true };
  if (problem) return { text: 'The test did not finish.', aloud: true };
  if (!result) {
    const bytes = fetched ? '' : ' The first time, 10,000 test images are downloaded, about 4.4 MB.';
    return { text: `These weights have not been tested yet.${bytes}`, aloud: false };
  }
  const right = Math.round(result.accuracy * result.count);
  return { text: `${integer(right)} of ${integer(result.count)} test images were classified right.`, aloud: true };
}

/**
 * The test: its button, its progress, and test loss and accuracy.
 * @param {import('../../lab/lab.js').Lab} lab
 */
export function showEvaluation({ evaluation, run }) {
  const button = byId('judge-evaluate', HTMLButtonElement);
  const cancel = byId('judge-cancel', HTMLButtonElement);
  const progress = byId('judge-evaluate-progress', HTMLProgressElement);
  const note = byId('judge-note', HTMLParagraphElement);
  const place = byId('judge-problem', HTMLDivElement);
  const accuracyText = byId('judge-test-accuracy', HTMLElement);
  const lossText = byId('judge-test-loss', HTMLElement);
  const evaluate = () => void evaluation.evaluate();

  /** What was drawn last. */
  let { problem } = evaluation;
  let said = '';

  function draw() {
    const { state, download, result } = evaluation;
    button.disabled = run.occupied; // while it is training, it is judged after each epoch anyway
    if (state === 'idle' && document.activeElement === cancel) button.focus();
    // A button of its own: when a run ends, its test begins, just when somebody may press the other one.
    cancel.hidden = state === 'idle';
    progress.hidden = state === 'idle';
    const { processed, count } = evaluation.progress ?? { processed: 0, count: 1 };
    progress.value = state === 'testing' ? processed / count : download ? shareFetched(download) : 0;
    accuracyText.textContent = result ? percent(result.accuracy, 2) : '–';
    lossText.textContent = result ? loss(result.loss) : '–';
    const { text, aloud } = inWords(evaluation);
    if (text !== said) tell(note, (said = text), aloud);
    if (evaluation.problem === problem) return;
    problem = evaluation.problem;
    if (problem) showProblem(place, problem, evaluate);
    else clearProblem(place);
  }

  button.addEventListener('click', evaluate);
  cancel.addEventListener('click', () => evaluation.cancel());
  evaluation.listen(draw);
  run.listen(draw);
  draw();
}
