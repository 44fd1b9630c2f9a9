import { make } from '../../parts/dom.js';
import { counted } from '../../parts/format.js';
import { svg } from '../../parts/svg.js';
import { RULES } from './arithmetic.js';
import { choice, pushButton, readout } from './controls.js';

/** A valley with a small dip on its slope: one parameter to the right, the loss upwards. @param {number} w */
const loss = (w) => 0.08 * w * w - 0.42 * Math.exp(-4 * (w + 3) ** 2);
/** @param {number} w */
const slope = (w) => 0.16 * w + 3.36 * (w + 3) * Math.exp(-4 * (w + 3) ** 2);

const START = -5;
const RATES = { 0.05: 0.05, 0.3: 0.3, '1.0': 1 };
const NAMES = { sgd: 'SGD', momentum: 'Momentum', adam: 'Adam' };
/** The drawing shows the parameter from −5.5 to 5.5 and the loss from −0.3 to 2.4. */
const x = (/** @type {number} */ w) => 160 + (Math.min(5.4, Math.max(-5.4, w)) * 300) / 11;
const y = (/** @type {number} */ value) => 130 - ((Math.min(value, 2.3) + 0.3) / 2.7) * 120;

/** @type {import('./card.js').Draw} */
export function draw(place) {
  let rate = 0.3;
  let steps = 0;
  const told = readout();
  const curve = Array.from({ length: 221 }, (_, i) => (i - 110) / 20)
    .map((w) => `${x(w).toFixed(1)} ${y(loss(w)).toFixed(1)}`)
    .join(' L ');
  const balls = /** @type {(keyof typeof RULES)[]} */ (Object.keys(RULES)).map((name) => ({
    name,
    place: START,
    rule: RULES[name](rate),
    mark: svg('g', { class: `theory-ball ${name}` }),
  }));
  // Each on a pin of its own length: they often stand at the same place.
  balls.forEach(({ name, mark }, i) => {
    const height = -16 - 18 * i;
    mark.append(
      svg('line', { y2: height }),
      svg('circle', { r: 8, cy: height }),
      svg('text', { y: height + 4, 'text-anchor': 'middle' }, NAMES[name][0]),
    );
  });
  const drawing = svg(
    'svg',
    { viewBox: '0 -48 320 198', class: 'theory-drawing', 'aria-hidden': 'true' },
    svg('path', { class: 'curve', d: `M ${curve}` }),
    svg('text', { x: 160, y: 148, 'text-anchor': 'middle' }, 'one parameter; the loss upwards'),
    ...balls.map(({ mark }) => mark),
  );

  function show() {
    for (const ball of balls)
      ball.mark.style.setProperty('transform', `translate(${x(ball.place)}px, ${y(loss(ball.place))}px)`);
    const losses = balls.map((ball) => `${NAMES[ball.name]} ${loss(ball.place).toFixed(2)}`);
    told.textContent = `After ${counted(steps, 'step')}, loss: ${losses.join(', ')}.`;
  }

  /** @param {number} count */
  function step(count) {
    for (let i = 0; i < count; i++) for (const ball of balls) ball.place += ball.rule(slope(ball.place));
    steps += count;
    show();
  }

  function restart() {
    for (const ball of balls) {
      ball.place = START;
      ball.rule = RULES[ball.name](rate);
    }
    steps = 0;
    show();
  }

  place.append(
    drawing,
    make(
      'div',
      { class: 'row' },
      make('span', { class: 'note', text: 'Learning rate' }),
      choice('Learning rate', RATES, '0.3', (chosen) => {
        rate = chosen;
        restart();
      }),
    ),
    make(
      'div',
      { class: 'row' },
      pushButton('Step', () => step(1)),
      pushButton('10 steps', () => step(10)),
      pushButton('Start again', restart),
    ),
    told,
  );
  show();
}
