// Drawings as SVG files: what is written is SVG, what is read is what was written, and nothing else.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { IMAGE_PIXELS, IMAGE_SIDE } from '../../web/engine/image.js';
import { DRAWING_SIDE, readDrawing, writeDrawing } from '../../web/sections/try/drawing-svg.js';
import { FillAreas, areaPath } from '../../web/sections/try/fill-areas.js';
import { strokePaths } from '../../web/sections/try/stroke-path.js';

const line = { kind: 'stroke', grey: 217, points: [10, 20.5, 26, 100.25, 20, 26, 99.99, 200, 26, -4, 310.1, 26] };
const pen = { kind: 'stroke', grey: 90, points: [30, 30, 10.4, 60, 40, 18, 90, 90, 41.6] };
const dot = { kind: 'stroke', grey: 255, points: [168, 168, 4] };
const eraser = { kind: 'stroke', grey: 0, points: [0, 0, 72, 336, 336, 72] };
const fill = { kind: 'fill', grey: 7, points: [200, 0.5, 1] };
const base = Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => (i % IMAGE_SIDE > 4 ? (i * 7) % 256 : 0));
const all = { base, marks: [line, pen, fill, dot, eraser] };
const areaOf = () => 'M3 4h10v1H3zM3 5h2v1H3z';

/** Two equal drawings may hold their numbers in arrays of different kinds. */
const plain = (drawing) => ({ ...drawing, base: drawing.base && [...drawing.base] });

test('every mark comes back as it was, in order, with and without a picture under them', () => {
  for (const drawing of [all, { marks: [line] }, { marks: [] }, { base, marks: [] }, { marks: [fill, fill] }]) {
    const svg = writeDrawing(drawing, areaOf);
    assert.deepEqual(plain(readDrawing(svg)), plain(drawing));
    assert.equal(writeDrawing(readDrawing(svg), areaOf), svg);
    assert.deepEqual(plain(readDrawing(svg.replaceAll('\n', '\r\n'))), plain(drawing)); // as mail may change it
  }
});

test('an area that is not known does not keep a fill from being restored', () => {
  const svg = writeDrawing({ marks: [line, fill] }, () => undefined);
  assert.deepEqual(readDrawing(svg), { marks: [line, fill] });
});

