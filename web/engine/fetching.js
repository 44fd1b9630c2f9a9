// Fetching files, with errors that name the true cause.

import './faults.js';
import { addressOf } from './address.js';
import { BUILD, sha256Of } from './build.js';
import { EngineError } from './errors.js';

const { build, explainModule, tryFetch } = globalThis.fileFaults;
// Every other file is an import, which does not link with one of another build.
if (build !== BUILD) throw new SyntaxError(`faults.js is no import of ${BUILD}`);

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
 * A whole file, as a model or a description. Whatever keeps it away, the error says what it is and what to do. A file of
 * this site is checked against its hash, where the browser computes one: over https.
 * @param {string | URL} address
 * @param {object} [options]
 * @param {AbortSignal} [options.signal]
 * @param {string} [options.what] the file is, as the begin of a sentence: “The network” could not be downloaded
 * @param {string} [options.sha256] in hex
 * @param {(bytes: Uint8Array) => string | null} [options.diagnose] a sentence, where its bytes tell what is wrong
 * @returns {Promise<Blob>}
 * @throws {EngineError} `download`, `forbidden`, `other-version`, `bad-settings` for what is no address; the signal's reason
 *   when it is aborted
 */
export async function fetchFile(address, { signal, what, sha256, diagnose = () => null } = {}) {
  const url = addressOf(address, globalThis.document?.baseURI ?? globalThis.location?.href);
  const expected = sha256 ?? sha256Of(url);
  /** What is wrong with it. @param {ArrayBuffer} bytes */
  const examine = async (bytes) => {
    const fault = diagnose(new Uint8Array(bytes));
    if (fault || !expected || !(await differs(bytes, expected))) return fault;
    return `The file ${url.pathname} is damaged, or of another version than this page. Load the page again; if it stays so, whoever put the page there must copy its whole folder.`;
  };
  const file = await fetchBytes(url, { signal }, what);
  if (!(await examine(file))) return new Blob([file]);
  // A cache may have kept it since another version of the page.
  const fresh = await fetchBytes(url, { signal, cache: 'reload' }, what);
  const message = await examine(fresh);
  if (message) throw errorOf({ code: 'other-version', message }, what);
  return new Blob([fresh]);
}

/** @param {ArrayBuffer} bytes @param {string} sha256 */
async function differs(bytes, sha256) {
  if (!crypto.subtle) return false; // over plain http
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return sha256 !== Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {URL} url @param {RequestInit} init @param {string} [what] */
async function fetchBytes(url, init, what) {
  const response = await fetchAnswer(url, init, what);
  // Chromium now and then cannot make a Blob of what the page has preloaded.
  return response.arrayBuffer().catch((cause) => {
    init.signal?.throwIfAborted();
    const message = `The connection was cut while the file ${url.pathname} was being downloaded. Try again.`;
    throw errorOf({ code: 'download', message, cause }, what);
  });
}

/**
 * Why a module did not run.
 * @param {URL[]} modules by their addresses
 * @param {unknown} error
 * @param {string} [what] the module is
 */
export async function moduleError(modules, error, what) {
  return errorOf({ cause: error, ...(await explainModule(error, ...modules)) }, what);
}
