import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CLASS_NAMES } from '../../web/engine/classes.js';
import { DENSE, TRAINING, VALIDATION, makeDataset, makeIdx, run, scratchFolder, writeJson } from './support.mjs';

const folder = scratchFolder();
const data = makeDataset(join(folder, 'data'), { gzip: false });
const dense = writeJson(folder, 'dense.json', DENSE);
const model = join(folder, 'model.safetensors');
const images = 't10k-images-idx3-ubyte';
const labels = 't10k-labels-idx1-ubyte';
const evaluate = (from, options) => run(['evaluate', '--json', '--model', model, '--data', from], options);

before(async () => {
  const { status, stderr } = await run([
    'train',
    '--network',
    dense,
    '--data',
    data,
    '--epochs',
    '1',
    '--images',
    String(TRAINING),
    '--output',
    model,
  ]);
  assert.equal(status, 0, stderr);
});

/** What a safetensors file says of itself, and the bytes of its tensors. @param {string} path */
function partsOf(path) {
  const bytes = readFileSync(path);
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  return { metadata: JSON.parse(bytes.subarray(8, end)).__metadata__, values: bytes.subarray(end) };
}

/** A copy of the data set with one file changed: in place, or to the bytes that `change` returns. */
function damaged(name, change) {
  const copy = join(folder, 'damaged');
  rmSync(copy, { recursive: true, force: true });
  cpSync(data, copy, { recursive: true });
  const bytes = readFileSync(join(copy, name));
  const changed = change(bytes);
  writeFileSync(join(copy, name), Buffer.isBuffer(changed) ? changed : bytes);
  return copy;
}

test('IDX files that are wrong are refused by name, with the reason', async () => {
  const cases = [
    [images, (bytes) => bytes.writeUInt32BE(0x801, 0), /wrong bytes/],
    [images, (bytes) => bytes.subarray(0, bytes.length - 1), /cut short/],
    [images, (bytes) => bytes.subarray(0, 7), /cut short/],
    [images, () => Buffer.alloc(0), /cut short/],
    [images, (bytes) => Buffer.concat([bytes, Buffer.from([0])]), /too long/],
    [images, (bytes) => bytes.writeUInt32BE(0xffffffff, 4), /cut short/],
    [images, (bytes) => bytes.writeUInt32BE(29, 8), /29×28/],
    [labels, (bytes) => bytes.subarray(0, bytes.length - 1), /cut short/],
    [labels, (bytes) => bytes.writeUInt8(10, 8), /label 0 is 10/],
    [labels, () => makeIdx(0, 5).labels, /2000 images but 5 labels/],
    [images, (bytes) => gzipSync(bytes).subarray(0, 5000), /gzip file is cut short/],
    [images, (bytes) => Buffer.concat([gzipSync(bytes), Buffer.from('more')]), /bytes behind its end/],
    [images, (bytes) => gzipSync(bytes).fill(0, 3000, 3100), /gzip file is damaged/],
    [images, () => gzipSync(Buffer.alloc(50_000_000)), /unpacks to more/],
  ];
  for (const [name, change, reason] of cases) {
    const { status, stdout, stderr } = await evaluate(damaged(name, change));
    assert.equal(status, 1, String(reason));
    assert.match(stderr, reason);
    assert.match(stderr, /damaged\/t10k-images-idx3-ubyte|damaged\/t10k-labels-idx1-ubyte/);
    assert.equal(stdout, '');
  }
});

test('a folder without the data set, or none, is refused with what to do', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const notThere = await evaluate(join(folder, 'none'));
  assert.equal(notThere.status, 1);
  assert.match(notThere.stderr, /There is no folder .*none\. Name the one that holds Fashion-MNIST with --data/);
  const holdsNothing = await evaluate(empty);
  assert.equal(holdsNothing.status, 1);
  assert.match(holdsNothing.stderr, /neither manifest\.json nor .*Choose another folder/);
});

test('too few images for a run are counted before it starts', async () => {
  const { status, stderr } = await run(['train', '--network', dense, '--data', data, '--images', '500']);
  assert.equal(status, 1);
  assert.match(stderr, /holds 2,200 training images, but this run needs 2,500.*--images/);
});

/** The data set as shards, as tools/dataset writes it. */
function makeShards(change = () => {}) {
  const shards = join(folder, 'shards');
  rmSync(shards, { recursive: true, force: true });
  mkdirSync(shards);
  const write = (file, bytes) => {
    const packed = gzipSync(bytes, { level: 1 });
    writeFileSync(join(shards, file), packed);
    return { file, bytes: packed.length, sha256: createHash('sha256').update(packed).digest('hex') };
  };
  const shard = (name, first, count) => {
    const idx = makeIdx(first, count);
    return { count, images: write(`${name}-images.gz`, idx.images), labels: write(`${name}-labels.gz`, idx.labels) };
  };
  const manifest = {
    train: [shard('train-01', 0, 1200), shard('train-02', 1200, TRAINING + VALIDATION - 1200)],
    test: [shard('test-01', TRAINING, 500), shard('test-02', TRAINING + 500, VALIDATION - 500)],
  };
  change(manifest);
  writeJson(shards, 'manifest.json', manifest);
  return shards;
}

