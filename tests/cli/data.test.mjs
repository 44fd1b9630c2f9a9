import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
    // Where the two do not fit together, either may be wrong.
    const named = String(reason).includes('images but') ? images : name;
    assert.ok(stderr.includes(`damaged/${named}: `), stderr);
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

/** An empty folder. */
function emptyFolder(name) {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
  return path;
}

/** Labels as QMNIST writes them: eight numbers for each image, the class first. @param {Buffer} idx */
function longLabels(idx) {
  const count = idx.readUInt32BE(4);
  const bytes = Buffer.alloc(12 + count * 32);
  [0xc02, count, 8].forEach((word, at) => bytes.writeUInt32BE(word, 4 * at));
  for (let i = 0; i < count; ++i) {
    [idx[8 + i], 1, 2094, 7, 99, i, 0, 0].forEach((word, at) => bytes.writeUInt32BE(word, 12 + i * 32 + 4 * at));
  }
  return bytes;
}

const NAMES = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', images, labels];

test('files are found by the names and in the places that others give them', async () => {
  const wanted = (await evaluate(data)).stdout;
  const layouts = {
    dots: (name) => name.replace('-idx', '.idx'),
    'dots, packed': (name) => `${name.replace('-idx', '.idx')}.gz`,
    'no format': (name) => name.replace(/-idx.*/, ''),
    underscores: (name) => name.replaceAll('-', '_'),
    capitals: (name) => name.replace('images', 'Images'),
    'test for t10k': (name) => name.replace('t10k', 'test'),
    torchvision: (name) => `FashionMNIST/raw/${name}`,
    'torchvision, from its folder': (name) => `raw/${name}`,
    'the folder of the data set': (name) => `fashion-mnist/${name}.gz`,
    'Kaggle: a folder of the file\u2019s name': (name) => `${name}/${name}`,
  };
  for (const [name, place] of Object.entries(layouts)) {
    const copy = emptyFolder('layout');
    for (const file of NAMES) {
      const path = join(copy, place(file));
      mkdirSync(join(path, '..'), { recursive: true });
      const bytes = readFileSync(join(data, file));
      writeFileSync(path, path.endsWith('.gz') ? gzipSync(bytes, { level: 1 }) : bytes);
    }
    const { stdout, stderr } = await evaluate(copy);
    assert.equal(stderr, '', name);
    assert.equal(stdout, wanted, name);
  }
});

test('QMNIST is read: its names, and labels of eight numbers', async () => {
  const copy = emptyFolder('qmnist');
  for (const [split, name] of [
    ['train', 'train'],
    ['test', 't10k'],
  ]) {
    cpSync(join(data, `${name}-images-idx3-ubyte`), join(copy, `qmnist-${split}-images-idx3-ubyte`));
    const bytes = longLabels(readFileSync(join(data, `${name}-labels-idx1-ubyte`)));
    writeFileSync(join(copy, `qmnist-${split}-labels-idx2-int.gz`), gzipSync(bytes));
  }
  for (const split of ['test', 'train']) {
    const options = ['evaluate', '--json', '--model', model, '--split', split, '--data'];
    assert.equal((await run([...options, copy])).stdout, (await run([...options, data])).stdout, split);
  }
  const bytes = longLabels(makeIdx(0, VALIDATION).labels);
  bytes.writeUInt32BE(12, 12 + 32 * 3);
  writeFileSync(join(copy, 'qmnist-test-labels-idx2-int.gz'), gzipSync(bytes));
  const { status, stderr } = await evaluate(copy);
  assert.equal(status, 1);
  assert.match(stderr, /qmnist-test-labels-idx2-int\.gz: .*label 3 is 12/);
});

test('the files of one split do, where no other is asked for; what is missing is named', async () => {
  const copy = emptyFolder('alone');
  for (const name of [images, labels]) cpSync(join(data, name), join(copy, name));
  assert.equal((await evaluate(copy)).stdout, (await evaluate(data)).stdout);
  const refused = await run(['evaluate', '--json', '--model', model, '--split', 'train', '--data', copy]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /alone holds no training images \(train-images-idx3-ubyte\)\. Choose another folder/);
  const training = await run(['train', '--network', dense, '--images', '200', '--data', copy]);
  assert.match(training.stderr, /alone holds no training images/);
  rmSync(join(copy, labels));
  assert.match((await evaluate(copy)).stderr, /alone\/t10k-images-idx3-ubyte has no file of labels beside it/);
  renameSync(join(copy, images), join(copy, labels));
  assert.match((await evaluate(copy)).stderr, /alone\/t10k-labels-idx1-ubyte has no file of images beside it/);
});

