import { make } from '../../parts/dom.js';

/** Between two maps, in CSS pixels; .maps-grid has the same. */
const GAP = 3;

/** @typedef {{ low: number, high: number }} Range of values, from black to white */

/**
 * The first channels of some maps side by side, in greys.
 * @param {{ shape: number[], values: ArrayLike<number> }} maps height × width × channels
 * @param {number} count of them
 * @param {(channel: number) => Range} range
 * @param {number} gamma below 1, faint values are lifted
 */
function strip({ shape: [height, width, channels], values }, count, range, gamma) {
  const image = new ImageData(width * count, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let channel = 0; channel < count; channel++) {
    const { low, high } = range(channel);
    const scale = high > low ? 1 / (high - low) : 0;
    for (let i = 0; i < width * height; i++) {
      const share = Math.min(1, Math.max(0, (values[i * channels + channel] - low) * scale));
      const place = Math.floor(i / width) * width * count + channel * width + (i % width);
      pixels[place] = 0xff000000 | (Math.round(255 * share ** gamma) * 0x010101);
    }
  }
  return image;
}

/**
 * Many small maps on one canvas, which lies below a grid of buttons: with a canvas for each, the
 * browser would spend longer than a frame on composing them.
 * @param {HTMLElement} grid with columns of `side` and rows of `tall`, both in CSS pixels
 * @param {{ side: number, tall: number }} cell
 */
export function createAtlas(grid, { side, tall }) {
  const canvas = make('canvas', { class: 'atlas' });
  canvas.setAttribute('aria-hidden', 'true');
  grid.prepend(canvas);
  const small = document.createElement('canvas');
  let columns = 1;
  let count = 0;

  return {
    /** Makes room. @param {number} cells as many channels are drawn */
    begin(cells) {
      count = cells;
      columns = Math.max(1, Math.floor((grid.clientWidth + GAP) / (side + GAP)));
      const width = columns * (side + GAP) - GAP;
      const height = Math.ceil(count / columns) * (tall + GAP) - GAP;
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    },

    /**
     * One picture in each cell, `size` wide and high, `top` below the cell's upper edge.
     * @param {{ shape: number[], values: ArrayLike<number> }} maps height × width × channels
     * @param {{ size: number, top: number, range: (channel: number) => Range, gamma: number }} how
     */
    draw(maps, { size, top, range, gamma }) {
      const image = strip(maps, count, range, gamma);
      const [height, width] = maps.shape;
      small.width = image.width;
      small.height = image.height;
      small.getContext('2d')?.putImageData(image, 0, 0);
      const context = canvas.getContext('2d');
      if (!context) return;
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      context.imageSmoothingEnabled = false;
      for (let channel = 0; channel < count; channel++) {
        const x = (channel % columns) * (side + GAP) + (side - size) / 2;
        const y = Math.floor(channel / columns) * (tall + GAP) + top;
        context.drawImage(small, channel * width, 0, width, height, x, y, size, size);
      }
    },
  };
}
