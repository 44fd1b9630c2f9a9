// The list of a data set's shards: what they hold and what their files must be.

import { addressOf } from './address.js';
import { EngineError } from './errors.js';

/** @typedef {import('./downloads.js').Announced} Announced */
/** @typedef {import('./messages.js').Split} Split */
/** @typedef {{ count: number, images: Announced, labels: Announced }} Shard */
/** @typedef {Record<Split, Shard[]> & { classes?: unknown }} Manifest `classes`: their names, which the core checks */

/** Bounds for what a manifest may announce; its numbers become allocations. */
const MOST_IMAGES = 100_000;
const MOST_BYTES = 128 << 20;

/**
 * @param {unknown} value
 * @param {number} most
 */
function isCount(value, most) {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= most;
}

/** @param {unknown} file beside the manifest, or anywhere */
function isAddress(file) {
  try {
    return file !== '' && Boolean(addressOf(file, 'https://host/'));
  } catch {
    return false;
  }
}

/** @param {any} seal */
function isSeal(seal) {
  const { bytes, sha256 } = seal ?? {};
  return isCount(bytes, MOST_BYTES) && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
}

/** @param {any} file */
const isAnnounced = (file) =>
  isAddress(file?.file) && isSeal(file) && (file.unpacked === undefined || isSeal(file.unpacked));

/** @param {any} shard */
function isShard(shard) {
  return isCount(shard?.count, MOST_IMAGES) && isAnnounced(shard.images) && isAnnounced(shard.labels);
}

/**
 * @param {any} json anything at all
 * @returns {Manifest}
 * @throws {EngineError} `bad-data`
 */
export function checkManifest(json) {
  for (const split of [json?.train, json?.test]) {
    if (!Array.isArray(split) || split.length === 0 || !split.every(isShard)) {
      throw new EngineError('bad-data', 'The list of the images (manifest.json) is damaged. Try again.');
    }
  }
  return json;
}
