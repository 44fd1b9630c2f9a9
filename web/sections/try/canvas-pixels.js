// Reading pixels back from a canvas. Browsers and extensions that guard against fingerprinting give noise, white
// or nothing in place of what was drawn.

/** So much a colour may differ from what was drawn: the lowest bits of some browsers' noise do no harm. */
const TOLERANCE = 6;
/** The sides of the probe. */
const SIDE = 16;

/**
 * @param {number} width
 * @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function newCanvas(width, height) {
  const canvas = document.createElement('canvas'); // an OffscreenCanvas could not be allowed to be read
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser has no memory left for this image. Please close some tabs and try again.');
  return context;
}

/**
 * Draws known colours and reads them back.
 * @throws {Error} with a sentence for the visitor, when they have become others
 */
export function probeCanvas() {
  const context = newCanvas(SIDE, SIDE);
  const drawn = Array.from({ length: SIDE * SIDE }, (_, i) => [
    (37 * i) % 256,
    (91 * i + 64) % 256,
    (151 * i + 128) % 256,
  ]);
  drawn.forEach(([red, green, blue], i) => {
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1);
  });
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  const wrong = drawn.some((colour, i) => colour.some((value, j) => Math.abs(value - data[4 * i + j]) > TOLERANCE));
  if (!wrong) return;
  const what = data.every((value) => value === 0)
    ? 'nothing'
    : data.every((value) => value === 255)
      ? 'white'
      : 'noise';
  throw new Error(
    `This browser guards against fingerprinting: it gives the page ${what} in place of an image’s pixels. ` +
      'Allow this page to read its canvas (in Firefox and Tor Browser by the picture sign in the address bar, ' +
      'elsewhere in the settings of the guard or extension) and choose the image again. ' +
      'Drawing and the pictures from the test set work without.',
  );
}

/** A reader of parts of an image as it is. @param {ImageBitmap | HTMLCanvasElement} source */
export function readerOf(source) {
  /** @type {CanvasRenderingContext2D | null} */
  let context = null;
  return (
    /** @type {number} */ left,
    /** @type {number} */ top,
    /** @type {number} */ width,
    /** @type {number} */ height,
  ) => {
    context ??= newCanvas(width, height); // the first part is the largest
    context.globalCompositeOperation = 'copy';
    context.drawImage(source, left, top, width, height, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  };
}
