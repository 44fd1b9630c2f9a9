// The ten pictures of the first visit are images of the test set, byte by byte.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { readSamples } from '../../web/parts/samples.js';

const DATA = '/usr/share/datasets/fashion-mnist/t10k';
const MODEL = new URL('../../model/samples.pgm', import.meta.url);
const PIXELS = 784;

globalThis.self = /** @type {any} */ (Object.assign(new EventTarget(), { location: new URL('http://room.test/') }));
globalThis.location = self.location;

/** @param {BodyInit} body @param {ResponseInit} [options] */
const answer = (body, options) => (globalThis.fetch = async () => new Response(body, options));

test('they are images of the test set, one of each class', async () => {
  answer(readFileSync(MODEL));
  const images = gunzipSync(readFileSync(`${DATA}-images-idx3-ubyte.gz`)).subarray(16);
  const labels = gunzipSync(readFileSync(`${DATA}-labels-idx1-ubyte.gz`)).subarray(8);
  const samples = await readSamples();
  assert.equal(samples.length, 10);
  samples.forEach(({ pixels, label }, index) => {
    assert.equal(label, index);
    let at = images.indexOf(pixels);
    while (at >= 0 && at % PIXELS) at = images.indexOf(pixels, at + 1);
    assert.ok(at >= 0, `sample ${index} is an image`);
    assert.equal(labels[at / PIXELS], label);
  });
});

test('a page that a host sends in their place is refused', async () => {
  answer('<!doctype html><title>Sign in</title>');
  await assert.rejects(readSamples(), /no sample pictures/);
  answer(readFileSync(MODEL), { status: 500 });
  await assert.rejects(readSamples(), /The sample pictures could not be downloaded/);
});
