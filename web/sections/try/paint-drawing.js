// Drawings on a canvas, to be looked at: what the network sees, the engine draws itself.

import { IMAGE_SIDE } from '../../engine/engine.js';
import { greyToImage } from '../../parts/grey-image.js';
import { strokePaths } from './stroke-path.js';

/** @typedef {import('../../engine/engine.js').Drawing} Drawing */
/** @typedef {import('../../engine/engine.js').Mark} Mark */

/** @param {number} grey 0 to 255 */
const colour = (grey) => `rgb(${grey} ${grey} ${grey})`;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Drawing} drawing
 * @param {(fill: Mark) => string | undefined} areaOf a fill as an SVG path, or undefined while it is unknown
 */
export function paintDrawing(context, { base, marks }, areaOf) {
  context.fillStyle = '#000';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  if (base) paintPixels(context, base);
  for (const mark of marks) {
    if (mark.kind === 'stroke') paintStroke(context, mark);
    else {
      context.fillStyle = colour(mark.grey);
      context.fill(new Path2D(areaOf(mark) ?? ''));
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Mark} stroke
 * @param {number} [from] the first point whose piece is wanted
 * @param {number} [to] the point after the last one
 */
export function paintStroke(context, { grey, points }, from, to) {
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = colour(grey);
  for (const { width, d } of strokePaths(points, from, to)) {
    context.lineWidth = width;
    context.stroke(new Path2D(d));
  }
}

/**
 * A picture of 28×28 over the whole canvas, its pixels as squares.
 * @param {CanvasRenderingContext2D} context
 * @param {ArrayLike<number>} pixels 784
 */
export function paintPixels(context, pixels) {
  const buffer = new OffscreenCanvas(IMAGE_SIDE, IMAGE_SIDE);
  buffer.getContext('2d')?.putImageData(greyToImage(pixels), 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(buffer, 0, 0, context.canvas.width, context.canvas.height);
}
