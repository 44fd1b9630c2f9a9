import { byId, make } from '../../parts/dom.js';
import { loss, percent } from '../../parts/format.js';
import { createPlot } from './plot.js';

/** @typedef {import('../../engine/engine.js').Epoch} Epoch */
/** @typedef {import('../../engine/engine.js').BatchPoint} BatchPoint */

/** More points than this show no more on a curve of some 400 pixels; beyond it every other one goes. */
const MOST_POINTS = 1500;
/** How much of the smoothed value carries on from batch to batch: a view over about ten batches. */
const CARRY = 0.9;

/** A curve's values, row by row: x (in epochs), each batch, smoothed, validation. */
const emptyRows = () => ({
  x: /** @type {number[]} */ ([]),
  loss: [...Array(3)].map(() => /** @type {(number | null)[]} */ ([])),
  accuracy: [...Array(3)].map(() => /** @type {(number | null)[]} */ ([])),
});

/**
 * Loss and accuracy as training goes on, with a table of epochs as their twin in words.
 * @param {(draw: () => void) => void} soon draws it together with other things
 */
export function createCharts(soon) {
  let rows = emptyRows();
  let epochs = 3;
  let stepsPerEpoch = 1;
  let stride = 1;
  let smooth = { weight: 0, loss: 0, accuracy: 0 };

  const percentAxis = (/** @type {number[]} */ values) => values.map((v) => `${Math.round(v * 100)} %`);
  const lossPlot = createPlot(
    'train-loss-chart',
    () => epochs,
    (max) => (max ? Math.max(0.5, max * 1.05) : 2.5),
    (v) => v.map((n) => (n < 1e4 ? String(n) : n.toExponential(0))),
  );
  const accuracyPlot = createPlot(
    'train-accuracy-chart',
    () => epochs,
    () => 1,
    percentAxis,
  );
  const lossReadout = byId('train-loss-readout', HTMLSpanElement);
  const accuracyReadout = byId('train-accuracy-readout', HTMLSpanElement);
  const table = byId('train-epochs', HTMLTableElement);
  const tableHint = byId('train-epochs-empty', HTMLParagraphElement);
  const hint = byId('train-charts-hint', HTMLParagraphElement);

  /** @param {(number | null)[][]} columns @param {(value: number) => string} format */
  function readout([, smoothed, validation], format) {
    const last = (/** @type {(number | null)[]} */ values) => values.findLast((v) => v !== null);
    const [training, checked] = [last(smoothed), last(validation)];
    if (training == null) return '';
    return `training ${format(training)}` + (checked == null ? '' : `, validation ${format(checked)}`);
  }

  function draw() {
    hint.hidden = rows.x.length > 0;
    lossPlot.set([rows.x, ...rows.loss]);
    accuracyPlot.set([rows.x, ...rows.accuracy]);
    lossReadout.textContent = readout(rows.loss, loss);
    accuracyReadout.textContent = readout(rows.accuracy, percent);
  }

  const changed = () => soon(draw);

  /** Halves the number of rows, keeping those with a validation. */
  function thin() {
    stride *= 2;
    const kept = rows.x.map((_, i) => i % 2 === 0 || rows.loss[2][i] !== null);
    /** @template T @param {T[]} values */
    const pick = (values) => values.filter((_, i) => kept[i]);
    rows = { x: pick(rows.x), loss: rows.loss.map(pick), accuracy: rows.accuracy.map(pick) };
  }

  /**
   * @param {number} x
   * @param {(number | null)[]} losses
   * @param {(number | null)[]} accuracies
   */
  function add(x, losses, accuracies) {
    rows.x.push(x);
    losses.forEach((value, i) => rows.loss[i].push(value));
    accuracies.forEach((value, i) => rows.accuracy[i].push(value));
    if (rows.x.length > MOST_POINTS) thin();
  }

  function clear() {
    rows = emptyRows();
    stride = 1;
    smooth = { weight: 0, loss: 0, accuracy: 0 };
    table.tBodies[0].replaceChildren();
    table.hidden = true;
    tableHint.hidden = false;
    changed();
  }

  return {
    clear,

    /**
     * Makes room for a run of so many epochs and steps.
     * @param {number} runEpochs
     * @param {number} steps in an epoch
     */
    begin(runEpochs, steps) {
      epochs = runEpochs;
      stepsPerEpoch = steps;
      clear();
    },

    /** @param {BatchPoint[]} batches in order */
    addBatches(batches) {
      for (const batch of batches) {
        if (!Number.isFinite(batch.loss)) continue; // the run says so by itself
        smooth.weight = CARRY * smooth.weight + 1 - CARRY;
        smooth.loss = CARRY * smooth.loss + (1 - CARRY) * batch.loss;
        smooth.accuracy = CARRY * smooth.accuracy + (1 - CARRY) * batch.accuracy;
        if (batch.step % stride) continue;
        add(
          batch.step / stepsPerEpoch,
          [batch.loss, smooth.loss / smooth.weight, null],
          [batch.accuracy, smooth.accuracy / smooth.weight, null],
        );
      }
      changed();
    },

    /**
     * @param {Epoch} report
     * @param {boolean} [alone] its batches are not known: its means stand for them
     */
    addEpoch(report, alone = false) {
      const [trainLoss, trainAccuracy] = alone ? [report.loss, report.accuracy] : [null, null];
      add(report.epoch, [null, trainLoss, report.validationLoss], [null, trainAccuracy, report.validationAccuracy]);
      table.hidden = false;
      tableHint.hidden = true;
      const cells = [
        loss(report.loss),
        percent(report.accuracy),
        loss(report.validationLoss),
        percent(report.validationAccuracy),
      ];
      table.tBodies[0].append(make('tr', {}, ...[String(report.epoch), ...cells].map((text) => make('td', { text }))));
      changed();
    },
  };
}
