import { make, partOf } from '../../parts/dom.js';
import { loss, percent } from '../../parts/format.js';
import { ACCURACY_AXIS, LOSS_AXIS, createPlot, dots, line } from '../../parts/plot.js';
import { Smoothed } from '../../parts/smoothed.js';

/** @typedef {import('../../lab/run.js').RunRecord} RunRecord */
/** @typedef {import('../../engine/engine.js').Epoch} Epoch */

/** More points than this show no more on a curve of some 400 pixels; beyond it every other one goes. */
const MOST_POINTS = 1500;
/** The axis before there is a run. */
const NO_RUN = { epochs: 3, steps: 1 };

/** Each batch faintly, smoothed, and validation as points. */
const curves = () => [line('--accent', { width: 1, alpha: 0.22 }), line('--accent'), dots('--ink')];

/** A curve's values, row by row: x (in epochs), each batch, smoothed, validation. */
const emptyRows = () => ({
  x: /** @type {number[]} */ ([]),
  loss: [...Array(3)].map(() => /** @type {(number | null)[]} */ ([])),
  accuracy: [...Array(3)].map(() => /** @type {(number | null)[]} */ ([])),
});

/**
 * Loss and accuracy of a run, with a table of epochs as their twin in words.
 * @param {HTMLElement} element with the parts of #train-curves
 */
export function createCharts(element) {
  /** What is drawn. @type {RunRecord | null} */
  let record = null;
  let rows = emptyRows();
  let stride = 1;
  let smoothed = new Smoothed();
  /** How far the run has been gone through: up to which step, how many points of its batches, how many epochs. */
  let drawn = { step: 0, points: 0, epochs: 0 };

  const epochs = () => record?.settings.epochs ?? NO_RUN.epochs;
  const lossPlot = createPlot(partOf(element, 'loss-chart', HTMLDivElement), {
    epochs,
    ...LOSS_AXIS,
    series: curves(),
  });
  const accuracyPlot = createPlot(partOf(element, 'accuracy-chart', HTMLDivElement), {
    epochs,
    ...ACCURACY_AXIS,
    series: curves(),
  });
  const lossReadout = partOf(element, 'loss-readout', HTMLSpanElement);
  const accuracyReadout = partOf(element, 'accuracy-readout', HTMLSpanElement);
  const table = partOf(element, 'epochs', HTMLTableElement);
  const tableHint = partOf(element, 'no-epochs', HTMLParagraphElement);
  const hint = partOf(element, 'hint', HTMLParagraphElement);

  /** @param {(number | null)[][]} columns @param {(value: number) => string} format */
  function readout([, training, validation], format) {
    const last = (/** @type {(number | null)[]} */ values) => values.findLast((v) => v !== null);
    const [trained, checked] = [last(training), last(validation)];
    if (trained == null) return '';
    return `training lately ${format(trained)}` + (checked == null ? '' : `, validation ${format(checked)}`);
  }

  function draw() {
    hint.hidden = rows.x.length > 0;
    lossPlot.set([rows.x, ...rows.loss]);
    accuracyPlot.set([rows.x, ...rows.accuracy]);
    lossReadout.textContent = readout(rows.loss, loss);
    accuracyReadout.textContent = readout(rows.accuracy, percent);
  }

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
    smoothed = new Smoothed();
    drawn = { step: 0, points: 0, epochs: 0 };
    table.tBodies[0].replaceChildren();
    table.hidden = true;
    tableHint.hidden = false;
  }

  /** @param {import('../../engine/engine.js').BatchPoint} batch @param {number} steps of an epoch */
  function addBatch(batch, steps) {
    if (!Number.isFinite(batch.loss)) return; // the run says so by itself
    smoothed.add(batch);
    if (drawn.points % stride) return;
    add(batch.step / steps, [batch.loss, smoothed.loss, null], [batch.accuracy, smoothed.accuracy, null]);
  }

  /** @param {Epoch} epoch @param {boolean} alone its batches are not known: its means stand for them */
  function addEpoch(epoch, alone) {
    const [trainLoss, trainAccuracy] = alone ? [epoch.loss, epoch.accuracy] : [null, null];
    add(epoch.epoch, [null, trainLoss, epoch.validationLoss], [null, trainAccuracy, epoch.validationAccuracy]);
    table.hidden = false;
    tableHint.hidden = true;
    const cells = [
      loss(epoch.loss),
      percent(epoch.accuracy),
      loss(epoch.validationLoss),
      percent(epoch.validationAccuracy),
    ];
    table.tBodies[0].append(make('tr', {}, ...[String(epoch.epoch), ...cells].map((text) => make('td', { text }))));
  }

  /** @param {RunRecord} run adds what has become known of it */
  function grow({ batches, epochs, steps }) {
    const known = batches.count > 0 ? batches.at(0).step : Infinity;
    let index = batches.after(drawn.step);
    const next = () => (index < batches.count ? batches.at(index) : null);
    while (drawn.epochs < epochs.length || next()) {
      const epoch = epochs[drawn.epochs];
      const batch = next();
      if (batch && !(epoch && batch.step > epoch.epoch * steps)) {
        addBatch(batch, steps);
        drawn.step = batch.step;
        drawn.points += 1;
        index += 1;
      } else {
        addEpoch(epoch, epoch.epoch * steps < known);
        drawn.epochs += 1;
      }
    }
  }

  draw();

  return {
    /** Draws a run, or what has become known of it since. @param {RunRecord | null} run null for none */
    show(run) {
      if (run !== record) clear();
      else if (!run || (run.batches.after(drawn.step) === run.batches.count && run.epochs.length === drawn.epochs))
        return;
      record = run;
      if (run) grow(run);
      draw();
    },
  };
}
