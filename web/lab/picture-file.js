// Files of pictures with what they show, as JSON. Anybody may have written one, so nothing in it is believed.

import { IMAGE_PIXELS } from '../engine/engine.js';
import { StoreError } from '../store/store.js';
import { isClassName } from './classes.js';

/**
 * A picture, and what it shows, as the visitor says.
 * @typedef {object} Labelled
 * @property {string} name of its class, which the network in use need not have
 * @property {import('../engine/engine.js').PictureKind} kind as what it is judged
 * @property {Uint8Array} pixels 784, as the network takes them
 */

/**
 * A kind of such files.
 * @template {object} More
 * @typedef {object} Form
 * @property {string} format what a file says it is
 * @property {number} version a page that knows only an older one says so
 * @property {string} list what its pictures are called
 * @property {number} most pictures
 * @property {(picture: Labelled & More) => object} write what stands beside each picture
 * @property {(entry: any) => More | null} read the same; null for what is damaged
 * @property {{ what: string, these: string, one: string, writer: string }} words for sentences: what it holds, “These
 *   examples are”, one of them, and the button that writes it
 */

/** In base64 a picture takes some 1.1 KB, with its class; a file may be indented, too. */
const MOST_BYTES_EACH = 4096;

/** @template {object} More */
export class PictureFile {
  #form;

  /** @param {Form<More>} form */
  constructor(form) {
    this.#form = form;
  }

  /** @param {readonly (Labelled & More)[]} pictures */
  toJson(pictures) {
    const { format, version, list, write } = this.#form;
    const entries = pictures.map((picture) => ({
      class: picture.name,
      kind: picture.kind,
      pixels: btoa(String.fromCharCode(...picture.pixels)),
      ...write(picture),
    }));
    return { format, version, [list]: entries };
  }

  /** @param {readonly (Labelled & More)[]} pictures @returns {Blob} */
  pack(pictures) {
    return new Blob([JSON.stringify(this.toJson(pictures))], { type: 'application/json' });
  }

  /** @param {any} json anything at all @returns {(Labelled & More)[]} @throws {Error} with a sentence for the visitor */
  fromJson(json) {
    const { format, version, list, most, read, words } = this.#form;
    const entries = json?.[list];
    if (json?.format !== format || !(json.version >= 1) || !Array.isArray(entries))
      throw new Error(this.#nothing('This file'));
    if (json.version > version) {
      throw new StoreError(
        'newer',
        `${words.these} from a newer version of this page. Load the page again to get that version.`,
      );
    }
    if (entries.length > most) throw new Error(`This file holds more than ${most} ${list}.`);
    return entries.map((entry, index) => {
      const pixels = pixelsOf(entry?.pixels);
      const more = pixels && isClassName(entry.class) && ['drawing', 'photo'].includes(entry.kind) ? read(entry) : null;
      if (!pixels || !more) throw new Error(`${words.one} ${index + 1} of this file is damaged, so none was taken.`);
      return { name: entry.class, kind: entry.kind, pixels, ...more };
    });
  }

  /** @param {Blob} file @throws {Error} with a sentence for the visitor */
  async unpack(file) {
    if (file.size > this.#form.most * MOST_BYTES_EACH) throw new Error(this.#nothing('This file is too large: it'));
    const text = await file.text().catch((cause) => {
      throw new Error('This file cannot be read: it was moved or deleted. Please choose it again.', { cause });
    });
    /** @type {unknown} */
    let json;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new Error(this.#nothing('This file'), { cause });
    }
    return this.fromJson(json);
  }

  /** @param {string} it */
  #nothing(it) {
    const { what, writer } = this.#form.words;
    return `${it} holds no ${what}. Please choose one that “${writer}” has written.`;
  }
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export const samePixels = (a, b) => a.every((value, i) => value === b[i]);

/** @param {unknown} text base64 @returns {Uint8Array | null} null for what are no 784 pixels */
function pixelsOf(text) {
  if (typeof text !== 'string') return null;
  try {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    return bytes.length === IMAGE_PIXELS ? bytes : null;
  } catch {
    return null;
  }
}
