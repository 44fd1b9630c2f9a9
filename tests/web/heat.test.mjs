import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IMAGE_PIXELS, IMAGE_SIDE } from '../../web/engine/image.js';
import { warmestPlace } from '../../web/sections/inside/heat.js';

/** Warm at one pixel only. */
const spot = (row, column, value = 1) =>
  Float32Array.from({ length: IMAGE_PIXELS }, (_, i) => (i === IMAGE_SIDE * row + column ? value : 0));

test('the warmest ninth of a picture has a name', () => {
  assert.equal(warmestPlace(spot(0, 0)), 'top left');
  assert.equal(warmestPlace(spot(2, 14)), 'top');
  assert.equal(warmestPlace(spot(13, 27)), 'right');
  assert.equal(warmestPlace(spot(14, 13)), 'middle');
  assert.equal(warmestPlace(spot(27, 5)), 'bottom left');
});

test('what is cold is no place', () => {
  assert.equal(warmestPlace(new Float32Array(IMAGE_PIXELS)), null);
  assert.equal(warmestPlace(spot(3, 3, -1)), null);
});

test('much warmth counts for more than one hot pixel', () => {
  const heat = spot(2, 2);
  for (let i = 20; i < IMAGE_SIDE; i++) for (let j = 20; j < IMAGE_SIDE; j++) heat[IMAGE_SIDE * i + j] = 0.5;
  assert.equal(warmestPlace(heat), 'bottom right');
});
