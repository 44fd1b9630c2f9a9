import { areaAverage } from './area-average.js';
import { newCanvas, probeCanvas, readerOf } from './canvas-pixels.js';

/** @typedef {import('../../parts/file-kind.js').FileKind} FileKind */

/** The longer side of what is handed on, in pixels: plenty for a picture that becomes 28×28. */
const LONG_SIDE = 512;
/** More than any camera takes; what claims more is a trap or a poster. */
const MOST_PIXELS = 120e6;
/** Decoded, an image takes four bytes per pixel; where memory is small, more than this could end the tab. */
const MOST_IN_SMALL_MEMORY = 50e6;
/** Where the browser itself has to make an image smaller, it is left with about so many pixels. */
const MOST_DRAWN = 6e6;
/** With a side shorter than this there is no garment to be seen. */
const SHORTEST_SIDE = 8;
/** Of these types today's browsers read all that is not broken. */
const FORMATS = /png|jpeg|webp|avif|gif|svg/;
/** Of these an image cannot be transparent. */
const OPAQUE = /jpeg|bmp/;

/**
 * Reads an image file of any format that the browser knows: upright as its EXIF orientation says,
 * the first frame of an animation, and at most 512 pixels long.
 *
 * @param {File} file
 * @param {FileKind} is what it is by its bytes
 * @returns {Promise<ImageData>} with transparency where the file has it
 * @throws {Error} with a sentence for the visitor
 */
export async function decodeImage(file, is) {
  const name = file.name ? `“${file.name}”` : 'This image';
  if (file.size === 0) throw new Error(`${name} is empty: it has no bytes. Please choose another file.`);

  const blob = new Blob([file], { type: is.type }); // by a wrong type, browsers refuse a good image
  const url = URL.createObjectURL(blob);
  try {
    // An <img> knows its size from the header alone; the pixels are decoded only when they are drawn.
    const element = await load(url).catch(() => {
      const what = is.words && !FORMATS.test(is.type) ? `: it is ${is.words}` : '';
      throw new Error(
        `${name} is not an image that this browser can read${what}. Please choose a PNG, JPEG, WebP, AVIF, GIF or SVG file.`,
      );
    });
    const vector = is.kind === 'drawing';
    if (vector && !(element.naturalWidth && element.naturalHeight) && !(await saysZero(file))) {
      element.width = element.height = LONG_SIDE; // drawings need not have a size
    }
    const { width, height } = element;
    check(name, width, height);
    probeCanvas();
    const [longer, pixels] = [Math.max(width, height), width * height];
    if (vector) return drawn(element, scaled([width, height], LONG_SIDE / longer));

    const first = pixels <= MOST_IN_SMALL_MEMORY || !hasSmallMemory() ? await fromBitmap(blob) : null;
    if (first && !isEmpty(first)) return first;
    const second = await fromElement(element);
    if (second && !isEmpty(second)) return second;
    if (first && second && !OPAQUE.test(is.type)) return second; // it is transparent all over
    throw new Error(
      `${name} is damaged and cannot be read to its end, or the browser has not the memory for its ` +
        `${measure(width, height)}. Please close some tabs and try again, or choose another file.`,
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** In gigabytes, where the browser tells. */
function hasSmallMemory() {
  const { deviceMemory = Infinity } = /** @type {{ deviceMemory?: number }} */ (navigator);
  return deviceMemory <= 4;
}

/** @typedef {[width: number, height: number]} Size */

/** @param {Size} size @param {number} scale @returns {Size} */
const scaled = ([width, height], scale) => [
  Math.max(1, Math.round(width * scale)),
  Math.max(1, Math.round(height * scale)),
];

/** @param {ImageData} image */
const isEmpty = ({ data }) => data.every((value) => value === 0);

/**
 * The usual way. For want of memory some browsers refuse an image as if it was damaged, others give one without
 * pixels.
 * @param {Blob} blob
 * @returns {Promise<ImageData | null>} null where it fails
 */
async function fromBitmap(blob) {
  /** @type {ImageBitmap | null} */
  let bitmap = null;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' });
    return await shrunk(bitmap);
  } catch {
    return null;
  } finally {
    bitmap?.close();
  }
}

/**
 * The second way: the browser may decode an <img> at a smaller size from the beginning.
 * @param {HTMLImageElement} element
 * @returns {Promise<ImageData | null>}
 */
async function fromElement(element) {
  const { width, height } = element;
  let scale = 1;
  while (width * height * scale * scale > MOST_DRAWN) scale /= 2;
  try {
    const size = scaled([width, height], scale);
    const context = newCanvas(...size);
    context.imageSmoothingQuality = 'high';
    context.drawImage(element, 0, 0, ...size);
    return await shrunk(context.canvas);
  } catch {
    return null;
  }
}

/** @param {ImageBitmap | HTMLCanvasElement} source */
function shrunk(source) {
  /** @type {Size} */
  const size = [source.width, source.height];
  const wanted = scaled(size, Math.min(1, LONG_SIDE / Math.max(...size)));
  const read = readerOf(source);
  return wanted[0] === size[0] && wanted[1] === size[1] ? read(0, 0, ...size) : areaAverage(read, size, wanted);
}

/** @param {HTMLImageElement} element @param {Size} size */
function drawn(element, size) {
  const context = newCanvas(...size);
  context.drawImage(element, 0, 0, ...size);
  return context.getImageData(0, 0, ...size);
}

/**
 * @param {string} url
 * @returns {Promise<HTMLImageElement>}
 */
function load(url) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = reject;
    image.src = url;
  });
}

/** Whether an SVG is 0 wide or high by its own word. @param {File} file */
async function saysZero(file) {
  return /<svg[^>]*\s(width|height)\s*=\s*["']\s*0/.test(await file.text());
}

/** @param {number} width @param {number} height */
const measure = (width, height) => `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`;

/**
 * @param {string} name
 * @param {number} width
 * @param {number} height
 */
function check(name, width, height) {
  const size = measure(width, height);
  if (width === 0 || height === 0) throw new Error(`${name} has no pixels (${size}). Please choose another image.`);
  if (width * height > MOST_PIXELS) {
    throw new Error(
      `${name} has ${size}, more than this page can hold. Please shrink it to at most 10,000 × 10,000 and try again.`,
    );
  }
  if (Math.min(width, height) < SHORTEST_SIDE) {
    throw new Error(
      `${name} has ${size}: too ${Math.max(width, height) < 64 ? 'small' : 'narrow'} to show a garment. Please choose one of at least 28 × 28.`,
    );
  }
}
