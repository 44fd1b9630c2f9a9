// Model files that somebody has tampered with. A safetensors file is the length of its header (8 bytes), the
// header (JSON: where each tensor lies behind it) and the tensors.

/** @param {Buffer} file */
function parts(file) {
  const end = 8 + Number(file.readBigUInt64LE(0));
  return { header: JSON.parse(file.subarray(8, end).toString()), data: file.subarray(end) };
}

/** Whether all of a file has arrived. @param {Buffer} file */
export function isWhole(file) {
  if (file.length < 8 || file.length < 8 + Number(file.readBigUInt64LE(0))) return false;
  const { header, data } = parts(file);
  return data.length === Math.max(...tensorNames(header).map((name) => header[name].data_offsets[1]));
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

/**
 * The same file with other tensors of float32, in place of those of the same names.
 * @param {Buffer} file @param {Record<string, { shape: number[], values: number[] }>} tensors
 */
export function withTensors(file, tensors) {
  const { header, data } = parts(file);
  const kept = tensorNames(header).filter((name) => !(name in tensors));
  const all = kept.map((name) => [name, header[name], data.subarray(...header[name].data_offsets)]);
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    all.push([name, { dtype: 'F32', shape }, Buffer.from(Float32Array.from(values).buffer)]);
  }
  let end = 0;
  const entries = all.map(([name, { dtype, shape }, bytes]) => [
    name,
    { dtype, shape, data_offsets: [end, (end += bytes.length)] },
  ]);
  return join(
    { __metadata__: header.__metadata__, ...Object.fromEntries(entries) },
    Buffer.concat(all.map(([, , bytes]) => bytes)),
  );
}

/** The last layer of a network, and how many numbers it reads. @param {Buffer} file */
function lastLayer(file) {
  const { header } = parts(file);
  const bias = tensorNames(header).find((name) => header[name].shape.length === 1 && header[name].shape[0] === 10);
  const layer = bias.replace('/bias', '');
  return { layer, features: header[`${layer}/kernel`].shape[0] };
}

/** A network that takes every picture for the same. @param {Buffer} file @param {number[]} probabilities ten */
export function withAnswer(file, probabilities) {
  const { layer, features } = lastLayer(file);
  return withTensors(file, {
    [`${layer}/kernel`]: { shape: [features, 10], values: new Array(10 * features).fill(0) },
    [`${layer}/bias`]: { shape: [10], values: probabilities.map(Math.log) },
  });
}

/** A network that knows every picture of one kind and none of the other. @param {Buffer} file @param {'photo' | 'drawing'} known */
export function knowingOnly(file, known) {
  const { features } = lastLayer(file);
  return withTensors(file, {
    'none/kernel': { shape: [features, 1], values: new Array(features).fill(0) },
    'none/bias': { shape: [1], values: [0] },
    'none/limits': { shape: [2], values: known === 'photo' ? [1000, -1000] : [-1000, 1000] },
  });
}

/** The bytes of a network's parameters, by name: without what tells pictures unlike its training images. @param {Buffer} file */
export function parametersOf(file) {
  const { header, data } = parts(file);
  const own = Object.entries(header).filter(([name]) => name !== '__metadata__' && !/^(novelty|none)\//.test(name));
  return Object.fromEntries(
    own.map(([name, { data_offsets: at }]) => [name, data.subarray(at[0], at[1]).toString('base64')]),
  );
}

/** The same file with a length of the header that nobody has. @param {Buffer} file @param {bigint} length */
export function withHeaderLength(file, length) {
  const copy = Buffer.from(file);
  copy.writeBigUInt64LE(length);
  return copy;
}

/** The names of the tensors. @param {any} header */
export const tensorNames = (header) => Object.keys(header).filter((name) => name !== '__metadata__');
