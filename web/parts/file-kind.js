// What a file is, by its first bytes: its name and type are what some system or person called it.

/**
 * @typedef {object} FileKind
 * @property {'picture' | 'drawing' | 'model' | 'run' | 'other'} kind drawing: an SVG, of whatever program
 * @property {string} type its MIME type, which browsers go by where they do not look at the bytes; or empty
 * @property {string} words what it is called in a sentence; empty for what is not known
 */

/** So many bytes tell; an SVG may begin with a long comment. */
const HEAD = 65_536;
/** A longer header is no model's that the engine reads. */
const LONGEST_HEADER = 4 << 20;

/** @type {[start: RegExp, kind: FileKind['kind'], type: string, words: string][]} */
const KINDS = [
  [/^\x89PNG\r\n/, 'picture', 'image/png', 'a PNG image'],
  [/^\xff\xd8\xff/, 'picture', 'image/jpeg', 'a JPEG image'],
  [/^GIF8/, 'picture', 'image/gif', 'a GIF image'],
  [/^RIFF.{4}WEBP/s, 'picture', 'image/webp', 'a WebP image'],
  [/^.{4}ftypavi[fs]/s, 'picture', 'image/avif', 'an AVIF image'],
  [/^.{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1)/s, 'picture', 'image/heic', 'a HEIC image'],
  [/^BM.{4}\0{4}/s, 'picture', 'image/bmp', 'a BMP image'],
  [/^(II\*\0|MM\0\*)/, 'picture', 'image/tiff', 'a TIFF image'],
  [
    /^(\xef\xbb\xbf)?\s*(?=<)(?!<html|<!doctype html)[^]*?<(\w+:)?svg[\s>]/i,
    'drawing',
    'image/svg+xml',
    'an SVG image',
  ],
  [/^%PDF/, 'other', 'application/pdf', 'a PDF document'],
  [/^(.{4}ftyp|[^ -~]E\xdf\xa3)/s, 'other', '', 'a video'],
  [/^(PK[^ -~]{2}|[^ -~]\x8b)/, 'other', '', 'an archive'],
];

/**
 * @param {Blob} file
 * @returns {Promise<FileKind>}
 * @throws {Error} with a sentence for the visitor
 */
export async function kindOf(file) {
  const bytes = new Uint8Array(await read(file.slice(0, HEAD)));
  const head = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const known = KINDS.find(([start]) => start.test(head));
  if (!known) return safetensors(file, bytes);
  const [, kind, type, words] = known;
  return { kind, type, words };
}

/**
 * Models and runs are safetensors, with what they are in the header.
 * @param {Blob} file
 * @param {Uint8Array<ArrayBuffer>} bytes its first ones
 * @returns {Promise<FileKind>}
 */
async function safetensors(file, bytes) {
  /** @type {FileKind} */
  const unknown = { kind: 'other', type: '', words: '' };
  if (bytes.length < 9 || bytes[8] !== 0x7b) return unknown; // {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  if (length > LONGEST_HEADER) return unknown;
  try {
    const header = JSON.parse(new TextDecoder().decode(await read(file.slice(8, 8 + length))));
    const run = header.__metadata__?.checkpoint !== undefined;
    return { kind: run ? 'run' : 'model', type: '', words: run ? 'a saved run' : 'a model' };
  } catch {
    return unknown; // the engine says what is wrong with it
  }
}

/** @param {Blob} part */
const read = (part) =>
  part.arrayBuffer().catch((cause) => {
    throw new Error('This file cannot be read: it is a folder, or was moved or deleted. Please choose it again.', {
      cause,
    });
  });
