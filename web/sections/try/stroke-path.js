// Strokes as SVG paths: for the canvas, which takes them too, and for files.

/** A hundredth of a pixel is less than any hand or eye can tell. @param {number} value */
export const round = (value) => Math.round(value * 100) / 100;

/**
 * The way of a stroke as the engine draws it: pointer events are sparse, so each piece is a curve from
 * the middle of the last two points to the middle of the next two. Pieces of one width make one path.
 *
 * @param {ArrayLike<number>} points x, y and width by turns
 * @param {number} [from] the first point whose piece is wanted
 * @param {number} [to] the point after the last one
 * @returns {{ width: number, d: string }[]} to be drawn with round caps and joins
 */
export function strokePaths(points, from = 0, to = points.length / 3) {
  const last = points.length / 3 - 1;
  const at = (/** @type {number} */ i) => `${round(points[3 * i])} ${round(points[3 * i + 1])}`;
  const middle = (/** @type {number} */ i) =>
    `${round((points[3 * i] + points[3 * i + 3]) / 2)} ${round((points[3 * i + 1] + points[3 * i + 4]) / 2)}`;

  /** @type {{ width: number, d: string }[]} */
  const paths = [];
  for (let i = from; i < to; i++) {
    const width = points[3 * i + 2];
    // A line that goes nowhere would not be drawn: the first step makes it a dot.
    if (paths.at(-1)?.width !== width) paths.push({ width, d: i === 0 ? `M${at(0)}h.01` : `M${middle(i - 1)}` });
    const path = paths[paths.length - 1];
    if (i > 0 && i < last) path.d += `Q${at(i)} ${middle(i)}`;
    else if (last > 0) path.d += `L${i === 0 ? middle(0) : at(i)}`;
  }
  return paths;
}
