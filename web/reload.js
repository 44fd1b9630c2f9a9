// Loading the page again, at most once for each reason: what that does not mend would else be loaded for ever.

/** @param {string} reason */
const keyOf = (reason) => `fitting-room-${reason}`;

/**
 * Loads the page again, unless that has been tried in this tab for the same reason.
 * @param {string} reason
 * @returns {boolean} whether it is being loaded
 */
export function reloadOnce(reason) {
  try {
    if (sessionStorage.getItem(keyOf(reason))) return false;
    sessionStorage.setItem(keyOf(reason), 'yes');
  } catch {
    return false; // without a memory the page could reload for ever
  }
  location.reload();
  return true;
}

/** The reason is gone: should it come again, the page may be loaded again. @param {string} reason */
export function forgetReload(reason) {
  try {
    sessionStorage.removeItem(keyOf(reason));
  } catch {
    // Nothing was remembered.
  }
}

/** The reason where files of two builds have met, as the errors' code says it. */
export const OTHER_VERSION = 'other-version';
/** Whether the visitor has begun something. */
let touched = false;
for (const type of ['pointerdown', 'keydown'])
  addEventListener(type, () => (touched = true), { capture: true, once: true });

/** What the page is made of, with all that these import. */
const PAGE = ['main.js', 'later.js', 'boot.js', 'engine/faults.js', 'page.css'];

/**
 * Fetches the page's own files past the browser's cache, which may have kept some since another build, and loads it again,
 * once; not where that would end what the visitor has begun.
 * @returns {Promise<boolean>} whether it is being loaded
 */
export async function reloadAnew() {
  if (touched) return false;
  const files = PAGE.map((file) => new URL(file, import.meta.url));
  await globalThis.fileFaults.fetchFiles(files, 'reload');
  return reloadOnce(OTHER_VERSION);
}

/** The page's files are of one build. */
export const isWhole = () => forgetReload(OTHER_VERSION);
