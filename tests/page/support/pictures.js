// Picture files that no painting program would make.

import { deflateSync } from 'node:zlib';

/** @param {Buffer} bytes as PNG wants it */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/**
 * A grey PNG.
 * @param {number} width as its header says
 * @param {number} height likewise
 * @param {Buffer} rows what is really there: for each row a zero byte, and then its pixels
 * @param {1 | 8} [bits] of a pixel
 */
export function png(width, height, rows, bits = 1) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits; // then grey, and the only compression, filter and no interlace
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An all black picture: a small file, however large it is. @param {number} width @param {number} height */
export const blackPng = (width, height) => png(width, height, Buffer.alloc((1 + Math.ceil(width / 8)) * height));

/** @param {number} width @param {number} height @param {number[]} greys 0 to 255 */
export function greyPng(width, height, greys) {
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...greys.slice(y * width, (y + 1) * width).map(Math.round),
  ]);
  return png(width, height, Buffer.from(rows.flat()), 8);
}

/** A picture in black and white. @param {number} width @param {number} height @param {(x: number, y: number) => boolean} isBlack */
export function blackAndWhitePng(width, height, isBlack) {
  const bytes = 1 + Math.ceil(width / 8);
  const rows = Buffer.alloc(bytes * height, 0xff);
  for (let y = 0; y < height; y++) {
    rows[y * bytes] = 0; // no filter
    for (let x = 0; x < width; x++) {
      if (isBlack(x, y)) rows[y * bytes + 1 + (x >> 3)] &= ~(0x80 >> (x & 7));
    }
  }
  return png(width, height, rows);
}

/**
 * A shirt's body and sleeves in stripes of 3 pixels, which resamplers turn into cloth, other stripes or moiré: whether
 * a pixel is black.
 * @param {number} width
 * @param {number} height
 */
export const stripedShirt = (width, height) => (/** @type {number} */ x, /** @type {number} */ y) => {
  const [u, v] = [Math.abs(x / width - 0.5), y / height];
  return v > 0.1 && v < 0.9 && (u < 0.2 || (u < 0.35 && v < 0.4)) && x % 5 < 3;
};
