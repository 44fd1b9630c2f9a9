import './language.js';
import uPlot from '../../vendor/uplot/uPlot.esm.js';

/**
 * A chart over epochs: each batch faintly, smoothed, and validation as points. Its colours are those of
 * the page, light or dark.
 * @param {HTMLElement} place that it fills
 * @param {() => number} epochs the end of the x axis
 * @param {(max: number) => number} top the end of the y axis, from the largest value
 * @param {(values: number[]) => string[]} labels of the y axis
 */
export function createPlot(place, epochs, top, labels) {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => () => style.getPropertyValue(name);
  const font = `12px ${getComputedStyle(place).fontFamily}`;
  const grid = { stroke: colour('--line'), width: 1 };

  const plot = new uPlot(
    {
      width: place.clientWidth || 300,
      height: place.clientHeight || 152,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 8, 0, 0],
      scales: {
        // Wider by a hair: what is at the very end, such as the last epoch's validation, is not drawn.
        x: { time: false, range: () => [0, epochs() * 1.01] },
        y: { range: (_, __, max) => [0, top(max ?? 0)] },
      },
      axes: [
        {
          stroke: colour('--soft'),
          font,
          grid: { show: false },
          ticks: { ...grid, size: 4 },
          size: 24,
          gap: 2,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500],
          values: (_, v) => v.map((n, i) => (i === 0 ? 'epoch 0' : String(n))),
        },
        {
          stroke: colour('--soft'),
          font,
          grid,
          ticks: { show: false },
          size: 44,
          gap: 6,
          space: 32,
          values: (_, v) => labels(v),
        },
      ],
      series: [
        {},
        {
          stroke: colour('--accent'),
          width: 1,
          alpha: 0.22,
          points: { show: false },
          spanGaps: true,
        },
        { stroke: colour('--accent'), width: 2, points: { show: false }, spanGaps: true },
        {
          stroke: colour('--ink'),
          width: 1,
          spanGaps: true,
          points: { show: true, size: 7, fill: colour('--ink'), stroke: colour('--paper') },
        },
      ],
    },
    [[], [], [], []],
    place,
  );

  new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: place.clientHeight })).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => plot.redraw());

  return {
    /** @param {(number | null)[][]} data */
    set: (data) => plot.setData(/** @type {import('uplot').AlignedData} */ (data)),
  };
}
