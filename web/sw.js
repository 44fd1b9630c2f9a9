// The page's service worker. It keeps a copy of the page on this device, so that it opens without a network, and adds the
// two headers of cross-origin isolation, which threads in WebAssembly need and most static hosts cannot send.
//
// A copy is of one build, and a tab has all its files from that build, whatever the host has by then: a newer build waits,
// with a copy of its own, until the visitor takes it or no tab is open. Only what has the right SHA-256 comes into a copy,
// so neither half an update nor the sign-in page of a network does.
// This must lie at the site's root, since a service worker rules only over its own folder.

/**
 * The parts of a service worker's world that are used here.
 * @typedef {Event & { waitUntil(done: Promise<unknown>): void }} Extendable
 * @typedef {Extendable & { request: Request, respondWith(response: Promise<Response>): void }} Fetch
 * @typedef {Extendable & { data: 'keep' | 'take', ports: MessagePort[] }} Asked
 * @typedef {object} World
 * @property {ServiceWorkerRegistration} registration
 * @property {() => Promise<void>} skipWaiting
 * @property {{ matchAll(which: object): Promise<{ url: string }[]> }} clients
 */
const worker = /** @type {EventTarget & World} */ (/** @type {unknown} */ (self));

const BUILD = 'build_unbuilt';
/** SHA-256 of the files that the page is made of, by their paths in the site; tools/lib/list-files.mjs writes it. @type {Record<string, string>} */
const FILES = {};

const SITE = worker.registration.scope;
/** Other sites may have the same origin. */
const COPIES = `fitting-room ${SITE} `;
const openCopy = () => caches.open(COPIES + BUILD);

/** @param {string} file */
const addressOf = (file) => new URL(file === 'index.html' ? '.' : file, SITE).href;

/** The path of a file of the copy; null for what is none. @param {Request} request */
function fileOf({ method, url }) {
  const { origin, pathname } = new URL(url);
  const path = origin + pathname;
  if (method !== 'GET' || !path.startsWith(SITE)) return null;
  const file = path.slice(SITE.length) || 'index.html';
  return Object.hasOwn(FILES, file) ? file : null;
}

/** @param {ArrayBuffer} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {BodyInit | null} body @param {Response} answer */
function isolated(body, { status, statusText, headers: sent }) {
  const headers = new Headers(sent);
  headers.delete('Vary'); // a copy is the same for whoever asks
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(body, { status, statusText, headers });
}

/**
 * A file from the host, if it is this build's: else past the browser's cache, which may have another one's.
 * @param {string} file
 * @returns {Promise<Response | null>} null where the host has another one
 * @throws {TypeError} where there is no answer
 */
async function fetchSealed(file) {
  for (const cache of /** @type {const} */ (['default', 'reload'])) {
    const answer = await fetch(addressOf(file), { cache });
    const bytes = await answer.arrayBuffer();
    if (answer.ok && (await sha256(bytes)) === FILES[file]) return isolated(bytes, answer);
  }
  return null;
}

/** Those of the page's files that a copy lacks. @param {Cache} copy */
async function missingIn(copy) {
  const here = new Set((await copy.keys()).map(({ url }) => url));
  return Object.keys(FILES).filter((file) => !here.has(addressOf(file)));
}

/** Brings what the copy lacks. @returns {Promise<boolean>} whether it is whole */
async function complete() {
  const copy = await openCopy();
  const kept = await Promise.all(
    (await missingIn(copy)).map(async (file) => {
      const answer = await fetchSealed(file).catch(() => null);
      if (answer) await copy.put(addressOf(file), answer);
      return answer !== null;
    }),
  );
  return kept.every(Boolean);
}

/** Whether nothing was missing when that was looked at last. */
let whole = false;

/**
 * From the copy, where that is whole. Half a copy only helps where there is no network: the host may have another build by
 * now, from which all files are to come then.
 * @param {string} file
 * @param {Fetch} event
 */
async function serve(file, event) {
  const copy = await openCopy().catch(() => null); // storage may be denied, or gone
  const kept = await copy?.match(addressOf(file)).catch(() => undefined);
  whole ||= copy !== null && (await missingIn(copy).catch(() => [file])).length === 0;
  if (kept && whole) return kept;
  try {
    const sealed = await fetchSealed(file);
    if (sealed) {
      // It is answered all the same where there is no room.
      event.waitUntil(Promise.resolve(copy?.put(addressOf(file), sealed.clone())).catch(() => {}));
      return sealed;
    }
    const answer = await fetch(event.request);
    return answer.status === 0 ? answer : isolated(answer.body, answer); // a redirection is passed on as it is
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Whether a tab could still need what the newer build takes the place of: any but the one that asks. */
async function othersAreOpen() {
  const tabs = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return tabs.filter(({ url }) => url.startsWith(SITE)).length > 1;
}

/** @param {Asked['data']} what */
async function answer(what) {
  if (what === 'keep')
    return complete().then(
      (whole) => (whole ? 'whole' : 'partial'),
      () => 'none',
    );
  if (await othersAreOpen()) return false;
  void worker.skipWaiting();
  return true;
}

worker.addEventListener('install', (event) => {
  // A first one is needed at once, for isolation, and fills its copy as the page asks. A newer one is one when it is whole.
  if (!worker.registration.active) return;
  const whole = complete().then((isWhole) => {
    if (!isWhole) throw new Error(`Not all files of ${BUILD} can be had.`);
  });
  /** @type {Extendable} */ (event).waitUntil(whole);
});

worker.addEventListener('activate', (event) => {
  // Tabs that have begun without it go on without it: Firefox answers no more to the worker of a tab that is claimed.
  const tidy = async () => {
    const others = (await caches.keys()).filter((name) => name.startsWith(COPIES) && name !== COPIES + BUILD);
    await Promise.all(others.map((name) => caches.delete(name)));
  };
  /** @type {Extendable} */ (event).waitUntil(tidy().catch(() => {})); // storage may be denied
});

worker.addEventListener('message', (event) => {
  const { data, ports, waitUntil } = /** @type {Asked} */ (event);
  waitUntil.call(
    event,
    answer(data).then((said) => ports[0].postMessage(said)),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request, respondWith } = /** @type {Fetch} */ (event);
  const file = fileOf(request);
  if (file) respondWith.call(event, serve(file, /** @type {Fetch} */ (event)));
});
