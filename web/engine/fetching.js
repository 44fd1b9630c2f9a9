// Fetching files, with errors that name the true cause.

import './faults.js';
import { addressOf } from './address.js';
import { EngineError } from './errors.js';

const { explainModule, tryFetch } = globalThis.fileFaults;

/**
 * @param {Fault} fault
 * @param {string} [what] could not be had, as the begin of a sentence
 */
export const errorOf = ({ code, message, cause }, what) =>
  new EngineError(code, what ? `${what} could not be downloaded. ${message}` : message, { cause });

/**
 * The server's answer, once it is sure that it is one.
 * @param {URL} url
 * @param {RequestInit} [init]
 * @param {string} [what] that the file is
 * @returns {Promise<Response>}
 * @throws {EngineError} `download` or `forbidden`; the signal's reason when it is aborted
 */
export async function fetchAnswer(url, init, what) {
  const { response, fault } = await tryFetch(url, init);
  if (fault) throw errorOf(fault, what);
  return response;
}

/**
 * A whole file, as a model or a description. Whatever keeps it away, the error says what it is and what to do.
 * @param {string | URL} address
 * @param {{ signal?: AbortSignal, what?: string }} [options] `what` the file is, as the begin of a sentence:
 *   “The network” could not be downloaded
 * @returns {Promise<Blob>}
 * @throws {EngineError} `download`, `forbidden`, `bad-settings` for what is no address; the signal's reason when it is
 *   aborted
 */
export async function fetchFile(address, { signal, what } = {}) {
  const url = addressOf(address, globalThis.document?.baseURI ?? globalThis.location?.href);
  const response = await fetchAnswer(url, { signal }, what);
  return response.blob().catch((cause) => {
    signal?.throwIfAborted();
    const message = `The connection was cut while the file ${url.pathname} was being downloaded. Try again.`;
    throw errorOf({ code: 'download', message, cause }, what);
  });
}

/**
 * Why a module did not run.
 * @param {URL} url of the module
 * @param {unknown} error
 * @param {string} [what] the module is
 */
export async function moduleError(url, error, what) {
  return errorOf({ cause: error, ...(await explainModule(error, url)) }, what);
}
