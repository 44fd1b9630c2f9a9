import { byId } from '../../parts/dom.js';
import { adviceOn } from './advice.js';

/**
 * What the curves say, below them, and a button that fills in what to try next.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {{ onTry: (settings: Partial<import('../../lab/run.js').Settings>) => void }} wires these are to be tried
 */
export function showCurvesInWords({ run }, { onTry }) {
  const words = byId('train-advice', HTMLSpanElement);
  const word = byId('train-advice-word', HTMLSpanElement);
  const button = byId('train-advice-next', HTMLButtonElement);
  /** What is shown. */
  let advice = adviceOn(null, false);

  function draw() {
    advice = adviceOn(run.record, run.end?.how === 'diverged');
    const text = advice?.text ?? '';
    if (words.textContent !== text) words.textContent = text;
    word.hidden = !text.startsWith('Over-fitting');
    button.hidden = run.state !== 'idle' || !advice?.next;
    button.textContent = advice?.next?.label ?? '';
  }

  button.addEventListener('click', () => {
    if (advice?.next) onTry(advice.next.settings);
  });
  run.listen(draw);
  draw();
}
