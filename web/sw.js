// A service worker that adds the two headers of cross-origin isolation, and does nothing else.
//
// Threads in WebAssembly need shared memory, and browsers give that only to pages that are sent
// with COOP and COEP. Most static hosts cannot send them; isolation.js registers this worker there.
// It must lie at the site's root, since a service worker rules only over its own folder.

/**
 * The parts of a service worker's world that are used here.
 * @typedef {Event & { request: Request, respondWith: (response: Promise<Response>) => void }} Fetch
 * @typedef {Event & { waitUntil: (done: Promise<unknown>) => void }} Extendable
 */
const worker = /** @type {EventTarget & { skipWaiting(): Promise<void>, clients: { claim(): Promise<void> } }} */ (
  /** @type {unknown} */ (self)
);

/** @param {Request} request */
async function fetchIsolated(request) {
  const response = await fetch(request);
  // Redirects and answers of other sites without CORS must be passed on as they are.
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => {
  /** @type {Extendable} */ (event).waitUntil(worker.clients.claim());
});
worker.addEventListener('fetch', (event) => {
  const { request, respondWith } = /** @type {Fetch} */ (event);
  // Developer tools ask for what is in the cache only; that may be asked of the own site alone.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  respondWith.call(event, fetchIsolated(request));
});
