import { classLabel } from '../../parts/classes.js';
import { byId, heading, make } from '../../parts/dom.js';
import { integer, percent } from '../../parts/format.js';
import { macroAverage, scoresByClass } from '../../parts/metrics.js';

/** Precision, recall, F1 and support of each class, and their macro averages. @param {import('../../parts/classes.js').Named} classes */
export function createClassScores(classes) {
  const table = byId('judge-class-scores', HTMLTableElement);

  /** @param {ArrayLike<number> | null} confusion null while nothing is known */
  function show(confusion) {
    const scores = confusion
      ? scoresByClass(confusion)
      : classes.names.map(() => ({ precision: null, recall: null, f1: null, support: null }));
    // A class of the visitor's own has no images in the test set: of it nothing is known.
    const tested = scores.filter(({ support }) => support !== 0);
    const lowest = Math.min(...tested.map(({ f1 }) => f1 ?? Infinity));
    table.tBodies[0].replaceChildren(
      ...scores.map((each, index) => {
        const row = make('tr', {}, heading('row', classLabel(classes.names, index)), ...cells(each));
        if (each.support !== 0 && each.f1 === lowest) row.cells[3].className = 'weakest';
        return row;
      }),
    );
    const { precision, recall, f1, support } = confusion
      ? macroAverage(/** @type {import('../../parts/metrics.js').ClassScores[]} */ (tested))
      : scores[0];
    table.tFoot?.replaceChildren(
      make('tr', {}, heading('row', 'Macro average'), ...cells({ precision, recall, f1, support })),
    );
  }

  show(null);
  return { show };
}

/** @param {{ precision: number | null, recall: number | null, f1: number | null, support: number | null }} scores */
function cells({ precision, recall, f1, support }) {
  const shares = [precision, recall, f1].map((share) => percent(share ?? NaN));
  return [...shares, support === null ? '–' : integer(support)].map((text) => make('td', { text }));
}
