// All that is kept, as one file, and back.

/** @typedef {import('./shelf.js').Shelf} Shelf */

/** The parts of fflate that are used here. @typedef {Pick<typeof import('fflate'), 'zipSync' | 'unzipSync'>} Zip */

const ABOUT = 'fitting-room.json';
/** Of the file; a page that knows only an older one says so. */
const VERSION = 1;
/** What is kept has such names. */
const NAME = /^[a-z0-9][a-z0-9.-]{0,80}$/;
/** Unpacked. A file that claims more is a trap. */
const MOST_BYTES = 2e9;

const NO_ARCHIVE = 'This file is not what “Take everything with me” writes. Please choose that one, a .zip file.';

/** @param {Shelf} shelf @param {Zip} zip @returns {Promise<Blob>} a ZIP archive */
export async function packEverything(shelf, { zipSync }) {
  /** @type {Record<string, Uint8Array>} */
  const files = { [ABOUT]: new TextEncoder().encode(JSON.stringify({ version: VERSION })) };
  for (const name of await shelf.names('')) {
    const bytes = await shelf.read(name).catch(() => null); // what is damaged here would be damaged there
    if (bytes) files[name] = bytes;
  }
  return new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (zipSync(files, { level: 0 }))], { type: 'application/zip' });
}

/**
 * @param {Blob} file
 * @param {Zip} zip
 * @returns {Promise<Map<string, Uint8Array<ArrayBuffer>>>} what is in it, by its names
 * @throws {Error} with a sentence for the visitor
 */
export async function unpackEverything(file, { unzipSync }) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let size = 0;
  /** @type {Record<string, Uint8Array>} */
  let files;
  try {
    files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        size += originalSize;
        return size <= MOST_BYTES && NAME.test(name);
      },
    });
  } catch (cause) {
    throw new Error(`${NO_ARCHIVE} It may also be damaged or cut short.`, { cause });
  }
  if (size > MOST_BYTES) throw new Error('This file claims to hold more than this page can keep.');
  const { [ABOUT]: about, ...kept } = files;
  const { version } = about ? JSON.parse(new TextDecoder().decode(about)) : { version: 0 };
  if (!(version >= 1)) throw new Error(NO_ARCHIVE);
  if (version > VERSION) {
    throw new Error('This file is from a newer version of this page. Load the page again to get that version.');
  }
  return new Map(Object.entries(kept).map(([name, value]) => [name, value.slice()]));
}
