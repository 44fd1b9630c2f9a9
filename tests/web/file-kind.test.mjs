// What a file is, by its first bytes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kindOf } from '../../web/parts/file-kind.js';

const fixture = (/** @type {string} */ name) => readFileSync(new URL(`../page/fixtures/${name}`, import.meta.url));

/** @param {object} header */
function safetensors(header) {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}

/** @type {[what: string, bytes: string | Buffer, kind: string, type?: string][]} */
const FILES = [
  ['PNG', fixture('trouser.png'), 'picture', 'image/png'],
  ['JPEG', fixture('lying.jpg'), 'picture', 'image/jpeg'],
  ['WebP', fixture('trouser.webp'), 'picture', 'image/webp'],
  ['AVIF', fixture('trouser.avif'), 'picture', 'image/avif'],
  ['GIF', fixture('trouser.gif'), 'picture', 'image/gif'],
  ['SVG', fixture('trouser.svg'), 'drawing', 'image/svg+xml'],
  [
    'SVG behind a BOM, a declaration and a long comment',
    `\ufeff<?xml version="1.0"?>\n<!-- ${'x'.repeat(5000)} --><svg>`,
    'drawing',
  ],
  ['SVG with a prefix', '<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', 'drawing'],
  ['a page with an SVG in it', '<!DOCTYPE html><svg></svg>', 'other'],
  ['XML about an svg', '<note>An svg is no <png></note>', 'other'],
  ['a letter about <svg>', 'Dear <svg>', 'other'],
  ['PDF', '%PDF-1.7', 'other', 'application/pdf'],
  ['an archive', 'PK\x03\x04', 'other'],
  ['a model', safetensors({ __metadata__: { format: 'fitting-room' } }), 'model'],
  ['a model of another program', safetensors({ a: { dtype: 'F32', shape: [0], data_offsets: [0, 0] } }), 'model'],
  ['a model with a long header', safetensors({ __metadata__: { note: 'x'.repeat(2 << 20) } }), 'model'],
  ['a run', safetensors({ __metadata__: { checkpoint: '{}' } }), 'run'],
  ['a model cut in its header', safetensors({ __metadata__: {} }).subarray(0, 15), 'other'],
  ['nothing', '', 'other'],
];

for (const [what, bytes, kind, type] of FILES) {
  test(`${what}: ${kind}, whatever it is called`, async () => {
    for (const options of [{}, { type: 'image/png' }, { type: 'text/plain' }]) {
      const found = await kindOf(new File([bytes], 'x.svg', options));
      assert.equal(found.kind, kind);
      if (type) assert.equal(found.type, type);
    }
  });
}

test('a file that cannot be read is told so', async () => {
  const gone = { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotReadableError')) }) };
  await assert.rejects(kindOf(/** @type {Blob} */ (/** @type {unknown} */ (gone))), /cannot be read: it is a folder/);
});
