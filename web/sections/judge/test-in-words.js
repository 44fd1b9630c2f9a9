import { byId } from '../../parts/dom.js';
import { adviceOnTest } from './advice.js';

/**
 * What the test says, below its numbers, and a button for what to try next.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {object} wires
 * @param {(cell: number) => void} wires.onCell its images are to be seen
 * @param {(settings: Partial<import('../../lab/run.js').Settings>) => void} wires.onTry these are to be tried
 */
export function createTestInWords({ classes, run }, { onCell, onTry }) {
  const words = byId('judge-advice', HTMLSpanElement);
  const button = byId('judge-advice-next', HTMLButtonElement);
  /** What is shown. */
  let advice = adviceOnTest(null);

  button.addEventListener('click', () => {
    const next = advice?.next;
    if (!next) return;
    if ('cell' in next) onCell(next.cell);
    else onTry(next.settings);
  });

  return {
    /**
     * @param {import('../../engine/engine.js').Evaluation | null} result null while nothing is known
     * @param {import('../../parts/metrics.js').Answer[] | null} answers in it
     */
    show(result, answers) {
      const { names } = classes;
      // The names may be those of another network already.
      const test = result && answers && result.confusion.length === names.length ** 2;
      const settings = run.record?.settings ?? null;
      advice = adviceOnTest(test ? { names, confusion: result.confusion, answers, settings } : null);
      words.textContent = advice?.text ?? '';
      button.hidden = !advice?.next;
      button.textContent = advice?.next?.label ?? '';
    },
  };
}
