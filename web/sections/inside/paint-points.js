import { toWindow } from './plane-geometry.js';

/** Of a dot, in CSS pixels. */
const RADIUS = 1.7;
/** How much of a dot covers what is under it. */
const COVER = 0.75;

/** A colour of the page as three numbers. @param {string} name of a custom property that is a hexadecimal colour */
function colour(name) {
  const value = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const hex = value.length === 4 ? value.replace(/[0-9a-f]/gi, '$&$&') : value;
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/**
 * Paints dots in the colours of their classes: by hand, since 10,000 calls of the canvas take longer
 * than a frame.
 * @param {HTMLCanvasElement} canvas of the size of its place on the screen, in device pixels
 * @param {{ points: ArrayLike<number>, labels: ArrayLike<number> }} plot
 * @param {import('./plane-geometry.js').View} view
 */
export function paintPoints(canvas, { points, labels }, view) {
  const { width, height } = canvas;
  const image = new ImageData(width, height);
  const { data } = image;
  const paper = colour('--paper');
  const colours = Array.from({ length: 10 }, (_, label) => colour(`--class-${label}`));
  for (let i = 0; i < data.length; i += 4) {
    data[i] = paper[0];
    data[i + 1] = paper[1];
    data[i + 2] = paper[2];
    data[i + 3] = 255;
  }
  const radius = RADIUS * devicePixelRatio;
  const reach = Math.floor(radius);
  for (let i = 0; i < labels.length; i++) {
    const [x, y] = toWindow(view, [points[2 * i], points[2 * i + 1]]);
    const [left, top] = [Math.round(x * width), Math.round(y * height)];
    if (left < -reach || top < -reach || left >= width + reach || top >= height + reach) continue;
    const dot = colours[labels[i]];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [column, row] = [left + dx, top + dy];
        if (dx * dx + dy * dy > radius * radius) continue;
        if (column < 0 || row < 0 || column >= width || row >= height) continue;
        const at = 4 * (row * width + column);
        for (let c = 0; c < 3; c++) data[at + c] += (dot[c] - data[at + c]) * COVER;
      }
    }
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
