// Shrinking by our own arithmetic: each browser has a resampler of its own, and fine stripes come out of it as
// plain cloth, as other stripes or as moiré, by which a shirt is a shirt or a T-shirt.

/** A tile that is read at once has so many pixels on each side: a few ms of work. */
const TILE = 1024;

/**
 * @typedef {object} Share of an old pixel that goes to the new one `to`, and the rest to the next
 * @property {Int32Array} to
 * @property {Int32Array} first in units of 1 / length of the new axis, so that all shares are whole numbers
 */

/**
 * Which new pixels the old ones of an axis go to. @param {number} from @param {number} length @returns {Share}
 */
function shares(from, length) {
  const to = new Int32Array(from);
  const first = new Int32Array(from);
  for (let old = 0; old < from; old++) {
    to[old] = Math.floor((old * length) / from);
    first[old] = Math.min(length, (to[old] + 1) * from - old * length);
  }
  return { to, first };
}

/**
 * An image scaled down by averaging areas, as the engine shrinks (src/imaging/shrink.h), tile by tile, so that
 * neither memory nor the page's main thread has to hold it as a whole.
 *
 * @param {(left: number, top: number, width: number, height: number) => ImageData} read a tile of the image
 * @param {[width: number, height: number]} size of the image
 * @param {[width: number, height: number]} wanted no larger
 * @returns {Promise<ImageData>}
 */
export async function areaAverage(read, size, wanted) {
  const [columns, rows] = [shares(size[0], wanted[0]), shares(size[1], wanted[1])];
  // Sums of whole numbers below 2^53: the same in whatever order, on whatever machine.
  const sums = new Float64Array(4 * wanted[0] * wanted[1]);
  for (let top = 0; top < size[1]; top += TILE) {
    for (let left = 0; left < size[0]; left += TILE) {
      const tile = read(left, top, Math.min(TILE, size[0] - left), Math.min(TILE, size[1] - top));
      add(tile, left, top);
      await new Promise((resolve) => setTimeout(resolve)); // others have their turn
    }
  }
  return average(sums, size[0] * size[1], wanted);

  /** @param {ImageData} tile @param {number} left @param {number} top */
  function add({ data, width, height }, left, top) {
    const begin = columns.to[left];
    const line = new Float64Array(4 * (columns.to[left + width - 1] - begin + 2));
    for (let y = 0; y < height; y++) {
      line.fill(0);
      for (let x = 0, at = 4 * width * y; x < width; x++, at += 4) {
        const share = columns.first[left + x];
        const to = 4 * (columns.to[left + x] - begin);
        addPixel(data, at, line, to, share);
        if (share < wanted[0]) addPixel(data, at, line, to + 4, wanted[0] - share);
      }
      const share = rows.first[top + y];
      const to = 4 * (rows.to[top + y] * wanted[0] + begin);
      addLine(line, to, share);
      if (share < wanted[1]) addLine(line, to + 4 * wanted[0], wanted[1] - share);
    }
  }

  /** @param {Float64Array} line @param {number} to @param {number} share */
  function addLine(line, to, share) {
    // Its last pixel may lie outside, and is 0 there.
    const end = Math.min(line.length, 4 * wanted[0] * (Math.floor(to / 4 / wanted[0]) + 1) - to);
    for (let i = 0; i < end; i++) sums[to + i] += share * line[i];
  }
}

/**
 * Colours count as much as they are opaque.
 * @param {Uint8ClampedArray} data
 * @param {number} at
 * @param {Float64Array} line
 * @param {number} to
 * @param {number} share
 */
function addPixel(data, at, line, to, share) {
  const weight = share * data[at + 3];
  line[to] += weight * data[at];
  line[to + 1] += weight * data[at + 1];
  line[to + 2] += weight * data[at + 2];
  line[to + 3] += weight;
}

/** @param {Float64Array} sums @param {number} area that each has been taken from @param {[number, number]} size */
function average(sums, area, [width, height]) {
  const image = new ImageData(width, height);
  for (let i = 0; i < sums.length; i += 4) {
    const opaque = sums[i + 3];
    if (opaque === 0) continue;
    for (let j = i; j < i + 3; j++) image.data[j] = Math.round(sums[j] / opaque);
    image.data[i + 3] = Math.round(opaque / area);
  }
  return image;
}
