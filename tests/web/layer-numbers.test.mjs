// The arithmetic of a layer's shape and parameters, in words: the numbers in them must be the layer's own.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PRESETS } from '../../web/lab/presets.js';
import { numbersInWords, windowsOf } from '../../web/sections/build/layer-numbers.js';

const conv = (fields) => ({
  type: 'Conv2D',
  filters: 8,
  kernel: 3,
  stride: 1,
  padding: 'valid',
  activation: 'relu',
  ...fields,
});
const pool = (fields) => ({ type: 'MaxPool2D', pool: 2, stride: 2, padding: 'valid', ...fields });

/** @param {any} layer @param {number[]} input @param {number[]} output */
const told = (layer, input, output, parameters = 0) => numbersInWords({ layer, input, output, parameters });

test('the numbers of the notebook’s network', () => {
  const second = told(conv({ filters: 64 }), [13, 13, 32], [11, 11, 64], 18_496);
  assert.match(second.shape, /^11 = 13 − 3 \+ 1: .*64 maps/);
  assert.match(second.parameters, /^\(3 · 3 · 32 \+ 1\) · 64 = 18,496: .* each of the 32 maps before/);
  assert.match(second.activation, /^ReLU/);
  assert.match(told(conv({ filters: 32 }), [28, 28, 1], [26, 26, 32], 320).parameters, /for the picture, and a bias/);
  assert.match(told(pool(), [11, 11, 64], [5, 5, 64]).shape, /^5 = ⌊11 \/ 2⌋: .* A row and a column are left over\./);
  assert.match(told({ type: 'Flatten' }, [3, 3, 128], [1152]).shape, /^3 · 3 · 128 = 1,152:/);
  const dense = told({ type: 'Dense', units: 128, activation: 'relu' }, [1152], [128], 147_584);
  assert.match(dense.parameters, /^1,152 · 128 \+ 128 = 147,584:/);
});

test('strides, padding and what is left over', () => {
  assert.match(told(conv({ padding: 'same' }), [28, 28, 1], [28, 28, 8]).shape, /^28, as before: with zeros/);
  assert.match(
    told(conv({ padding: 'same', stride: 2 }), [28, 28, 1], [14, 14, 8]).shape,
    /^14 = ⌈28 \/ 2⌉: .*2 apart/,
  );
  assert.match(
    told(conv({ stride: 2 }), [28, 28, 1], [13, 13, 8]).shape,
    /^13 = ⌊\(28 − 3\) \/ 2⌋ \+ 1: .* A row and a column/,
  );
  assert.match(told(conv({ stride: 3 }), [27, 27, 1], [9, 9, 8]).shape, /^9 = ⌊27 \/ 3⌋: /);
  assert.doesNotMatch(told(conv({ stride: 3 }), [27, 27, 1], [9, 9, 8]).shape, /left over/);
  assert.match(
    told(pool({ pool: 3, stride: 3 }), [5, 5, 4], [1, 1, 4]).shape,
    /^1 = ⌊5 \/ 3⌋: .* 2 rows and columns are left/,
  );
  assert.equal(
    windowsOf({ layer: pool({ padding: 'same' }), input: [5, 5, 1], output: [3, 3, 1], parameters: 0 }).left,
    0,
  );
});

test('layers without a sum of their own', () => {
  assert.match(told({ type: 'Dropout', rate: 0.25 }, [5, 5, 4], [5, 5, 4]).shape, /^The shape stays/);
  const norm = told({ type: 'BatchNormalization' }, [5, 5, 64], [5, 5, 64], 256);
  assert.match(norm.parameters, /^4 · 64 = 256: for each map/);
  assert.match(told({ type: 'BatchNormalization' }, [64], [64], 256).parameters, /for each unit/);
  assert.match(told({ type: 'Flatten' }, [10], [10]).shape, /^The shape stays/);
  assert.equal(told({ type: 'Dense', units: 10, activation: 'linear' }, [4], [10], 50).activation, '');
});

test('each sum in the words is right, for every network that is offered', () => {
  const value = (/** @type {string} */ sum) => {
    const plain = sum
      .replaceAll(',', '')
      .replaceAll('−', '-')
      .replaceAll('·', '*')
      .replace(/⌊(.+?)⌋/, 'Math.floor($1)')
      .replace(/⌈(.+?)⌉/, 'Math.ceil($1)');
    assert.match(plain, /^[\d\s()+*/.Mathflorcei-]+$/);
    return Number(Function(`return ${plain}`)());
  };
  let sums = 0;
  for (const name of PRESETS) {
    const { input, layers } = JSON.parse(String(readFileSync(new URL(`../../model/${name}.json`, import.meta.url))));
    let shape = input;
    for (const given of layers) {
      const layer =
        given.type === 'Conv2D'
          ? conv(given)
          : given.type === 'MaxPool2D'
            ? { ...pool(given), stride: given.stride ?? given.pool }
            : given;
      const { output, parameters } = shapesOf(layer, shape);
      const words = told(layer, shape, output, parameters);
      for (const sentence of [words.shape, words.parameters]) {
        const [, left, right] = /^(.+?) = (.+?):/.exec(sentence) ?? [];
        if (!left) continue;
        assert.equal(value(left), value(right), sentence);
        sums += 1;
      }
      shape = output;
    }
  }
  assert.ok(sums > 30);
});

/** Another way to the same numbers than that of the words. @param {any} layer @param {number[]} shape */
function shapesOf(layer, shape) {
  const [height, , channels] = shape;
  const places = (/** @type {number} */ size) => {
    let count = 0;
    if (layer.padding === 'same') for (let at = 0; at < height; at += layer.stride) ++count;
    else for (let at = 0; at + size <= height; at += layer.stride) ++count;
    return count;
  };
  switch (layer.type) {
    case 'Conv2D': {
      const side = places(layer.kernel);
      return { output: [side, side, layer.filters], parameters: layer.filters * (layer.kernel ** 2 * channels + 1) };
    }
    case 'MaxPool2D':
      return { output: [places(layer.pool), places(layer.pool), channels], parameters: 0 };
    case 'Flatten':
      return { output: [shape.reduce((all, n) => all * n, 1)], parameters: 0 };
    case 'Dense':
      return { output: [layer.units], parameters: (shape[0] + 1) * layer.units };
    case 'BatchNormalization':
      return { output: shape, parameters: 4 * shape[shape.length - 1] };
    default:
      return { output: shape, parameters: 0 };
  }
}
