// The reference CNN as an ONNX file, for ONNX Runtime. The file is a protocol buffer
// (https://onnx.ai/onnx/repo-docs/IR.html, messages and field numbers in onnx.proto), of which only
// strings, integers and messages are needed. ONNX is NCHW where Keras is NHWC: kernels are turned
// round, and so are the first dense layer's rows, since the map is flattened in another order.

/** @typedef {import('../page/driver.js').Task['weights'][string]} Weight */

const FLOAT = 1; // TensorProto.DataType
const INTS = 7; // AttributeProto.AttributeType
const IR_VERSION = 8;
const OPSET = 13;

/** @param {number} value from 0 */
function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

/**
 * A message from its fields: [number, value] with a whole number, a string, or bytes (also those of a
 * message within).
 * @param {[number, number | string | Uint8Array][]} fields
 * @returns {Uint8Array}
 */
function message(fields) {
  const parts = fields.flatMap(([number, value]) => {
    if (typeof value === 'number') return [varint(number * 8), varint(value)];
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return [varint(number * 8 + 2), varint(bytes.length), bytes];
  });
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    result.set(part, end);
    end += part.length;
  }
  return result;
}

/** TensorProto @param {string} name @param {number[]} shape @param {Float32Array} values */
function tensor(name, shape, values) {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return message([...shape.map((size) => [1, size]), [2, FLOAT], [8, name], [9, raw]]);
}

/** NodeProto; attributes are lists of whole numbers. */
function node(type, inputs, output, attributes = {}) {
  return message([
    ...inputs.map((name) => [1, name]),
    [2, output],
    [4, type],
    ...Object.entries(attributes).map(([name, ints]) => [
      5,
      message([[1, name], ...ints.map((value) => [8, value]), [20, INTS]]),
    ]),
  ]);
}

/** ValueInfoProto of floats; a size that is a string is free. */
function value(name, sizes) {
  const shape = message(sizes.map((size) => [1, message([[typeof size === 'number' ? 1 : 2, size]])]));
  return message([
    [1, name],
    [
      2,
      message([
        [
          1,
          message([
            [1, FLOAT],
            [2, shape],
          ]),
        ],
      ]),
    ],
  ]);
}

/**
 * Axes in another order.
 * @param {Weight} weight
 * @param {number[]} order the old axis that each new one is
 * @returns {Weight}
 */
export function transposed({ shape, values }, order) {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis]);
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; ++i) {
    let rest = i;
    let from = 0;
    for (let axis = order.length - 1; axis >= 0; --axis) {
      from += (rest % sizes[axis]) * steps[order[axis]];
      rest = Math.floor(rest / sizes[axis]);
    }
    result[i] = values[from];
  }
  return { shape: sizes, values: result };
}

/** A dense kernel whose rows are an NHWC map of h × w × c, with the rows of an NCHW one. */
function rowsTransposed({ shape: [rows, units], values }, [height, width, channels]) {
  const { values: result } = transposed({ shape: [height, width, channels, units], values }, [2, 0, 1, 3]);
  return { shape: [rows, units], values: result };
}

/**
 * @param {Record<string, Weight>} weights Keras' names and layout
 * @returns {Uint8Array} input `images` {batch, 1, 28, 28}, output `probabilities` {batch, 10}
 */
export function onnxModel(weights) {
  const initializers = Object.entries(weights).map(([name, weight]) => {
    let turned = weight;
    if (weight.shape.length === 4) turned = transposed(weight, [3, 2, 0, 1]);
    if (name === 'dense/kernel') turned = rowsTransposed(weight, [3, 3, 128]);
    return tensor(name, turned.shape, turned.values);
  });
  const layer = (name) => [`${name}/kernel`, `${name}/bias`];
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  const nodes = [
    node('Conv', ['images', ...layer('conv2d')], 'c1'),
    node('Relu', ['c1'], 'r1'),
    node('MaxPool', ['r1'], 'p1', pool),
    node('Conv', ['p1', ...layer('conv2d_1')], 'c2'),
    node('Relu', ['c2'], 'r2'),
    node('MaxPool', ['r2'], 'p2', pool),
    node('Conv', ['p2', ...layer('conv2d_2')], 'c3'),
    node('Relu', ['c3'], 'r3'),
    node('Flatten', ['r3'], 'f'),
    node('Gemm', ['f', ...layer('dense')], 'd1'),
    node('Relu', ['d1'], 'r4'),
    node('Gemm', ['r4', ...layer('dense_1')], 'logits'),
    node('Softmax', ['logits'], 'probabilities'),
  ];
  const graph = message([
    ...nodes.map((bytes) => [1, bytes]),
    [2, 'reference CNN'],
    ...initializers.map((bytes) => [5, bytes]),
    [11, value('images', ['batch', 1, 28, 28])],
    [12, value('probabilities', ['batch', 10])],
  ]);
  return message([
    [1, IR_VERSION],
    [7, graph],
    [8, message([[2, OPSET]])],
  ]);
}
