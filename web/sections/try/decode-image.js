/** The longer side of what is handed on, in pixels: plenty for a picture that becomes 28×28. */
const LONG_SIDE = 512;
/** Decoded, an image takes four bytes per pixel; more than this could end the tab. */
const MOST_PIXELS = 50e6;
/** With a side shorter than this there is no garment to be seen. */
const SHORTEST_SIDE = 8;
/** Of these types today's browsers read all that is not broken. */
const FORMATS = /png|jpeg|webp|avif|gif|svg/;

/**
 * Reads an image file of any format that the browser knows: upright as its EXIF orientation says,
 * the first frame of an animation, and at most 512 pixels long.
 *
 * @param {File} file
 * @param {import('../../parts/file-kind.js').FileKind} is what it is by its bytes
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

    const scale = LONG_SIDE / Math.max(width, height);
    const shrink = vector ? scale : Math.min(1, scale);
    const source = vector ? element : await createImageBitmap(blob, { imageOrientation: 'from-image' });
    return draw(source, Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink)));
  } catch (error) {
    if (error instanceof DOMException) {
      throw new Error(`${name} is damaged and cannot be read to its end. Please choose another file.`);
    }
    throw error;
  } finally {
    URL.revokeObjectURL(url);
  }
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

/**
 * @param {string} name
 * @param {number} width
 * @param {number} height
 */
function check(name, width, height) {
  const measure = `${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels`;
  if (width === 0 || height === 0) throw new Error(`${name} has no pixels (${measure}). Please choose another image.`);
  if (width * height > MOST_PIXELS) {
    throw new Error(
      `${name} has ${measure}, more than this page can hold. Please shrink it to at most 7,000 × 7,000 and try again.`,
    );
  }
  if (Math.min(width, height) < SHORTEST_SIDE) {
    throw new Error(
      `${name} has ${measure}: too ${Math.max(width, height) < 64 ? 'small' : 'narrow'} to show a garment. Please choose one of at least 28 × 28.`,
    );
  }
}

/**
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 */
function draw(source, width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser has no memory left for this image. Please close some tabs and try again.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  if (source instanceof ImageBitmap) source.close();
  return context.getImageData(0, 0, width, height);
}