test('it is well-formed XML that shows strokes with round ends on black', () => {
  const svg = writeDrawing(all, areaOf);
  const parse = 'import sys, xml.dom.minidom; xml.dom.minidom.parseString(sys.stdin.buffer.read())';
  execFileSync('python3', ['-c', parse], { input: svg });
  assert.match(svg, /<rect width="336" height="336" fill="#000"\/>/);
  assert.match(svg, /stroke-linecap="round"/);
  assert.match(svg, /stroke="#d9d9d9"><path stroke-width="26" d="M10 20\.5h\.01L55\.13 20\.25Q100\.25 20 /);
  assert.equal(svg.match(/stroke-width/g).length, 1 + 3 + 1 + 1); // a path for each width
  assert.match(svg, /fill="#070707" shape-rendering="crispEdges" d="M3 4h10v1H3z/);
});

test('what is no saved drawing, or was changed by another program, is not read as one', () => {
  const svg = writeDrawing(all, areaOf);
  const changed = {
    nothing: '',
    'another SVG': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
    'cut off': svg.slice(0, svg.length / 2),
    'without its end': svg.replace('</svg>', ''),
    'another size': svg.replace('width="336"', 'width="100"'),
    'a moved path': svg.replace('d="M10 20.5', 'd="M90 20.5'),
    'a moved point': svg.replace('data-points="10,', 'data-points="11,'),
    'another colour': svg.replace('stroke="#d9d9d9"', 'stroke="#ff0000"'),
    'another pixel': svg.replace(/data-base="00/, 'data-base="10'),
    'a script': svg.replace('</svg>', '<script>alert(1)</script>\n</svg>'),
    'a script in a line': svg.replace('</g>', '<script>alert(1)</script></g>'),
    'a handler': svg.replace('<path data-grey', '<path onload="alert(1)" data-grey'),
    'a handler in an area': svg.replace('d="M3 4h10', 'onload="alert(1)" d="M3 4h10'),
    'a link in an area': svg.replace('M3 4h10', 'url(x)'),
    'a doctype': `<!DOCTYPE svg [<!ENTITY a "b">]>\n${svg}`,
    'a picture between the marks': svg.replace(/(<g data-base.*)\n(.*)\n/, '$2\n$1\n'),
  };
  for (const [what, text] of Object.entries(changed)) assert.equal(readDrawing(text), null, what);
});

test('numbers that the engine would refuse are not read', () => {
  const bad = [
    [[10, 10, 0]],
    [[10, 10, -3]],
    [[10, 10, 500]],
    [[1e5, 10, 5]],
    [[10, NaN, 5]],
    [[10, Infinity, 5]],
    [[10, 10]],
    [[]],
    [[10, 10, 5], 256],
    [[10, 10, 5], 1000],
    [[10, 10, 5], -1],
    [[10, 10, 5], 1.5],
  ];
  for (const [points, grey = 9] of bad) {
    const text = writeDrawing({ marks: [{ kind: 'stroke', grey, points }] }, areaOf);
    assert.equal(readDrawing(text), null, text);
  }
  const much = { kind: 'stroke', grey: 9, points: new Array(150_000).fill(5) };
  assert.equal(readDrawing(writeDrawing({ marks: [much, much, much] }, areaOf)), null);
});

test('a path goes through the middles, in one piece for each width', () => {
  assert.deepEqual(strokePaths([1, 2, 5]), [{ width: 5, d: 'M1 2h.01' }]);
  assert.deepEqual(strokePaths([0, 0, 5, 10, 0, 5, 10, 10, 5]), [{ width: 5, d: 'M0 0h.01L5 0Q10 0 10 5L10 10' }]);
  assert.deepEqual(strokePaths([0, 0, 5, 10, 0, 6, 10, 10, 6]), [
    { width: 5, d: 'M0 0h.01L5 0' },
    { width: 6, d: 'M5 0Q10 0 10 5L10 10' },
  ]);
  // While it is drawn: the piece around the point before the newest one.
  assert.deepEqual(strokePaths([0, 0, 5, 10, 0, 5, 10, 10, 5], 1, 2), [{ width: 5, d: 'M5 0Q10 0 10 5' }]);
});

test('an area is its runs of pixels', () => {
  assert.equal(areaPath([0, 1, 1, 1, 0, 1, 0, 0, 0], 3), 'M1 0h2v1H1zM0 1h1v1H0zM2 1h1v1H2z');
  assert.equal(areaPath([1, 1, 1, 1], 2), 'M0 0h2v1H0zM0 1h2v1H0z');
  assert.equal(areaPath([0, 0, 0, 0], 2), '');
});

test('areas are asked for once, with all that lies under them', async () => {
  const asked = [];
  const areas = new FillAreas(async (drawing) => (asked.push(drawing), [1, 0, 0, 0]), 2);
  const other = { ...fill };
  const drawing = { base, marks: [line, fill, pen, other] };
  assert.equal(areas.of(fill), undefined);
  assert.equal(await areas.learn(drawing), true);
  assert.deepEqual(asked, [{ base, marks: [line, fill] }, drawing]);
  assert.equal(areas.of(fill), 'M0 0h1v1H0z');
  assert.equal(await areas.learn({ base, marks: [...drawing.marks, dot] }), false);
  assert.equal(asked.length, 2);
  const failing = new FillAreas(() => Promise.reject(new Error('no engine')), DRAWING_SIDE);
  await assert.rejects(failing.learn(drawing), /no engine/);
  assert.equal(failing.of(fill), undefined);
});
