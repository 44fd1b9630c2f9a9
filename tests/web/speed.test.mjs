// What is measured of a machine, how much arithmetic an image takes, and what is said of both.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  doubtInWords,
  layersInNumbers,
  multiplyAdds,
  operations,
  reasonsInWords,
  setupsOf,
  speedInWords,
  withoutZeros,
} from '../../web/sections/speed/words.js';

const conv2d = { type: 'Conv2D', outputShape: [26, 26, 32], parameters: 320 };
const pooling = { type: 'MaxPool2D', outputShape: [13, 13, 32], parameters: 0 };
const normalization = { type: 'BatchNormalization', outputShape: [13, 13, 32], parameters: 128 };
const dense = { type: 'Dense', outputShape: [10], parameters: 1290 };

const info = (variant, threads) => ({ variant, threads, simd: 'relaxed SIMD', passedOver: [] });
const measured = (but, training, threads = 2, variant = 'relaxed-threads') => ({
  setup: { but, name: but, variant, threads },
  training,
  inference: 2 * training,
  ceiling: 40e9,
  times: [],
});

test('what is compared depends on what there is', () => {
  const buts = (...args) => setupsOf(info(...args)).map(({ but }) => but);
  assert.deepEqual(buts('relaxed-threads', 4), ['in use', 'one thread', 'plain SIMD', 'no zeros']);
  assert.deepEqual(buts('relaxed-threads', 1), ['in use', 'plain SIMD', 'no zeros']);
  assert.deepEqual(buts('simd-threads', 2), ['in use', 'one thread', 'no zeros']);
  assert.deepEqual(buts('simd', 1), ['in use', 'no zeros']);
  assert.deepEqual(setupsOf(info('relaxed-threads', 2))[0], {
    but: 'in use',
    name: 'relaxed SIMD, 2 threads',
    variant: 'relaxed-threads',
    threads: 2,
  });
});

test('a multiplication for each weight at each place, and none elsewhere', () => {
  assert.equal(multiplyAdds(conv2d), 26 * 26 * 3 * 3 * 32);
  assert.equal(multiplyAdds(dense), 128 * 10);
  assert.equal(multiplyAdds(pooling), 0);
  assert.equal(multiplyAdds(normalization), 0);
});

test('training goes three times as far, but for the gradient by the image', () => {
  const [first, second] = [multiplyAdds(conv2d), multiplyAdds(dense)];
  assert.deepEqual(operations([conv2d, pooling, normalization, dense]), {
    inference: 2 * (first + second),
    training: 2 * (2 * first + 3 * second),
  });
  assert.deepEqual(operations([pooling]), { inference: 0, training: 0 });
});

test('layers that are computed in one go share a row of arithmetic and time', () => {
  const layers = [
    { name: 'conv2d', ...conv2d },
    { name: 'max_pooling2d', ...pooling },
    { name: 'flatten', type: 'Flatten', outputShape: [5408], parameters: 0 },
    { name: 'dense', ...dense },
  ];
  const times = [
    { name: 'conv2d + max_pooling2d', forward: 20e-6, backward: 40e-6 },
    { name: 'flatten', forward: 0, backward: 0 },
    { name: 'dense', forward: 10e-6, backward: 10e-6 },
  ];
  const rows = layersInNumbers(layers, times);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['conv2d + max_pooling2d', 'dense'],
  );
  const [both, last] = rows;
  const all = multiplyAdds(conv2d) + multiplyAdds(dense);
  const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a}, ${b}`);
  close(both.arithmetic, multiplyAdds(conv2d) / all);
  close(last.arithmetic, multiplyAdds(dense) / all);
  close(both.time, 0.75);
  close(last.time, 0.25);
  close(both.forward, 20);
  close(both.backward, 40);
});

test('without zeros the reference network has neither ReLU nor dropout, and is else the same', () => {
  const network = JSON.parse(readFileSync(new URL('../../model/reference.json', import.meta.url), 'utf8'));
  const full = withoutZeros(network);
  assert.ok(JSON.stringify(network).includes('"relu"'));
  assert.ok(!JSON.stringify(full).includes('"relu"'));
  assert.deepEqual([...new Set(full.layers.filter(({ type }) => type === 'Dropout').map(({ rate }) => rate))], [0]);
  const rest = ({ layers }) => layers.map(({ activation, rate, ...others }) => others);
  assert.deepEqual(rest(full), rest(network));
  assert.equal(full.layers.at(-1).activation, 'softmax');
});

test('speed and ceiling are told, and why training may be above it', () => {
  const below = speedInWords(measured('in use', 1000), { inference: 5e6, training: 20e6 });
  assert.equal(below.said, 'Your machine trains on 1,000 images a second and classifies 2,000, with in use.');
  assert.match(below.ceiling, /^At most it does 40\.0 billion multiplications and additions a second\./);
  assert.match(below.ceiling, /takes 5\.0 million of these to be classified and 20 million to be trained on/);
  assert.match(below.ceiling, /reaches 25 % of what the machine can do, and training 50 %\. What is left/);
  const above = speedInWords(measured('in use', 3000), { inference: 5e6, training: 20e6 });
  assert.match(above.ceiling, /training 150 %\. More than all of it is no mistake: .* left out\. What is left/);
});

test('what threads, SIMD and skipping zeros bring is told of what was measured, or why it was not', () => {
  const inUse = measured('in use', 3000);
  const [threads, simd, zeros] = reasonsInWords([
    inUse,
    measured('one thread', 2000),
    measured('plain SIMD', 2500),
    measured('no zeros', 1500),
  ]);
  assert.equal(threads, 'Threads: 2 threads train 1.5 times as fast as one.');
  assert.match(simd, /in one, trains 1\.2 times as fast as SIMD128\.$/);
  assert.match(zeros, /^Skipping zeros: .* trains 2\.0 times as fast as the same network without ReLU and dropout\.$/);
  const alone = reasonsInWords([measured('in use', 3000, 1, 'simd'), measured('no zeros', 1500, 1, 'simd')]);
  assert.match(alone[0], /there is one alone/);
  assert.match(alone[1], /This build has no relaxed SIMD\.$/);
  assert.match(reasonsInWords([measured('in use', 1, 2, 'simd-threads')])[1], /This browser has no relaxed SIMD\.$/);
});

test('a machine that changed meanwhile is told of, a steady one is not', () => {
  const at = (ceiling, but = 'no zeros', threads = 2) => ({ ...measured(but, 1000, threads), ceiling });
  assert.equal(doubtInWords([at(40e9, 'in use'), at(20e9, 'one thread', 1), at(35e9)]), '');
  assert.match(
    doubtInWords([at(40e9, 'in use'), at(20e9, 'one thread', 1), at(30e9)]),
    /^The same loop did 30\.0 and 40\.0 billion a second: other programs/,
  );
});
