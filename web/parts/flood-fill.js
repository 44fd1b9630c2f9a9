/** How far a grey value may be from that of the clicked pixel and still belong to its area. */
const TOLERANCE = 60;

/**
 * Fills the area of like grey around a point, changing the image in place. The edge of a stroke is
 * a ramp of greys (antialiasing); the fill goes one pixel into it so that no dark seam is left.
 *
 * @param {ImageData} image grey: only its red channel is looked at
 * @param {number} x in pixels
 * @param {number} y in pixels
 * @param {number} grey 0 to 255
 */
export function floodFill(image, x, y, grey) {
  const { width, height, data } = image;
  const seed = data[4 * (y * width + x)];
  const inside = new Uint8Array(width * height);
  const alike = (/** @type {number} */ i) =>
    !inside[i] && Math.abs(data[4 * i] - seed) <= TOLERANCE;

  const stack = [y * width + x];
  for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
    if (!alike(i)) continue;
    const row = i - (i % width);
    let left = i;
    let right = i;
    while (left > row && alike(left - 1)) left--;
    while (right < row + width - 1 && alike(right + 1)) right++;
    for (let j = left; j <= right; j++) {
      inside[j] = 1;
      if (row > 0 && alike(j - width)) stack.push(j - width);
      if (row + width < inside.length && alike(j + width)) stack.push(j + width);
    }
  }

  for (let i = 0; i < inside.length; i++) {
    const edge =
      (i % width > 0 && inside[i - 1]) ||
      (i % width < width - 1 && inside[i + 1]) ||
      inside[i - width] ||
      inside[i + width];
    if (!inside[i] && !edge) continue;
    data.fill(grey, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  }
}
