/** @typedef {import('../../engine/engine.js').Drawing} Drawing */
/** @typedef {import('../../engine/engine.js').Mark} Mark */

/**
 * A mask as an SVG path: each run of pixels in a row is a rectangle.
 * @param {ArrayLike<number>} mask rows first, 0 for what does not belong to it
 * @param {number} width of a row
 */
export function areaPath(mask, width) {
  let d = '';
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    let end = x + 1;
    while (end < width && mask[y * width + end]) end++;
    d += `M${x} ${y}h${end - x}v1H${x}z`;
    i += end - x - 1;
  }
  return d;
}

/**
 * The areas that fills reach, which the engine alone knows. Before a fill nothing of a drawing ever
 * changes, so each is asked for once.
 */
export class FillAreas {
  #ask;
  #side;
  /** @type {WeakMap<Mark, string>} */
  #known = new WeakMap();

  /**
   * @param {(drawing: Drawing) => Promise<ArrayLike<number>>} ask for the mask of a drawing's last mark
   * @param {number} side of the mask in pixels
   */
  constructor(ask, side) {
    this.#ask = ask;
    this.#side = side;
  }

  /** An SVG path, once it is known. @param {Mark} mark */
  of = (mark) => this.#known.get(mark);

  /**
   * Asks for those areas of a drawing that are not known yet.
   * @param {Drawing} drawing
   * @returns {Promise<boolean>} whether there were any; rejected if they cannot be told
   */
  async learn({ base, marks }) {
    const unknown = [...marks].filter((mark) => mark.kind === 'fill' && !this.#known.has(mark));
    for (const mark of unknown) {
      const mask = await this.#ask({ base, marks: marks.slice(0, marks.indexOf(mark) + 1) });
      this.#known.set(mark, areaPath(mask, this.#side));
    }
    return unknown.length > 0;
  }
}
