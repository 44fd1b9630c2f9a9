// Files in the origin's private file system. Only a worker has handles that write at once and can be flushed.

/** @typedef {import('./slots.js').Files} Files */

/**
 * The parts of a synchronous handle that are used here; TypeScript's library of pages has none.
 * @typedef {object} Handle
 * @property {(bytes: Uint8Array, options: { at: number }) => number} write
 * @property {(size: number) => void} truncate
 * @property {() => void} flush
 * @property {() => void} close
 */

const FOLDER = 'kept';
/** The worker of a tab that was just closed may hold a file for a moment yet. */
const PATIENCE_MS = 5000;
const AGAIN_MS = 100;

/** @param {unknown} error @param {string} name */
const isCalled = (error, name) => error instanceof DOMException && error.name === name;
/** @param {unknown} error */
const isMissing = (error) => isCalled(error, 'NotFoundError');

/** @param {FileSystemFileHandle} entry @returns {Promise<Handle>} */
async function openHandle(entry) {
  const opened = /** @type {{ createSyncAccessHandle(): Promise<Handle> }} */ (/** @type {unknown} */ (entry));
  for (const late = performance.now() + PATIENCE_MS; ;) {
    try {
      return await opened.createSyncAccessHandle();
    } catch (error) {
      if (!isCalled(error, 'NoModificationAllowedError') || performance.now() > late) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** @returns {Promise<Files>} @throws what the browser throws where it has no such file system */
export async function openPrivateFiles() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });

  return {
    async read(file) {
      try {
        // Without a synchronous handle, which would have to wait for others.
        const found = await (await folder.getFileHandle(file)).getFile();
        return new Uint8Array(await found.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async write(file, bytes) {
      const handle = await openHandle(await folder.getFileHandle(file, { create: true }));
      try {
        handle.truncate(0);
        if (handle.write(bytes, { at: 0 }) !== bytes.length) {
          throw new DOMException('Not all of it could be written.', 'QuotaExceededError');
        }
        handle.flush();
      } finally {
        handle.close();
      }
    },
    async remove(file) {
      await folder.removeEntry(file).catch((error) => {
        if (!isMissing(error)) throw error;
      });
    },
    async list() {
      const names = /** @type {{ keys(): AsyncIterable<string> }} */ (/** @type {unknown} */ (folder)).keys();
      const files = [];
      for await (const name of names) files.push(name);
      return files;
    },
    size: async (file) => (await (await folder.getFileHandle(file)).getFile()).size,
  };
}
