import './language.js';
import uPlot from 'uplot';

/** @typedef {import('uplot').Series} Series */

/** A colour of the page as it is at the moment, light or dark. @param {string} name of a custom property */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name);

/**
 * A curve.
 * @param {string} name of its colour
 * @param {{ width?: number, alpha?: number, dash?: number[] }} [look]
 * @returns {Series}
 */
export const line = (name, { width = 2, alpha = 1, dash } = {}) => ({
  stroke: () => colour(name),
  width,
  alpha,
  dash,
  points: { show: false },
  spanGaps: true,
});

/** Points, joined by a thin line. @param {string} name of their colour @param {{ dash?: number[] }} [look] @returns {Series} */
export const dots = (name, { dash } = {}) => ({
  stroke: () => colour(name),
  width: 1,
  dash,
  spanGaps: true,
  points: { show: true, size: 7, fill: () => colour(name), stroke: () => colour('--paper') },
});

/**
 * An axis of values: its end, from the largest one, and what stands at it.
 * @typedef {{ top: (max: number) => number, labels: (values: number[]) => string[] }} ValueAxis
 */

/** @type {ValueAxis} */
export const LOSS_AXIS = {
  top: (max) => (max ? Math.max(0.5, max * 1.05) : 2.5),
  labels: (values) => values.map((n) => (n < 1e4 ? String(n) : n.toExponential(0))),
};

/** @type {ValueAxis} */
export const ACCURACY_AXIS = {
  top: () => 1,
  labels: (values) => values.map((v) => `${Math.round(v * 100)} %`),
};

/**
 * A chart over epochs, in the colours of the page, light or dark.
 * @param {HTMLElement} place that it fills
 * @param {object} options
 * @param {() => number} options.epochs the end of the x axis
 * @param {ValueAxis['top']} options.top
 * @param {ValueAxis['labels']} options.labels
 * @param {Series[]} options.series
 * @param {number} [options.margin] at the right, in pixels
 * @param {(plot: uPlot) => void} [options.onDraw] draws what else there is
 */
export function createPlot(place, { epochs, top, labels, series, margin = 8, onDraw }) {
  const font = `12px ${getComputedStyle(place).fontFamily}`;
  const grid = { stroke: () => colour('--line'), width: 1 };

  const plot = new uPlot(
    {
      width: place.clientWidth || 300,
      height: place.clientHeight || 152,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, margin, 0, 0],
      scales: {
        // Wider by a hair: what is at the very end, such as the last epoch's validation, is not drawn.
        x: { time: false, range: () => [0, epochs() * 1.01] },
        y: { range: (_, __, max) => [0, top(max ?? 0)] },
      },
      axes: [
        {
          stroke: () => colour('--soft'),
          font,
          grid: { show: false },
          ticks: { ...grid, size: 4 },
          size: 24,
          gap: 2,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500],
          values: (_, v) => v.map((n, i) => (i === 0 ? 'epoch 0' : String(n))),
        },
        {
          stroke: () => colour('--soft'),
          font,
          grid,
          ticks: { show: false },
          size: 44,
          gap: 6,
          space: 32,
          values: (_, v) => labels(v),
        },
      ],
      series: [{}, ...series],
      hooks: { draw: onDraw ? [onDraw] : [] },
    },
    [[], ...series.map(() => [])],
    place,
  );

  const sizes = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: place.clientHeight }));
  sizes.observe(place);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw();
  scheme.addEventListener('change', redraw);

  return {
    /**
     * What is meant at a place of the window.
     * @param {number} clientX @param {number} clientY
     * @returns {{ x: number, y: number }} perhaps beyond the axes
     */
    at(clientX, clientY) {
      const { left, top } = plot.over.getBoundingClientRect();
      return { x: plot.posToVal(clientX - left, 'x'), y: plot.posToVal(clientY - top, 'y') };
    },

    /** @param {(number | null)[][]} data x, and the values of each series */
    set: (data) => plot.setData(/** @type {import('uplot').AlignedData} */ (data)),

    close() {
      sizes.disconnect();
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}
