// The visitor's picture, kept: after a reload it is on the stage again.

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Shown} Shown */

const NAME = 'picture';
/** A picture that has not changed for so long is kept. */
const REST_MS = 200;

/** Whether it is as a new visitor finds it, so that there is nothing to lose. @param {Shown} shown */
const isBlank = (shown) => shown.kind === 'drawing' && !shown.base && shown.marks.length === 0;

/** As JSON, with pixels as lists of numbers but for a photo's, which come after it. @param {Shown} shown */
function pack(shown) {
  const { image, ...rest } = shown.kind === 'photo' ? shown : { ...shown, image: null };
  const size = image && { width: image.width, height: image.height };
  const plain = (/** @type {string} */ _, /** @type {unknown} */ value) =>
    value instanceof Uint8Array ? Array.from(value) : value;
  const json = new TextEncoder().encode(JSON.stringify({ ...rest, ...size }, plain));
  const bytes = new Uint8Array(4 + json.length + (image?.data.length ?? 0));
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  if (image) bytes.set(image.data, 4 + json.length);
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Shown} @throws where it is none */
function unpack(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const { width, height, ...shown } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  switch (shown.kind) {
    case 'photo':
      return { ...shown, image: new ImageData(new Uint8ClampedArray(bytes.subarray(4 + length)), width, height) };
    case 'sample':
      return { ...shown, pixels: Uint8Array.from(shown.pixels) };
    case 'drawing':
      return { ...shown, marks: [...shown.marks], base: shown.base && Uint8Array.from(shown.base) };
    default:
      throw new Error('a picture of no kind');
  }
}

export class KeptPicture {
  #picture;
  #shelf;
  /** What is kept, or was shown at first. @type {Shown | null} */
  #kept = null;
  #timer = 0;

  /** @param {Picture} picture @param {import('./shelf.js').Shelf} shelf */
  constructor(picture, shelf) {
    this.#picture = picture;
    this.#shelf = shelf;
  }

  /** @returns {Promise<Shown | null>} the one of the last visit; null where there is none, or none that can be read */
  async read() {
    try {
      const bytes = await this.#shelf.read(NAME);
      return bytes && unpack(bytes);
    } catch {
      return null; // the next picture takes its place
    }
  }

  /** Keeps what is on the stage from now on, once it changes. */
  begin() {
    this.#kept = this.#picture.shown;
    this.#picture.follow(() => {
      if (this.#picture.shown === this.#kept) return;
      clearTimeout(this.#timer);
      this.#timer = Number(setTimeout(() => void this.keep(), REST_MS));
    });
  }

  /** Keeps it at once. @returns {Promise<void>} that it is kept */
  async keep() {
    clearTimeout(this.#timer);
    const { shown } = this.#picture;
    if (shown === this.#kept) return;
    this.#kept = shown;
    if (isBlank(shown)) await this.#shelf.remove(NAME);
    else await this.#shelf.write(NAME, pack(shown));
  }
}
