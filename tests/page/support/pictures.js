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
