import { percent } from '../../parts/format.js';
import { svg } from '../../parts/svg.js';
import { readout, slider } from './controls.js';

/** The drawing: probability to the right, loss upwards. */
const [LEFT, TOP, WIDTH, HEIGHT, MOST] = [30, 10, 280, 130, 5];

const x = (/** @type {number} */ probability) => LEFT + probability * WIDTH;
const y = (/** @type {number} */ loss) => TOP + HEIGHT * (1 - Math.min(loss, MOST) / MOST);

/** @type {import('./card.js').Draw} */
export function draw(place) {
  const curve = Array.from({ length: 100 }, (_, i) => (i + 1) / 100)
    .map((p) => `${x(p).toFixed(1)} ${y(-Math.log(p)).toFixed(1)}`)
    .join(' L ');
  const drop = svg('line', { class: 'ideal' });
  const dot = svg('circle', { class: 'dot', r: 6 });
  const told = readout();
  place.append(
    svg(
      'svg',
      { viewBox: '0 0 320 172', class: 'theory-drawing', 'aria-hidden': 'true' },
      ...[0, 1, 2, 3, 4, 5].flatMap((loss) => [
        svg('line', { class: 'grid', x1: LEFT, x2: LEFT + WIDTH, y1: y(loss), y2: y(loss) }),
        svg('text', { x: LEFT - 8, y: y(loss) + 4, 'text-anchor': 'end' }, String(loss)),
      ]),
      ...[0, 0.5, 1].map((p) =>
        svg('text', { x: x(p), y: 156, 'text-anchor': ['start', 'middle', 'end'][2 * p] }, percent(p, 0)),
      ),
      svg('text', { x: x(0.5), y: 170, 'text-anchor': 'middle' }, 'probability of the true class'),
      svg('path', { class: 'curve', d: `M ${curve}` }),
      drop,
      dot,
    ),
  );
  const probability = slider(
    'Probability of the true class',
    { min: 0.01, max: 1, step: 0.01, value: 0.1 },
    (value) => percent(value, 0),
    (value) => {
      const loss = Math.abs(Math.log(value));
      for (const [name, n] of Object.entries({ cx: x(value), cy: y(loss) })) dot.setAttribute(name, String(n));
      const ends = { x1: x(value), x2: x(value), y1: y(0), y2: y(loss) };
      for (const [name, n] of Object.entries(ends)) drop.setAttribute(name, String(n));
      told.textContent = `−log ${value.toFixed(2)} = ${loss.toFixed(3)}`;
    },
  );
  place.append(probability.label, told);
  probability.change();
}
