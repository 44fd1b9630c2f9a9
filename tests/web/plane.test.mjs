// Points on a plane: class centres, neighbours, and the window through which they are looked at.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  centres,
  fromWindow,
  nearestPlace,
  neighbours,
  nextPoint,
  pointAt,
  toWindow,
  wholeView,
  zoomed,
} from '../../web/sections/inside/plane-geometry.js';

// Three classes on a line; the second's last point lies with the first; the fourth class has none.
const points = [0, 0, 2, 0, 10, 0, 12, 0, 2, 0, 30, 4];
const labels = [0, 0, 1, 1, 1, 2];

test('centres and what lies nearest', () => {
  assert.deepEqual(centres(points, labels, 4), [[1, 0], [8, 0], [30, 4], null]);
  assert.equal(nearestPlace([null, [0, 0], [5, 5]], [4, 4]), 2);
  assert.equal(nearestPlace([[0, 0]], [4, 4], 0), -1);
  assert.deepEqual(neighbours(points, labels, 4), [
    { nearest: 1, strays: 0, count: 2 },
    { nearest: 0, strays: 1, count: 3 },
    { nearest: 1, strays: 0, count: 1 },
    { nearest: -1, strays: 0, count: 0 },
  ]);
});

test('a view shows all points; right is right and up is up', () => {
  const view = wholeView(points);
  assert.deepEqual(view.middle, [15, 2]);
  for (let i = 0; i < labels.length; i++) {
    const [x, y] = toWindow(view, [points[2 * i], points[2 * i + 1]]);
    assert.ok(x > 0 && x < 1 && y > 0 && y < 1);
  }
  assert.ok(toWindow(view, [30, 4])[0] > 0.9);
  assert.ok(toWindow(view, [30, 4])[1] < 0.1);
  assert.deepEqual(wholeView([3, 4]), { middle: [3, 4], reach: [1, 1] });
});

test('zooming keeps its spot, and places go there and back', () => {
  const view = wholeView(points);
  const near = zoomed(view, 3, [0.2, 0.7]);
  const fixed = fromWindow(view, [0.2, 0.7]);
  toWindow(near, fixed).forEach((at, axis) => assert.ok(Math.abs(at - [0.2, 0.7][axis]) < 1e-12));
  assert.ok(Math.abs(near.reach[0] * 3 - view.reach[0]) < 1e-12);
  fromWindow(near, toWindow(near, [7, 1])).forEach((at, axis) => assert.ok(Math.abs(at - [7, 1][axis]) < 1e-12));
});

test('the dot under a pointer, and the next one that way', () => {
  const view = { middle: [15, 0], reach: [16, 12] };
  const size = [640, 480];
  const spot = (index) => toWindow(view, [points[2 * index], points[2 * index + 1]]);
  assert.equal(pointAt(points, view, spot(3), size, 10), 3);
  assert.equal(pointAt(points, view, toWindow(view, [20, -8]), size, 10), -1);
  assert.equal(nextPoint(points, view, spot(1), [1, 0]), 2);
  assert.equal(nextPoint(points, view, spot(2), [-1, 0]), 1);
  assert.equal(nextPoint(points, view, spot(5), [1, 0]), -1);
  assert.equal(nextPoint(points, view, spot(5), [0, 1]), -1); // nothing lies rather below than aside
});
