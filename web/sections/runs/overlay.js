import { make, partOf } from '../../parts/dom.js';
import { loss, percent } from '../../parts/format.js';
import { ACCURACY_AXIS, LOSS_AXIS, colour, createPlot, dots, line } from '../../parts/plot.js';
import { Smoothed } from '../../parts/smoothed.js';

/** @typedef {import('../../lab/runs.js').KeptRun} KeptRun */

/** A curve is told by its dashes, and by its name beside it; the colours repeat. */
const STYLES = [
  { colour: '--accent', dash: [] },
  { colour: '--ink', dash: [9, 4] },
  { colour: '--soft', dash: [2, 3] },
  { colour: '--accent', dash: [10, 3, 2, 3] },
  { colour: '--ink', dash: [4, 3] },
  { colour: '--soft', dash: [16, 4] },
  { colour: '--accent', dash: [4, 3] },
  { colour: '--ink', dash: [10, 3, 2, 3] },
];

/** @param {number} place among the chosen runs */
export const styleOf = (place) => STYLES[place % STYLES.length];

/** One run that diverges must not flatten all the others. */
const MOST_LOSS = 5;

/** Room for the names, of the chart's width. */
const nameWidth = (/** @type {HTMLElement} */ { clientWidth }) =>
  Math.round(Math.max(92, Math.min(160, clientWidth / 3.5)));
const NAME_HEIGHT = 14;

/** A curve's points in the order of x. @typedef {[x: number, y: number][]} Points */

/** @param {KeptRun} run @param {'loss' | 'accuracy'} what @returns {{ training: Points, validation: Points }} */
function curvesOf({ curve, epochs, steps }, what) {
  const smoothed = new Smoothed();
  const finite = curve.filter((point) => Number.isFinite(point.loss));
  return {
    training: finite.map((point) => {
      smoothed.add(point);
      return [point.step / steps, smoothed[what]];
    }),
    validation: epochs.map(({ epoch, validationLoss, validationAccuracy }) => [
      epoch,
      what === 'loss' ? validationLoss : validationAccuracy,
    ]),
  };
}

/** Curves over one x, as charts take them. @param {Points[]} curves @returns {(number | null)[][]} */
function aligned(curves) {
  const all = [...new Set(curves.flatMap((points) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const rows = new Map(all.map((x, row) => [x, row]));
  const columns = curves.map((points) => {
    /** @type {(number | null)[]} */
    const column = new Array(all.length).fill(null);
    for (const [x, y] of points) column[rows.get(x) ?? 0] = y;
    return column;
  });
  return [all, ...columns];
}

/**
 * Writes the names at the right, each at the height of its curve's end as far as the others let it.
 * @param {import('uplot')} plot
 * @param {{ name: string, end: number, style: ReturnType<typeof styleOf> }[]} labels
 * @param {number} width
 */
function writeNames({ ctx, bbox, valToPos }, labels, width) {
  const ratio = devicePixelRatio;
  const [top, bottom] = [bbox.top + (NAME_HEIGHT / 2) * ratio, bbox.top + bbox.height];
  const placed = labels
    .map((label) => ({ ...label, y: Math.max(top, Math.min(bottom, valToPos(label.end, 'y', true))) }))
    .sort((a, b) => a.y - b.y);
  placed.forEach((label, i) => {
    if (i > 0) label.y = Math.max(label.y, placed[i - 1].y + NAME_HEIGHT * ratio);
  });
  placed.toReversed().forEach((label, i, all) => {
    label.y = Math.min(label.y, i === 0 ? bottom : all[i - 1].y - NAME_HEIGHT * ratio);
  });
  const left = bbox.left + bbox.width + 6 * ratio;
  ctx.save();
  ctx.font = `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 2 * ratio;
  for (const { name, y, style } of placed) {
    ctx.strokeStyle = ctx.fillStyle = colour(style.colour);
    ctx.setLineDash(style.dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + 16 * ratio, y);
    ctx.stroke();
    ctx.fillText(shortened(ctx, name, (width - 28) * ratio), left + 20 * ratio, y);
  }
  ctx.restore();
}

/**
 * What tells two names apart is mostly at an end: the middle goes.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} name
 * @param {number} width
 */
function shortened(ctx, name, width) {
  const signs = [...name];
  let text = name;
  for (let left = signs.length - 1; left > 2 && ctx.measureText(text).width > width; left--) {
    const head = Math.ceil(left / 2);
    text = `${signs.slice(0, head).join('').trimEnd()}…${signs
      .slice(signs.length - left + head)
      .join('')
      .trimStart()}`;
  }
  return text;
}

/**
 * Loss and accuracy of several runs in the same charts, with a table as their twin.
 * @param {HTMLElement} element with the parts of #runs-curves
 */
export function createOverlay(element) {
  const table = partOf(element, 'epochs', HTMLTableElement);
  /** @type {readonly KeptRun[]} */
  let shown = [];
  /** @type {ReturnType<typeof createPlot>[]} */
  let plots = [];

  /** @param {'loss' | 'accuracy'} what @param {import('../../parts/plot.js').ValueAxis} axis */
  function draw(what, axis) {
    const curves = shown.map((run) => curvesOf(run, what));
    const labels = shown.map(({ name }, i) => {
      const { training, validation } = curves[i];
      return { name, end: (validation.at(-1) ?? training.at(-1) ?? [0, 0])[1], style: styleOf(i) };
    });
    const place = partOf(element, `${what}-chart`, HTMLDivElement);
    const width = nameWidth(place);
    const plot = createPlot(place, {
      epochs: () => Math.max(1, ...shown.map(({ settings }) => settings.epochs || 0)),
      ...axis,
      series: shown.flatMap((_, i) => {
        const { colour: name, dash } = styleOf(i);
        return [line(name, { dash }), dots(name, { dash })];
      }),
      margin: width,
      onDraw: (plot) => writeNames(plot, labels, width),
    });
    plot.set(aligned(curves.flatMap(({ training, validation }) => [training, validation])));
    return plot;
  }

  return {
    /** @param {readonly KeptRun[]} runs */
    show(runs) {
      if (runs.length === shown.length && runs.every((run, i) => run === shown[i])) return;
      shown = runs;
      for (const plot of plots) plot.close();
      plots = [];
      element.hidden = runs.length === 0;
      if (element.hidden) return;
      const top = (/** @type {number} */ max) => Math.min(MOST_LOSS, LOSS_AXIS.top(max));
      plots = [draw('loss', { ...LOSS_AXIS, top }), draw('accuracy', ACCURACY_AXIS)];
      table.tBodies[0].replaceChildren(
        ...runs.flatMap(({ name, epochs }) =>
          epochs.map((epoch) => {
            const cells = [
              ...[name, String(epoch.epoch), loss(epoch.loss), percent(epoch.accuracy)],
              ...[loss(epoch.validationLoss), percent(epoch.validationAccuracy)],
            ];
            return make('tr', {}, ...cells.map((text) => make('td', { text })));
          }),
        ),
      );
    },
  };
}
