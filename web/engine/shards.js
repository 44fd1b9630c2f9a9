// The data set of the site, brought into the C++ core shard by shard.
//
// Any prefix of the shards is a fair subset, so a wish for so many images is met by the first
// shards that hold at least as many. A shard goes into the core as soon as it has arrived: what a
// cancelled or broken download brought is not lost.

import { gunzip, release } from './downloads.js';
import { EngineError, codeOf } from './errors.js';
import { IMAGE_PIXELS } from './image.js';
import { checkManifest } from './manifest.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./downloads.js').Downloads} Downloads */
/** @typedef {import('./manifest.js').Manifest} Manifest */
/** @typedef {import('./manifest.js').Shard} Shard */
/** @typedef {import('./messages.js').Split} Split */
/** @typedef {import('./messages.js').Counts} Counts */
/** @typedef {import('./messages.js').DownloadProgress} DownloadProgress */

const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/**
 * The first of `shards` that together hold `count` images.
 * @param {Shard[]} shards
 * @param {number} count
 * @returns {Shard[]}
 * @throws {EngineError} `bad-settings` when all of them hold fewer
 */
function firstShards(shards, count) {
  let sum = 0;
  for (let i = 0; i < shards.length; ++i) {
    if (sum >= count) return shards.slice(0, i);
    sum += shards[i].count;
  }
  if (sum >= count) return shards;
  throw new EngineError('bad-settings', `There are ${sum} images, fewer than the ${count} asked for.`);
}

export class Shards {
  #core;
  #base;
  #downloads;
  /** @type {Promise<Manifest> | null} */
  #manifest = null;
  /** Shards that the core has. */
  #loaded = { train: 0, test: 0 };
  /**
   * When the last load() of each split is over: two at once would add a shard twice.
   * @type {Record<Split, Promise<unknown>>}
   */
  #turn = { train: Promise.resolve(), test: Promise.resolve() };
  #owed;
  #onLoaded;

  /**
   * @param {Core} core
   * @param {string} base address of the folder with manifest.json
   * @param {Downloads} downloads
   * @param {Counts} owed images that a worker before this one had: brought back by restore()
   * @param {(counts: Counts) => void} onLoaded called with what the core has now
   */
  constructor(core, base, downloads, owed, onLoaded) {
    this.#core = core;
    this.#onLoaded = onLoaded;
    this.#base = base;
    this.#downloads = downloads;
    this.#owed = { ...owed };
  }

  /**
   * Brings back what a worker before this one had of a split; nothing to do in a first one.
   * @param {Split} split
   * @param {AbortSignal} signal
   */
  async restore(split, signal) {
    await this.load(split, this.#owed[split], signal);
    this.#owed[split] = 0;
  }

  /**
   * Sees to it that the core has at least the first `count` images of a split.
   * @param {Split} split
   * @param {number | null} count null for all
   * @param {AbortSignal} signal shards that have arrived before it stay
   * @param {(progress: DownloadProgress) => void} [onProgress]
   * @returns {Promise<{ count: number }>} how many images of the split the core has now
   * @throws {EngineError} `bad-settings`, `download`, `bad-data`, `out-of-memory`
   */
  load(split, count, signal, onProgress) {
    const done = this.#turn[split].then(async () => {
      signal.throwIfAborted();
      if (count === null || count > this.#core.imageCount(split)) {
        const shards = (await this.#readManifest())[split];
        const wanted = count === null ? shards : firstShards(shards, count);
        await this.#add(split, wanted.slice(this.#loaded[split]), signal, onProgress);
      }
      return { count: this.#core.imageCount(split) };
    });
    this.#turn[split] = done.catch(() => {});
    return done;
  }

  /**
   * What of the data set is kept on this device.
   * @returns {Promise<import('./messages.js').KeptImages>}
   * @throws {EngineError} `download` or `bad-data`
   */
  async kept() {
    const manifest = await this.#readManifest();
    const found = { kept: { train: 0, test: 0 }, all: { train: 0, test: 0 }, missingBytes: 0 };
    for (const split of /** @type {const} */ (['train', 'test'])) {
      for (const { count, images, labels } of manifest[split]) {
        found.all[split] += count;
        const files = [images, labels].map(({ file }) => this.#downloads.keeps(new URL(file, this.#base)));
        if ((await Promise.all(files)).every(Boolean)) found.kept[split] += count;
        else found.missingBytes += images.bytes + labels.bytes;
      }
    }
    return found;
  }

  /**
   * Tells the core what labels stand for: where no classes are named, the default ones.
   * @param {Manifest} manifest
   * @throws {EngineError} `bad-data`
   */
  #takeClasses(manifest) {
    if (manifest.classes === undefined) return manifest;
    try {
      this.#core.setImageClasses(JSON.stringify(manifest.classes));
    } catch (error) {
      if (codeOf(error) !== 'bad-data') throw error;
      throw new EngineError(
        'bad-data',
        `The list of the images (manifest.json) cannot be used. ${/** @type {Error} */ (error).message}`,
      );
    }
    return manifest;
  }

  /** @returns {Promise<Manifest>} */
  #readManifest() {
    this.#manifest ??= this.#downloads
      .json(new URL('manifest.json', this.#base), 'manifest.json')
      .then((json) => this.#takeClasses(checkManifest(json)))
      .catch((error) => {
        this.#manifest = null; // so that trying again fetches it again
        throw error;
      });
    return this.#manifest;
  }

  /**
   * @param {Split} split
   * @param {Shard[]} shards
   * @param {AbortSignal} signal
   * @param {((progress: DownloadProgress) => void)} [onProgress]
   */
  async #add(split, shards, signal, onProgress) {
    const total = shards.reduce((sum, { images, labels }) => sum + images.bytes + labels.bytes, 0);
    let before = 0; // bytes of the shards that are done
    const added = shards.reduce((sum, { count }) => sum + count, 0);
    this.#core.reserveImages(split, this.#core.imageCount(split) + added);
    for (const { count, images, labels } of shards) {
      const loaded = { images: 0, labels: 0 };
      /** @param {'images' | 'labels'} part @param {number} unpacked */
      const get = async (part, unpacked) => {
        const announced = part === 'images' ? images : labels;
        const url = new URL(announced.file, this.#base);
        const onLoadedBytes = (/** @type {number} */ bytes) => {
          loaded[part] = bytes;
          onProgress?.({ loaded: before + loaded.images + loaded.labels, total });
        };
        const packed = await this.#downloads.file(url, announced, signal, onLoadedBytes).catch((error) => {
          this.#manifest = null; // the images on the server may be others by now: trying again asks for their list, too
          throw error;
        });
        const bytes = await gunzip(packed, unpacked, announced.file);
        if (bytes !== packed) release(packed);
        return bytes;
      };
      const [imagesIdx, labelsIdx] = await Promise.all([
        get('images', IMAGES_HEADER + count * IMAGE_PIXELS),
        get('labels', LABELS_HEADER + count),
      ]);
      signal.throwIfAborted();
      this.#core.addImages(split, imagesIdx, labelsIdx);
      release(imagesIdx);
      release(labelsIdx);
      this.#loaded[split] += 1;
      this.#onLoaded({
        train: this.#core.imageCount('train'),
        test: this.#core.imageCount('test'),
      });
      before += images.bytes + labels.bytes;
    }
  }
}
