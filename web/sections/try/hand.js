import { followPointer } from '../../parts/pointer.js';
import { round } from './stroke-path.js';

/** A point nearer to the last one than this, in canvas pixels, tells nothing new. */
const NEAR = 1;
/** No screen is larger, in canvas pixels; the engine refuses what is farther. */
const FAR = 5000;

/**
 * What the hand does on a canvas, in its pixels.
 *
 * @typedef {object} Hand
 * @property {(x: number, y: number, pressure: number) => void} begin
 * @property {(x: number, y: number, pressure: number) => void} extend
 * @property {() => void} end
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Hand} hand pressure: 1 for all that has none, 0.4 to 1.6 for a pen
 * @returns {{ stop: () => void }} ends the stroke, if there is one; its pointer may still be down
 */
export function followHand(canvas, { begin, extend, end }) {
  let last = { x: 0, y: 0, pressure: 1 };

  /** @param {PointerEvent} event */
  function toPoint(event) {
    const box = canvas.getBoundingClientRect();
    const pressure = event.pointerType === 'pen' && event.pressure > 0 ? 0.4 + 1.2 * event.pressure : 1;
    const inReach = (/** @type {number} */ value) => round(Math.min(FAR, Math.max(-FAR, value)));
    return {
      x: inReach(((event.clientX - box.left) * canvas.width) / box.width),
      y: inReach(((event.clientY - box.top) * canvas.height) / box.height),
      pressure,
    };
  }

  return followPointer(canvas, {
    begin(event) {
      event.preventDefault();
      last = toPoint(event);
      begin(last.x, last.y, last.pressure);
    },
    move(event) {
      const events = event.getCoalescedEvents?.() ?? [];
      for (const point of (events.length ? events : [event]).map(toPoint)) {
        const moved = Math.hypot(point.x - last.x, point.y - last.y) >= NEAR;
        if (!moved && Math.abs(point.pressure - last.pressure) < 0.1) continue;
        last = point;
        extend(point.x, point.y, point.pressure);
      }
    },
    end,
  });
}
