// What comes from outside and is read in JavaScript, broken at random: it is refused with a sentence,
// or makes sense.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../../web/engine/address.js';
import { EngineError } from '../../web/engine/errors.js';
import { checkManifest } from '../../web/engine/manifest.js';
import { kindOf } from '../../web/parts/file-kind.js';
import { readNumber } from '../../web/parts/number.js';
import { readDrawing, writeDrawing } from '../../web/sections/try/drawing-svg.js';
import { brokenJson, brokenText, numbersFrom } from './support/broken.mjs';

/** @param {number} count @param {(numbers: import('./support/broken.mjs').Numbers) => void} body */
function repeat(count, body) {
  for (let seed = 0; seed < count; ++seed) {
    try {
      body(numbersFrom(seed));
    } catch (cause) {
      throw new Error(`with seed ${seed}`, { cause });
    }
  }
}

const file = (/** @type {string} */ name) => ({ file: name, bytes: 1234, sha256: 'ab'.repeat(32) });
const shard = (/** @type {string} */ name) => ({
  count: 500,
  images: file(`${name}-i.gz`),
  labels: file(`${name}-l.gz`),
});
const MANIFEST = { train: [shard('a'), shard('b')], test: [shard('c')], classes: ['Hat', 'Coat'] };

test('a broken list of shards is refused, or all that is used of it is sound', () => {
  let accepted = 0;
  repeat(20_000, (numbers) => {
    let json = brokenJson(numbers, MANIFEST);
    if (numbers.below(2) === 0) json = brokenJson(numbers, json);
    let manifest;
    try {
      manifest = checkManifest(json);
    } catch (error) {
      assert.ok(error instanceof EngineError && error.code === 'bad-data', String(error));
      assert.match(error.message, /^The list of the images .*\.$/);
      return;
    }
    accepted += 1;
    for (const { count, images, labels } of [...manifest.train, ...manifest.test]) {
      assert.ok(Number.isInteger(count) && count > 0 && count <= 100_000);
      for (const { file, bytes, sha256 } of [images, labels]) {
        assert.ok(new URL(file, 'https://host/folder/').href);
        assert.ok(Number.isInteger(bytes) && bytes > 0 && bytes <= 2 ** 27);
        assert.equal(typeof sha256, 'string');
        assert.match(sha256, /^[0-9a-f]{64}$/);
      }
    }
  });
  assert.ok(accepted > 100, `only ${accepted} were taken`);
});

test('whatever is given as an address is one, or refused with a sentence', () => {
  const pieces = [
    'http:',
    '//',
    '[',
    ']',
    '@',
    ':',
    '99999',
    '%',
    '\0',
    ' ',
    '\\',
    '..',
    'ü',
    '\ud800',
    'data:',
    '?',
    '#',
  ];
  const odd = [undefined, null, 0, Symbol('x'), {}, [], () => {}, { toString: () => assert.fail('it is asked') }];
  let accepted = 0;
  repeat(20_000, (numbers) => {
    const text = brokenText(numbers, 'https://example.org:8080/folder/data?a=b#c', pieces);
    try {
      const address = numbers.below(10) === 0 ? numbers.one(odd) : numbers.one([text, text.slice(8)]);
      assert.ok(addressOf(address, 'https://host/folder/').href);
      accepted += 1;
    } catch (error) {
      assert.ok(error instanceof EngineError && error.code === 'bad-settings', String(error));
      assert.match(error.message, /^(“[^]*” is no address|An address must be a string or a URL)\. Give one as .*\.$/);
    }
  });
  assert.ok(accepted > 1000, `only ${accepted} were taken`);
});

test('a broken drawing is no drawing, or the one that is written so', () => {
  const stroke = { kind: /** @type {const} */ ('stroke'), grey: 217, points: [10, 20.5, 26, 100.25, 20, 26] };
  const fill = { kind: /** @type {const} */ ('fill'), grey: 7, points: [200, 0.5, 1] };
  const base = Uint8Array.from({ length: 784 }, (_, i) => (i % 28 > 20 ? 90 : 0));
  const area = 'M3 4h10v1H3z';
  const svg = writeDrawing({ base, marks: [stroke, fill, stroke] }, () => area);
  const pieces = ['0', '9', '-', '.', ',', ' ', '"', '\n', '\r\n', '1e9', 'NaN', '</svg>', '<g ', ...svg.split('\n')];
  let accepted = 0;
  repeat(20_000, (numbers) => {
    const text = brokenText(numbers, svg, pieces);
    const drawing = readDrawing(text);
    if (!drawing) return;
    accepted += 1;
    for (const { kind, grey, points } of drawing.marks) {
      assert.ok(kind === 'stroke' || kind === 'fill');
      assert.ok(Number.isInteger(grey) && grey >= 0 && grey <= 255);
      assert.ok(points.length > 0 && points.length % 3 === 0 && Array.from(points).every(Number.isFinite));
    }
    // Areas are for other programs to show, and come from the file.
    const shape = (/** @type {string} */ of) =>
      of
        .trim()
        .replaceAll('\r\n', '\n')
        .replaceAll(/ d="[^"]*"\/>$/gm, '');
    assert.equal(shape(writeDrawing(drawing, () => area)), shape(text));
  });
  assert.ok(accepted > 50, `only ${accepted} were taken`);
});

test('whatever is typed is a number, none, or asked about', () => {
  const signs = [..."00112345678９，。.,,..  '’eE+-−x_", '000', ',000', '.000', ' 000', '1e', '\u00a0', '٣', '²', '½'];
  repeat(50_000, (numbers) => {
    const text = Array.from({ length: numbers.below(9) }, () => numbers.one(signs)).join('');
    for (const whole of [true, false]) {
      const read = readNumber(text, whole);
      if (read === null) continue;
      if (typeof read === 'string')
        assert.match(read, /^“.*” can be read as .+ or as .+\. Type the one that you mean\.$/);
      else assert.ok(!Number.isNaN(read), text);
    }
  });
  repeat(10_000, (numbers) => {
    const number = numbers.below(2 ** 31) * numbers.one([1, 1, 1e3]);
    for (const written of [String(number), number.toLocaleString('en')]) {
      assert.equal(readNumber(written, true), number, written);
    }
    const decimal = numbers.below(1e6) / 1e6;
    assert.equal(readNumber(String(decimal), false), decimal);
  });
});

test('any bytes are of some kind, and soon', async () => {
  const begins = [
    '\x89PNG\r\n',
    '\xff\xd8\xff',
    'RIFF',
    '\0\0\0 ftyp',
    '<svg',
    '<?xml ',
    '<!--',
    '%PDF',
    'PK',
    '{',
    '',
  ];
  for (let seed = 0; seed < 300; ++seed) {
    const numbers = numbersFrom(seed);
    const filler = numbers.one(['<', '<svg:', ' ', '\0', 'a', '{"', '<a:', '\xff', '<html']);
    const text = numbers.one(begins) + filler.repeat(numbers.below(20_000));
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    const header = new Uint8Array(8);
    new DataView(header.buffer).setBigUint64(0, BigInt(numbers.one([0, 1, 9, 1 << 20, 2 ** 40, bytes.length])), true);
    for (const parts of [[bytes], [header, bytes]]) {
      const { kind } = await kindOf(new File(parts, 'x'));
      assert.ok(['picture', 'drawing', 'model', 'run', 'other'].includes(kind));
    }
  }
});
