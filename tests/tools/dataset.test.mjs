import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { balancedOrder, readPublished } from '../../tools/lib/dataset.mjs';
import { CLASS_NAMES } from '../../web/engine/classes.js';
import { IMAGE_PIXELS } from '../../web/engine/image.js';

const TOOL = new URL('../../tools/dataset', import.meta.url).pathname;
const SOURCE = '/usr/share/datasets/fashion-mnist';
const scratch = mkdtempSync(join(tmpdir(), 'dataset-test-'));
after(() => rmSync(scratch, { recursive: true }));

const content = (folder, file) => gunzipSync(readFileSync(join(folder, file.file)));
const countClasses = (labels) =>
  labels.reduce((counts, label) => {
    counts[label] += 1;
    return counts;
  }, new Array(10).fill(0));

describe('the shards of the published files', () => {
  const out = join(scratch, 'shards');
  let manifest;
  before(() => {
    execFileSync(TOOL, [out]);
    manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  });

  test('are 12 for training and 2 for testing, of 5,000 images', () => {
    assert.equal(manifest.train.length, 12);
    assert.equal(manifest.test.length, 2);
    assert.deepEqual(manifest.classes, CLASS_NAMES);
    for (const shard of [...manifest.train, ...manifest.test]) {
      assert.equal(shard.count, 5000);
      const images = content(out, shard.images);
      assert.deepEqual(
        [0, 4, 8, 12].map((at) => images.readUInt32BE(at)),
        [0x803, 5000, 28, 28],
      );
      assert.equal(images.length, 16 + 5000 * IMAGE_PIXELS);
      const labels = content(out, shard.labels);
      assert.deepEqual(
        [0, 4].map((at) => labels.readUInt32BE(at)),
        [0x801, 5000],
      );
      assert.equal(labels.length, 8 + 5000);
    }
  });

  test('have the sizes and hashes of the manifest, and nothing else is there', () => {
    const files = [...manifest.train, ...manifest.test].flatMap(({ images, labels }) => [images, labels]);
    for (const { file, bytes, sha256, unpacked } of files) {
      const data = readFileSync(join(out, file));
      const plain = gunzipSync(data);
      const seal = { bytes: plain.length, sha256: createHash('sha256').update(plain).digest('hex') };
      assert.deepEqual(unpacked, seal, file);
      assert.equal(data.length, bytes, file);
      assert.equal(createHash('sha256').update(data).digest('hex'), sha256, file);
    }
    assert.deepEqual(readdirSync(out).sort(), ['manifest.json', ...files.map(({ file }) => file)].sort());
  });

  test('are balanced by class in every prefix of whole tens', () => {
    for (const set of ['train', 'test']) {
      const labels = manifest[set].flatMap((shard) => [...content(out, shard.labels).subarray(8)]);
      for (let start = 0; start < labels.length; start += 10) {
        assert.equal(new Set(labels.slice(start, start + 10)).size, 10, `${set} from ${start}`);
      }
    }
  });

  test('hold every image once, with its own label', () => {
    for (const [set, name] of [
      ['train', 'train'],
      ['test', 't10k'],
    ]) {
      const pairs = (images, labels) =>
        Array.from(
          labels,
          (label, i) =>
            `${label} ${createHash('md5')
              .update(images.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS))
              .digest('base64')}`,
        ).sort();
      const published = pairs(
        gunzipSync(readFileSync(`${SOURCE}/${name}-images-idx3-ubyte.gz`)).subarray(16),
        gunzipSync(readFileSync(`${SOURCE}/${name}-labels-idx1-ubyte.gz`)).subarray(8),
      );
      const sharded = pairs(
        Buffer.concat(manifest[set].map(({ images }) => content(out, images).subarray(16))),
        Buffer.concat(manifest[set].map(({ labels }) => content(out, labels).subarray(8))),
      );
      assert.ok(
        published.every((pair, i) => pair === sharded[i]),
        `the ${set} set differs`,
      );
      assert.equal(sharded.length, published.length);
    }
  });
});

test('the order is shuffled, and the same for the same seed only', () => {
  const labels = Array.from({ length: 1000 }, (_, i) => Math.floor(i / 100));
  const order = balancedOrder(labels, 7);
  assert.deepEqual(order, balancedOrder(labels, 7));
  assert.notDeepEqual(order, balancedOrder(labels, 8));
  assert.deepEqual(
    [...order].sort((a, b) => a - b),
    labels.map((_, i) => i),
  );
  assert.deepEqual(countClasses(order.slice(0, 500).map((i) => labels[i])), new Array(10).fill(50));
  const firstClass = order.filter((i) => labels[i] === 0);
  assert.notDeepEqual(
    firstClass,
    [...firstClass].sort((a, b) => a - b),
  );
});

test('the published files are found where torchvision puts them, and with dots in their names', () => {
  const labels = { name: 't10k-labels-idx1-ubyte', time: 1504176627, md5: 'bb300cfdad3c16e7a12a480ee83cd310' };
  for (const place of ['raw/', 'FashionMNIST/raw/', '']) {
    const source = mkdtempSync(join(scratch, 'place-'));
    const name = place ? labels.name : labels.name.replace('-idx', '.idx');
    const path = join(source, `${place}${name}.gz`);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(SOURCE, `${labels.name}.gz`), path);
    assert.equal(readPublished(source, labels, 8).length, 10_000, path);
  }
});

describe('a source that is not the published data', () => {
  const refuse = (files, expected) => {
    const source = mkdtempSync(join(scratch, 'source-'));
    const out = join(source, 'out');
    for (const name of readdirSync(SOURCE)) copyFileSync(join(SOURCE, name), join(source, name));
    for (const [name, change] of Object.entries(files)) {
      const data = change(readFileSync(join(source, name)));
      if (data) writeFileSync(join(source, name), data);
      else rmSync(join(source, name));
    }
    const { status, stderr } = spawnSync(TOOL, ['--source', source, out], { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, expected);
    assert.ok(!existsSync(join(out, 'manifest.json')));
  };

  test('a missing file is named', () => {
    refuse({ 't10k-labels-idx1-ubyte.gz': () => null }, /t10k-labels-idx1-ubyte\.gz is missing/);
  });
  test('a cut file is refused', () => {
    refuse(
      { 'train-labels-idx1-ubyte.gz': (data) => data.subarray(0, 1000) },
      /train-labels-idx1-ubyte\.gz is not the published file/,
    );
  });
  test('a flipped bit is refused', () => {
    refuse(
      {
        't10k-images-idx3-ubyte.gz': (data) => {
          data[2_000_000] ^= 1;
          return data;
        },
      },
      /t10k-images-idx3-ubyte\.gz is not the published file/,
    );
  });
  test('an empty file is refused', () => {
    refuse({ 'train-images-idx3-ubyte.gz': () => Buffer.alloc(0) }, /train-images-idx3-ubyte\.gz is not the published/);
  });
});

test('without a folder to write to, the usage is shown', () => {
  const { status, stderr } = spawnSync(TOOL, [], { encoding: 'utf8' });
  assert.equal(status, 1);
  assert.match(stderr, /usage: tools\/dataset/);
});