test('shards give the same images as the four files', async () => {
  const files = await evaluate(data);
  assert.equal(files.status, 0, files.stderr);
  assert.equal((await evaluate(makeShards())).stdout, files.stdout);
});

test('FITTING_ROOM_DATA names the folder where --data does not', async () => {
  const { status, stdout } = await run(['evaluate', '--json', '--model', model], {
    env: { FITTING_ROOM_DATA: data },
    cwd: folder,
  });
  assert.equal(status, 0);
  assert.equal(JSON.parse(stdout).count, VALIDATION);
});

test('a manifest that does not fit its files, or leads out of the folder, is refused', async () => {
  const cases = [
    [(manifest) => (manifest.test[1].images.bytes += 1), /test-02-images\.gz: The file has .* but the manifest says/],
    [(manifest) => (manifest.test[0].count = 501), /holds 500 images, but the manifest says 501/],
    [(manifest) => (manifest.test[0].images.file = '../model.safetensors'), /manifest\.json: .*not the name of a file/],
    [(manifest) => (manifest.test[0].images.file = 'gone.gz'), /gone\.gz cannot be opened/],
    [(manifest) => delete manifest.test[0].labels, /manifest\.json: The manifest cannot be read/],
    [(manifest) => (manifest.train[0].count = -1), /manifest\.json: "count" must be/],
    [(manifest) => (manifest.train[0].images.bytes = 'many'), /manifest\.json: "bytes" must be/],
  ];
  for (const [change, reason] of cases) {
    const { status, stderr } = await evaluate(makeShards(change));
    assert.equal(status, 1, String(change));
    assert.match(stderr, reason);
  }
  const shards = makeShards();
  writeFileSync(join(shards, 'manifest.json'), '{"train": [');
  assert.match((await evaluate(shards)).stderr, /The manifest cannot be read/);
});

test('classes that the manifest names go with the model that is trained on them', async () => {
  const classes = ['Tee', ...CLASS_NAMES.slice(1, 9), 'Boot “Ø”'];
  const named = makeShards((manifest) => (manifest.classes = classes));
  const output = join(folder, 'named.safetensors');
  const { status, stderr } = await run(
    ['train', '--network', dense, '--data', named, '--epochs', '1', '--images', String(TRAINING)].concat([
      '--output',
      output,
    ]),
  );
  assert.equal(status, 0, stderr);
  const { metadata, values } = partsOf(output);
  assert.deepEqual(JSON.parse(metadata.classes), classes);
  assert.deepEqual(values, partsOf(model).values, 'names change nothing of the training');
  // They are the model's own, whatever images it is shown.
  const told = await run(['evaluate', '--json', '--model', output, '--data', data]);
  assert.deepEqual(
    JSON.parse(told.stdout).classes.map((each) => each.class),
    classes,
  );
  const table = await run(['evaluate', '--model', output, '--data', data]);
  assert.match(table.stdout, /^Boot “Ø” /m);
});

test('classes of a manifest that are none, or other ones than the model has, are refused', async () => {
  const cases = [
    [['Tee', 'Tee'], /manifest\.json: The classes cannot be read: two are named Tee\./],
    [[], /manifest\.json: The classes cannot be read: there must be 1 to 15 of them\./],
    ['Tee', /manifest\.json: The classes cannot be read: they are no list of names\./],
    [['Tee', 'Hat'], /shards: These images are of 2 classes, but 10 are told apart here\./],
  ];
  for (const [classes, reason] of cases) {
    const { status, stderr } = await evaluate(makeShards((manifest) => (manifest.classes = classes)));
    assert.equal(status, 1);
    assert.match(stderr, reason);
  }
  const two = makeShards((manifest) => (manifest.classes = ['Tee', 'Hat']));
  const { status, stderr } = await run(['train', '--network', dense, '--data', two, '--images', '10']);
  assert.equal(status, 1);
  assert.match(stderr, /The last layer must have 2 units, one for each class\./);
});

test('the command line and the module name the same default classes', async () => {
  const { stdout } = await evaluate(data);
  assert.deepEqual(
    JSON.parse(stdout).classes.map((each) => each.class),
    CLASS_NAMES,
  );
});

test('model files that are wrong are refused by name', async () => {
  const bytes = readFileSync(model);
  const header = Number(bytes.readBigUInt64LE(0));
  const cases = [
    ['cut', bytes.subarray(0, bytes.length - 100)],
    ['short', bytes.subarray(0, 5)],
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('{"name": "a description, no weights"}')],
    ['claims', Buffer.concat([Buffer.from([0, 0, 0, 0, 1, 0, 0, 0]), bytes.subarray(8)])],
    [
      'nan',
      Buffer.concat([bytes.subarray(0, 8 + header), Buffer.from([0, 0, 0xc0, 0x7f]), bytes.subarray(12 + header)]),
    ],
  ];
  for (const [name, content] of cases) {
    const path = join(folder, `${name}.safetensors`);
    writeFileSync(path, content);
    for (const command of ['summary', 'evaluate']) {
      const { status, stderr } = await run([command, '--model', path]);
      assert.equal(status, 1, name);
      assert.match(stderr, new RegExp(`^fitting-room: .*${name}\\.safetensors: [A-Z].*\\.\n$`));
    }
  }
});
