// What every system is given: the same weights as float32, and the same images.

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { IMAGE_PIXELS } from '../../web/engine/image.js';

/** @typedef {{ shape: number[], values: Float32Array }} Weight */

/**
 * A half-precision number; every one of them is a float32 too.
 * @param {number} bits
 */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/**
 * The weights in a safetensors file, in its order: Keras' names and layout (kernels HWIO and {in, out}).
 * @param {string} path
 * @returns {Promise<Record<string, Weight>>}
 */
export async function readWeights(path) {
  const file = await readFile(path);
  const start = 8 + Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString('utf8', 8, start));
  delete header.__metadata__;
  const weights = {};
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [begin, end],
    },
  ] of Object.entries(header)) {
    const bytes = file.subarray(start + begin, start + end);
    const size = { F16: 2, F32: 4 }[dtype];
    if (!size) throw new Error(`${path}: ${name} is ${dtype}, neither F16 nor F32`);
    const values = new Float32Array(bytes.length / size).map((_, i) =>
      size === 2 ? half(bytes.readUInt16LE(2 * i)) : bytes.readFloatLE(4 * i),
    );
    weights[name] = { shape, values };
  }
  return weights;
}

/**
 * The first images of a split, from its first shard.
 * @param {string} folder with manifest.json
 * @param {'train' | 'test'} split
 * @param {number} count at most a shard's
 * @returns {Promise<{ pixels: Uint8Array, labels: Uint8Array }>} 784 pixels an image, 0 to 255
 */
export async function readImages(folder, split, count) {
  const manifest = JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8'));
  const shard = manifest[split][0];
  if (count > shard.count) throw new Error(`a shard has only ${shard.count} images`);
  const unpack = async (part) => gunzipSync(await readFile(`${folder}/${shard[part].file}`));
  return {
    pixels: (await unpack('images')).subarray(16, 16 + count * IMAGE_PIXELS),
    labels: (await unpack('labels')).subarray(8, 8 + count),
  };
}

/** @param {ArrayBufferView} array */
export function base64(array) {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}
