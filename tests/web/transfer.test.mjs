import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buffersOf } from '../../web/engine/transfer.js';

test('arrays are handed over, however deep they lie; what is no array is left alone', () => {
  const [a, b, c] = [new Uint8Array(2), new Float32Array(3), new Uint8Array(1)];
  const layers = [{ name: 'dense', values: a }, null, { parameters: { kernel: { shape: [3], values: b } } }];
  assert.deepEqual(buffersOf({ id: 1, args: ['text', c], layers, missing: undefined }), [c.buffer, a.buffer, b.buffer]);
  assert.deepEqual(buffersOf(a), [a.buffer]);
  for (const nothing of [null, undefined, 7, 'text', [1, 2], {}]) assert.deepEqual(buffersOf(nothing), []);
});

test('what the page keeps for a worker to come is copied: a bare buffer stays', () => {
  const model = new ArrayBuffer(8);
  const message = { type: 'start', restore: { model, images: { train: 0, test: 0 } } };
  structuredClone(message, { transfer: buffersOf(message) });
  assert.equal(model.byteLength, 8);
});
