// Model files that somebody has tampered with. A safetensors file is the length of its header (8 bytes), the
// header (JSON: where each tensor lies behind it) and the tensors.

/** @param {Buffer} file */
function parts(file) {
  const end = 8 + Number(file.readBigUInt64LE(0));
  return { header: JSON.parse(file.subarray(8, end).toString()), data: file.subarray(end) };
}

/** @param {object} header @param {Buffer} data */
function join(header, data) {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** The same file with another header. @param {Buffer} file @param {(header: any) => void} change */
export function withHeader(file, change) {
  const { header, data } = parts(file);
  change(header);
  return join(header, data);
}

/** The same file with one value that is not a number. @param {Buffer} file */
export function withNaN(file) {
  const { header, data } = parts(file);
  const copy = Buffer.from(data);
  const [, tensor] = Object.entries(header).find(([name]) => name !== '__metadata__');
  copy.writeFloatLE(NaN, tensor.data_offsets[0]);
  return join(header, copy);
}

/**
 * The same file with other numbers in a tensor of float32, as the page saves them.
 * @param {Buffer} file @param {string} name @param {(value: number) => number} change
 */
export function withValues(file, name, change) {
  const { header, data } = parts(file);
  const copy = Buffer.from(data);
  const [begin, end] = header[name].data_offsets;
  for (let at = begin; at < end; at += 4) copy.writeFloatLE(change(copy.readFloatLE(at)), at);
  return join(header, copy);
}

/** The bytes of a network's parameters, by name: without what tells pictures unlike its training images. @param {Buffer} file */
export function parametersOf(file) {
  const { header, data } = parts(file);
  const own = Object.entries(header).filter(([name]) => name !== '__metadata__' && !name.startsWith('novelty/'));
  return Object.fromEntries(own.map(([name, { data_offsets: at }]) => [name, data.subarray(at[0], at[1]).toString('base64')]));
}

/** The same file with a length of the header that nobody has. @param {Buffer} file @param {bigint} length */
export function withHeaderLength(file, length) {
  const copy = Buffer.from(file);
  copy.writeBigUInt64LE(length);
  return copy;
}

/** The names of the tensors. @param {any} header */
export const tensorNames = (header) => Object.keys(header).filter((name) => name !== '__metadata__');