test('two data sets in a folder, or one in another format, are named', async () => {
  const torchvision = emptyFolder('torchvision');
  for (const set of ['FashionMNIST', 'KMNIST']) cpSync(data, join(torchvision, set, 'raw'), { recursive: true });
  const several = await evaluate(torchvision);
  assert.equal(several.status, 1);
  assert.match(
    several.stderr,
    /holds several data sets: FashionMNIST\/raw, KMNIST\/raw\. Name a folder that holds one/,
  );
  assert.equal((await evaluate(join(torchvision, 'KMNIST'))).status, 0);
  const emnist = emptyFolder('emnist');
  for (const set of ['emnist-digits', 'emnist-mnist']) {
    for (const name of [images, labels])
      cpSync(join(data, name), join(emnist, `${set}-${name.replace('t10k', 'test')}`));
  }
  assert.match((await evaluate(emnist)).stderr, /several data sets: emnist-digits-…, emnist-mnist-…/);
  const kaggle = emptyFolder('kaggle');
  writeFileSync(join(kaggle, 'fashion-mnist_test.csv'), 'label,pixel1\n');
  assert.match((await evaluate(kaggle)).stderr, /fashion-mnist_test\.csv is not read: only IDX files are/);
});

/** A data set whose images come in another order, and with other labels. */
function rearranged(name, order, label = (old) => old) {
  const copy = emptyFolder(name);
  const count = 6000;
  const { images: pixels, labels: classes } = makeIdx(0, count);
  const places = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => order(classes[8 + a]) - order(classes[8 + b]),
  );
  const sorted = { images: Buffer.from(pixels), labels: Buffer.from(classes) };
  places.forEach((from, to) => {
    pixels.copy(sorted.images, 16 + to * 784, 16 + from * 784, 16 + (from + 1) * 784);
    sorted.labels[8 + to] = label(classes[8 + from]);
  });
  writeFileSync(join(copy, NAMES[0]), sorted.images);
  writeFileSync(join(copy, NAMES[1]), sorted.labels);
  for (const file of [images, labels]) cpSync(join(data, file), join(copy, file));
  return copy;
}

const learn = async (from, seed = 1) => {
  const history = join(folder, 'history.json');
  const run_ = await run([
    ...['train', '--network', dense, '--data', from, '--images', '1000', '--epochs', '2', '--seed', String(seed)],
    ...['--learning-rate', '0.01', '--output', join(folder, 'sorted.safetensors'), '--history', history],
  ]);
  assert.equal(run_.status, 0, run_.stderr);
  const test = await run(['evaluate', '--json', '--model', join(folder, 'sorted.safetensors'), '--data', data]);
  return { ...run_, validation: JSON.parse(readFileSync(history, 'utf8'))[1], test: JSON.parse(test.stdout) };
};

test('images sorted by class, in whole or in halves, are shuffled by the seed; validation is as good as the test', async () => {
  const orders = { whole: (label) => label, backwards: (label) => -label, halves: (label) => Number(label < 5) };
  for (const [name, order] of Object.entries(orders)) {
    const { stderr, validation, test } = await learn(rearranged(name, order));
    assert.match(stderr, /The images come sorted by class, so they were shuffled/, name);
    assert.ok(Math.abs(validation.val_accuracy - test.accuracy) < 0.05, `${validation.val_accuracy}, ${test.accuracy}`);
    assert.ok(test.accuracy > 0.9, `${name}: ${test.accuracy}`);
    assert.ok(validation.confusion.every((_, i) => i % 11 || validation.confusion[i] > 0));
  }
  const again = async (seed) => (await learn(join(folder, 'whole'), seed)).validation.val_loss;
  assert.equal(await again(1), await again(1));
  assert.notEqual(await again(1), await again(2));
});

test('classes of which there are no images are told, and mixed images stay as they are', async () => {
  const { stderr } = await learn(
    rearranged(
      'missing',
      () => 0,
      (label) => (label === 5 || label === 6 ? 7 : label),
    ),
  );
  assert.equal(
    stderr,
    'fitting-room: Among the training images there is none of: Sandal, Shirt. ' +
      'Among the validation images there is none of: Sandal, Shirt.\n',
  );
  assert.equal((await learn(rearranged('mixed', () => 0))).stderr, '');
});
