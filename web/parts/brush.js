/**
 * @typedef {{ x: number, y: number, width: number }} Point in canvas pixels
 */

/**
 * One stroke. Pointer events are sparse, so each piece is a curve from the middle of the last two
 * points to the middle of the next two: no corners show, however fast the hand.
 */
export class Stroke {
  /** @type {Point} */ #last;
  /** @type {Point} */ #middle;

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} colour
   * @param {Point} start is drawn as a dot
   */
  constructor(context, colour, start) {
    this.context = context;
    this.#last = this.#middle = start;
    context.lineCap = context.lineJoin = 'round';
    context.strokeStyle = context.fillStyle = colour;
    context.beginPath();
    context.arc(start.x, start.y, start.width / 2, 0, 2 * Math.PI);
    context.fill();
  }

  /** @param {Point} point */
  extend(point) {
    const middle = {
      x: (this.#last.x + point.x) / 2,
      y: (this.#last.y + point.y) / 2,
      width: point.width,
    };
    this.#curve(this.#last, middle);
    this.#last = point;
    this.#middle = middle;
  }

  /** Draws the last half piece, which had waited for another point. */
  end() {
    this.#curve(this.#last, this.#last);
  }

  /**
   * @param {Point} control
   * @param {Point} to
   */
  #curve(control, to) {
    this.context.lineWidth = to.width;
    this.context.beginPath();
    this.context.moveTo(this.#middle.x, this.#middle.y);
    this.context.quadraticCurveTo(control.x, control.y, to.x, to.y);
    this.context.stroke();
  }
}
