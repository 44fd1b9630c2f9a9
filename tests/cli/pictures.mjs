// Image files for the tests, written by hand so that every pixel is known.

import { deflateSync } from 'node:zlib';

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/**
 * A PNG file, 8-bit RGBA.
 * @param {number} width @param {number} height
 * @param {(x: number, y: number) => number | number[]} colour a grey level or [r, g, b, a]
 */
export function png(width, height, colour) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const rows = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const value = colour(x, y);
      rows.set(typeof value === 'number' ? [value, value, value, 255] : value, y * (1 + 4 * width) + 1 + 4 * x);
    }
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG's first bytes, which claim a size; no pixels follow. */
export function pngHeader(width, height) {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // A newer stb_image says how large an image is when it comes to the pixels.
  return Buffer.concat([png(1, 1, () => 0).subarray(0, 8), chunk('IHDR', header), chunk('IDAT', Buffer.alloc(0))]);
}

function segment(marker, content) {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, Buffer.from(content)]);
}

/** An EXIF segment that holds the orientation alone. @param {boolean} bigEndian TIFF's "MM" */
function exif(orientation, bigEndian) {
  const tiff = Buffer.alloc(26);
  const put = (at, value, size) => (bigEndian ? tiff.writeUIntBE(value, at, size) : tiff.writeUIntLE(value, at, size));
  tiff.write(bigEndian ? 'MM' : 'II', 'latin1');
  put(2, 42, 2);
  put(4, 8, 4); // where the directory is
  put(8, 1, 2); // its entries
  put(10, 0x0112, 2);
  put(12, 3, 2); // a short
  put(14, 1, 4);
  put(18, orientation, 2);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}

/**
 * A grey JPEG file whose blocks of 8×8 pixels each have one grey level, which it stores exactly.
 * @param {number[][]} blocks grey levels, rows first
 * @param {{ orientation?: number, bigEndian?: boolean }} [options] EXIF's; none without
 */
export function blockJpeg(blocks, { orientation, bigEndian = false } = {}) {
  const height = 8 * blocks.length,
    width = 8 * blocks[0].length;
  let bits = '';
  let last = 0;
  for (const level of blocks.flat()) {
    const value = 8 * (level - 128); // the block's mean, as the transform scales it
    const difference = value - last;
    last = value;
    const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
    const code = difference < 0 ? difference + 2 ** size - 1 : difference;
    bits += size.toString(2).padStart(4, '0') + (size ? code.toString(2).padStart(size, '0') : '');
    bits += '0'; // nothing but the mean
  }
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const scan = bits.match(/.{8}/g).flatMap((byte) => (byte === '11111111' ? [0xff, 0] : [parseInt(byte, 2)]));
  const sizes = Array.from({ length: 12 }, (_, size) => size);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    orientation === undefined ? Buffer.alloc(0) : exif(orientation, bigEndian),
    segment(0xdb, [0, ...Array(64).fill(1)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    segment(0xc4, [0x00, 0, 0, 0, 12, ...Array(12).fill(0), ...sizes]), // 12 codes of 4 bits
    segment(0xc4, [0x10, 1, ...Array(15).fill(0), 0]), // one code: end of block
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    Buffer.from(scan),
    Buffer.from([0xff, 0xd9]),
  ]);
}
