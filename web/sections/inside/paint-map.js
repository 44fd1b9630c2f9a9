/**
 * The lowest and highest of some numbers.
 * @param {ArrayLike<number>} values
 */
export function rangeOf(values) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return { low, high };
}

/**
 * Paints one channel of some maps in greys: `low` is black, `high` white.
 * @param {HTMLCanvasElement} canvas gets the map's size
 * @param {{ shape: number[], values: ArrayLike<number> }} maps height × width × channels
 * @param {number} channel
 * @param {{ low: number, high: number }} range
 */
export function paintMap(canvas, { shape: [height, width, channels], values }, channel, range) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const scale = range.high > range.low ? 1 / (range.high - range.low) : 0;
  for (let i = 0; i < pixels.length; i++) {
    const share = Math.min(1, Math.max(0, (values[i * channels + channel] - range.low) * scale));
    pixels[i] = 0xff000000 | (Math.round(255 * share) * 0x010101);
  }
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}
