import { byId } from '../../parts/dom.js';
import { downloadShown } from '../../parts/download.js';
import { integer, loss, percent } from '../../parts/format.js';
import { clearProblem, isAbort, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

/** @typedef {import('../../engine/engine.js').Engine} Engine */
/** @typedef {import('../../engine/engine.js').Evaluation} Evaluation */

const TEST_IMAGES = 10_000;

/**
 * The test: its button, its progress, and test loss and accuracy.
 * @param {Engine} engine
 * @param {{ onTest: (result: Evaluation) => void }} wires
 */
export function createJudge(engine, { onTest }) {
  const button = byId('judge-evaluate', HTMLButtonElement);
  const progress = byId('judge-evaluate-progress', HTMLProgressElement);
  const note = byId('judge-note', HTMLParagraphElement);
  const place = byId('judge-problem', HTMLDivElement);
  const accuracyText = byId('judge-test-accuracy', HTMLElement);
  const lossText = byId('judge-test-loss', HTMLElement);
  /** @type {AbortController | null} */
  let stop = null;
  let fetched = false;

  /** @param {import('../../engine/engine.js').EvaluateProgress} images */
  function showProgress({ processed, count }) {
    progress.value = processed / count;
  }

  async function evaluate() {
    if (stop) return;
    const control = (stop = new AbortController());
    clearProblem(place);
    button.textContent = 'Cancel';
    progress.hidden = false;
    progress.value = 0;
    try {
      tell(note, 'Fetching the test images…');
      await engine.loadImages({
        split: 'test',
        count: TEST_IMAGES,
        signal: control.signal,
        onProgress: downloadShown(progress, 'test images', (text) => tell(note, text, false)),
      });
      fetched = true;
      tell(note, 'Testing…', false);
      const result = await engine.evaluate({
        split: 'test',
        signal: control.signal,
        onProgress: showProgress,
      });
      accuracyText.textContent = percent(result.accuracy, 2);
      lossText.textContent = loss(result.loss);
      tell(
        note,
        `${integer(Math.round(result.accuracy * result.count))} of ${integer(result.count)} test images were classified right.`,
      );
      onTest(result);
    } catch (error) {
      tell(note, isAbort(error) ? 'The test was cancelled.' : 'The test did not finish.');
      if (!isAbort(error)) showProblem(place, error, evaluate);
    } finally {
      stop = null;
      button.textContent = 'Test the network';
      progress.hidden = true;
    }
  }

  const cancel = () => stop?.abort();
  button.addEventListener('click', () => (stop ? cancel() : void evaluate()));

  return {
    evaluate,
    /** Ends a test that is on, so that the weights may change. */
    cancel,
    /** While a run is training, it is judged after each epoch anyway. @param {boolean} busy */
    setBusy(busy) {
      if (busy) cancel();
      button.disabled = busy;
    },
    /** The weights have changed: what was measured is no longer true of them. */
    forget() {
      accuracyText.textContent = lossText.textContent = '–';
      const download = ' The first time, 10,000 test images are downloaded, about 4.4 MB.';
      tell(note, `These weights have not been tested yet.${fetched ? '' : download}`, false);
    },
  };
}
