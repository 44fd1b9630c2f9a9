import { byId } from '../../parts/dom.js';
import { adviceOn } from './advice.js';

/**
 * What the curves say, below them, and a button that fills in what to try next.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./settings.js').createSettings>} settings
 * @param {{ onSettings: () => void }} wires the form was filled in
 */
export function showCurvesInWords({ run }, settings, { onSettings }) {
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
    const next = advice?.next;
    if (!next) return;
    settings.write(next.settings);
    settings.startFresh();
    onSettings();
    byId('train-go', HTMLButtonElement).focus();
  });
  run.listen(draw);
  draw();
}
