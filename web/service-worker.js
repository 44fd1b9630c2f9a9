// Where the page has its service worker, sw.js.

/**
 * @returns {Promise<ServiceWorkerRegistration | null>} null where there can be none: over plain http, in a frame of another
 *   page, in private windows of Firefox, where storage is blocked, from a host without sw.js
 */
export async function registerWorker() {
  if (!isSecureContext || !('serviceWorker' in navigator) || window !== window.top) return null;
  const script = new URL('./sw.js', import.meta.url);
  const { serviceWorker } = navigator;
  // A browser's cache must not hide a new version.
  return (await serviceWorker.register(script, { updateViaCache: 'none' }).catch(() => null)) ?? null;
}
