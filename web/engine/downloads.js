// Fetching files that must be exactly what was announced: so many bytes, with this SHA-256.
//
// The hash is computed in JavaScript: crypto.subtle does not exist on plain http, and cannot hash a
// stream. Files that have arrived whole are kept in the Cache API where there is one, and are
// verified again when they are read from it.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { EngineError, codeOf, describe } from './errors.js';
import { fetchAnswer } from './fetching.js';

/** @typedef {{ bytes: number, sha256: string }} Seal what a file must be */
/**
 * A file as the manifest has it: gzip; `unpacked`, where a host lets the browser unpack it on its way.
 * @typedef {Seal & { file: string, unpacked?: Seal }} Announced
 */

const CACHE_NAME = 'fitting-room-data';
/** The first byte of an IDX file, which no gzip file has. */
const IDX_BEGINS = 0;

/**
 * All of a stream, at most so many bytes of it.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {(first: Uint8Array) => number} limitOf by how it begins
 * @param {(chunk: Uint8Array, sum: number) => void} [onChunk]
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null when there were more
 */
async function collect(stream, limitOf, onChunk) {
  let bytes = new Uint8Array(0);
  let sum = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, sum);
    if (sum === 0) bytes = new Uint8Array(limitOf(value));
    if (sum + value.length > bytes.length) {
      reader.cancel().catch(() => {}); // whether the sender hears it changes nothing here
      return null;
    }
    bytes.set(value, sum);
    sum += value.length;
    onChunk?.(value, sum);
  }
}

/**
 * Unpacks gzip, where the browser has not done so, and no more of it than `length` bytes: a small file may claim to hold gigabytes.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} length of the unpacked file, exactly
 * @param {string} name of the file, for the sentence
 * @throws {EngineError} `bad-data`
 */
export async function gunzip(bytes, length, name) {
  if (bytes[0] === IDX_BEGINS && bytes.length === length) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const unpacked = await collect(stream, () => length).catch(() => null);
  if (unpacked?.length !== length) {
    throw new EngineError(
      'bad-data',
      `The file ${name} cannot be unpacked to the ${length} bytes that it should hold. ` +
        'The copy on the server is damaged.',
    );
  }
  return unpacked;
}

/**
 * Gives a file's memory back at once: the garbage collector would leave tens of megabytes lying about.
 * @param {Uint8Array<ArrayBuffer>} bytes not to be used any more
 */
export function release(bytes) {
  const buffer = /** @type {ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }} */ (bytes.buffer);
  buffer.transfer?.(0);
}

/** Where downloads are kept, or null where the browser keeps none (plain http, some private windows). */
async function openStore() {
  try {
    return await caches.open(CACHE_NAME);
  } catch {
    return null;
  }
}

export class Downloads {
  #store = openStore();

  /**
   * A verified file, from the store or else from the network.
   * @param {URL} url
   * @param {Announced} announced
   * @param {AbortSignal} signal
   * @param {(loaded: number) => void} onLoaded bytes of this file so far
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {EngineError} `download`, `forbidden` when it cannot be fetched whole, `bad-data` when it is another
   *   file than announced; the signal's reason when it is aborted
   */
  async file(url, announced, signal, onLoaded) {
    const store = await this.#store;
    const kept = await store?.match(url).catch(() => undefined);
    if (kept) {
      try {
        return await this.#verified(kept, announced, signal, onLoaded);
      } catch {
        signal.throwIfAborted();
        await store?.delete(url).catch(() => false);
      }
    }
    const fetchAs = async (/** @type {RequestCache} */ cache) =>
      this.#verified(await fetchAnswer(url, { signal, cache }), announced, signal, onLoaded);
    // What is kept in the store need not fill the browser's cache as well; else that may hold another file.
    const bytes = store
      ? await fetchAs('no-store')
      : await fetchAs('default').catch((error) => {
          if (codeOf(error) !== 'bad-data') throw error;
          return fetchAs('reload');
        });
    // A full store is no reason to fail: the file is here, only not for next time.
    await store?.put(url, new Response(bytes)).catch(() => {});
    return bytes;
  }

  /** Whether a file is kept, so that it needs no network. @param {URL} url */
  async keeps(url) {
    const store = await this.#store;
    return Boolean(await store?.match(url).catch(() => undefined));
  }

  /**
   * A small JSON file: fresh from the network, or the kept one when there is no network.
   * @param {URL} url
   * @param {string} name
   * @returns {Promise<unknown>}
   * @throws {EngineError} `download` or `bad-data`
   */
  async json(url, name) {
    const store = await this.#store;
    /** @type {Response} */
    let response;
    try {
      response = await fetchAnswer(url, { cache: 'no-cache' });
      await store?.put(url, response.clone()).catch(() => {});
    } catch (error) {
      const kept = await store?.match(url).catch(() => undefined);
      if (!kept) throw error;
      response = kept;
    }
    return response.json().catch((error) => {
      throw new EngineError('bad-data', `The file ${name} is damaged. Try again.`, {
        cause: error,
      });
    });
  }

  /**
   * @param {Response} response
   * @param {Announced} announced
   * @param {AbortSignal} signal
   * @param {(loaded: number) => void} onLoaded
   */
  async #verified(response, announced, signal, onLoaded) {
    const hash = sha256.create();
    /** @type {Uint8Array<ArrayBuffer> | null} */
    let bytes;
    /** @type {Seal} */
    let seal = announced;
    try {
      const body = response.body ?? new Blob([]).stream();
      const limitOf = (/** @type {Uint8Array} */ first) => {
        if (first[0] === IDX_BEGINS) seal = announced.unpacked ?? UNKNOWN;
        return seal.bytes;
      };
      bytes = await collect(body, limitOf, (chunk, sum) => {
        hash.update(chunk);
        onLoaded((sum * announced.bytes) / seal.bytes);
      });
    } catch (error) {
      signal.throwIfAborted();
      throw cutShort(announced, describe(error));
    }
    signal.throwIfAborted();
    if (seal === UNKNOWN) throw unpackedOnTheWay(announced);
    if (bytes && bytes.length < seal.bytes) throw cutShort(announced, `${bytes.length} bytes`);
    if (!bytes || bytesToHex(hash.digest()) !== seal.sha256) {
      throw new EngineError(
        'bad-data',
        `The file ${announced.file} is damaged: it is ` +
          `${bytes ? 'not the one' : 'longer than the one'} that was announced. Try again; if it ` +
          'stays so, the copy on the server is wrong.',
      );
    }
    return bytes;
  }
}

/** Of a file that is not announced as the browser has unpacked it. @type {Seal} */
const UNKNOWN = { bytes: 0, sha256: '' };

/**
 * The browser has unpacked a gzip file, as the host told it to: what has arrived begins as IDX does, and its hash is not known.
 * @param {Announced} announced
 */
function unpackedOnTheWay({ file }) {
  return new EngineError(
    'bad-data',
    `The server sends the file ${file} with the header Content-Encoding: gzip, so the browser unpacks it before it can be ` +
      'checked. Whoever set up the host must let it send .gz files as they are, without that header.',
  );
}

/**
 * @param {Announced} announced
 * @param {string} cause
 */
function cutShort(announced, cause) {
  return new EngineError(
    'download',
    `The connection was cut while the file ${announced.file} was being downloaded. ` +
      'What has arrived is kept; try again.',
    { cause },
  );
}
