// Cross-origin isolation where the host does not send its headers: by the service worker, which adds
// them, and one reload to be under its rule. Without isolation the engine runs on one thread.

import { forgetReload, reloadOnce } from './reload.js';
import { registerWorker } from './service-worker.js';

/** Why the page is loaded again. */
const REASON = 'isolation';
/** Whoever waits longer for a service worker is better served by one thread. */
const PATIENCE_MS = 3000;

/**
 * Sees to it that the page is cross-origin isolated, if that can be had. To be awaited before
 * anything else is started: the page may be reloaded, once.
 *
 * @returns {Promise<'isolated' | 'unavailable'>} `unavailable`: there can be no service worker, or the
 *   browser does not isolate in spite of the headers.
 *   Does not resolve when the page is being reloaded.
 */
export async function ensureIsolation() {
  if (globalThis.crossOriginIsolated) {
    forgetReload(REASON);
    return 'isolated';
  }
  if (!(await registerWorker())) return 'unavailable';
  const active = await Promise.race([
    navigator.serviceWorker.ready,
    new Promise((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ]);
  if (!active || !reloadOnce(REASON)) return 'unavailable';
  return new Promise(() => {});
}
