// Fashion-MNIST's four files, as published, become the shards that the page downloads. See tools/dataset.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CLASS_NAMES } from '../../web/engine/classes.js';
import { IMAGE_PIXELS, IMAGE_SIDE } from '../../web/engine/image.js';

const SHARD = 5000;
const SEED = 1;

// MD5 as https://github.com/zalandoresearch/fashion-mnist#get-the-data lists it, and the time that stands in the
// gzip header of the published file. Debian strips time and name from the header and leaves the rest as it is.
const PUBLISHED = {
  train: {
    images: { name: 'train-images-idx3-ubyte', time: 1504176606, md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d' },
    labels: { name: 'train-labels-idx1-ubyte', time: 1504176606, md5: '25c81989df183df01b3e8a0aad5dffbe' },
  },
  test: {
    images: { name: 't10k-images-idx3-ubyte', time: 1504176627, md5: 'bef4ecab320f06d8554ea6380940ec79' },
    labels: { name: 't10k-labels-idx1-ubyte', time: 1504176627, md5: 'bb300cfdad3c16e7a12a480ee83cd310' },
  },
};

const hash = (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex');

/** The gzip file with the header that the published one has, if its own header is without options. */
function withPublishedHeader(gzip, { name, time }) {
  const plain = gzip.length > 18 && gzip.readUInt16BE(0) === 0x1f8b && gzip[2] === 8 && gzip[3] === 0;
  if (!plain) return gzip;
  const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]); // deflate, "a name follows", Unix
  header.writeUInt32LE(time, 4);
  return Buffer.concat([header, Buffer.from(`${name}\0`, 'latin1'), gzip.subarray(10)]);
}

/** Where a file may lie in a folder: as published, or as torchvision places it. */
const PLACES = ['', 'raw', 'FashionMNIST/raw'];

/** The first that is there of the places and names of a file; else where it should be. */
function placeOf(folder, name) {
  const names = [`${name}.gz`, `${name.replace('-idx', '.idx')}.gz`];
  const paths = PLACES.flatMap((place) => names.map((file) => join(folder, place, file)));
  return paths.find(existsSync) ?? paths[0];
}

/**
 * Reads a published file and returns its content after the IDX header.
 * Throws an Error with a sentence that names the file if it is missing or not the published one.
 */
export function readPublished(folder, published, headerBytes) {
  const path = placeOf(folder, published.name);
  if (!existsSync(path)) {
    throw new Error(
      `${path} is missing. Install Debian's package dataset-fashion-mnist, or name the folder with --source.`,
    );
  }
  const gzip = readFileSync(path);
  if (![gzip, withPublishedHeader(gzip, published)].some((bytes) => hash('md5', bytes) === published.md5)) {
    throw new Error(`${path} is not the published file (its MD5 should be ${published.md5}). Fetch it again.`);
  }
  return gunzipSync(gzip).subarray(headerBytes);
}

/** Pseudo-random whole numbers below a bound, the same for the same seed (mulberry32). */
export function generator(seed) {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}

function shuffle(list, below) {
  for (let i = list.length - 1; i > 0; --i) {
    const j = below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

/**
 * An order of all samples in which every ten, and so every prefix of whole tens, hold each class once. The samples
 * of a class and the classes within a ten are shuffled. Every class must have equally many samples.
 */
export function balancedOrder(labels, seed) {
  const below = generator(seed);
  const byClass = CLASS_NAMES.map(() => []);
  labels.forEach((label, index) => byClass[label].push(index));
  if (byClass.some((samples) => samples.length !== byClass[0].length)) throw new Error('The classes differ in size.');
  for (const samples of byClass) shuffle(samples, below);
  return byClass[0].flatMap((_, round) =>
    shuffle(
      byClass.map((samples) => samples[round]),
      below,
    ),
  );
}

/** IDX of unsigned bytes: magic number, sizes, values. */
function idx(sizes, values) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(0x0800 + sizes.length);
  sizes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, values]);
}

const seal = (bytes) => ({ bytes: bytes.length, sha256: hash('sha256', bytes) });

/** As gzip. Some hosts let browsers unpack it on its way, so it is known by both forms. */
function writeFile(folder, file, unpacked) {
  const packed = gzipSync(unpacked, { level: 9 });
  writeFileSync(join(folder, file), packed);
  return { file, ...seal(packed), unpacked: seal(unpacked) };
}

function writeSet(name, images, labels, folder, say) {
  const order = balancedOrder(labels, SEED);
  const shards = [];
  for (let start = 0; start < order.length; start += SHARD) {
    const part = order.slice(start, start + SHARD);
    const file = `${name}-${String(shards.length + 1).padStart(2, '0')}`;
    const picked = Buffer.concat(part.map((i) => images.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS)));
    shards.push({
      count: part.length,
      images: writeFile(folder, `${file}-images.idx3-ubyte.gz`, idx([part.length, IMAGE_SIDE, IMAGE_SIDE], picked)),
      labels: writeFile(
        folder,
        `${file}-labels.idx1-ubyte.gz`,
        idx([part.length], Buffer.from(part.map((i) => labels[i]))),
      ),
    });
    say(`${name}: ${start + part.length} of ${order.length} images`);
  }
  return shards;
}

/** Writes all shards and, last, manifest.json into `folder`. */
export function writeDataset(source, folder, say = () => {}) {
  const sets = Object.entries(PUBLISHED).map(([name, { images, labels }]) => ({
    name,
    images: readPublished(source, images, 16),
    labels: readPublished(source, labels, 8),
  }));
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'Fashion-MNIST', classes: CLASS_NAMES, seed: SEED };
  for (const { name, images, labels } of sets) manifest[name] = writeSet(name, images, labels, folder, say);
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
