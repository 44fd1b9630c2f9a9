// Files in the origin's private file system. Only a worker has handles that write at once and can be flushed.

/** @typedef {import('./slots.js').Files} Files */

/**
 * The parts of a synchronous handle that are used here; TypeScript's library of pages has none.
 * @typedef {object} Handle
 * @property {() => number} getSize
 * @property {(bytes: Uint8Array, options: { at: number }) => number} read
 * @property {(bytes: Uint8Array, options: { at: number }) => number} write
 * @property {(size: number) => void} truncate
 * @property {() => void} flush
 * @property {() => void} close
 */

const FOLDER = 'kept';

/** @param {unknown} error */
const isMissing = (error) => error instanceof DOMException && error.name === 'NotFoundError';

/** @returns {Promise<Files>} @throws what the browser throws where it has no such file system */
export async function openPrivateFiles() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });

  /**
   * @template T
   * @param {string} file
   * @param {boolean} create
   * @param {(handle: Handle) => T} use
   */
  async function withHandle(file, create, use) {
    const entry = await folder.getFileHandle(file, { create });
    const opened = /** @type {{ createSyncAccessHandle(): Promise<Handle> }} */ (/** @type {unknown} */ (entry));
    const handle = await opened.createSyncAccessHandle();
    try {
      return use(handle);
    } finally {
      handle.close();
    }
  }

  return {
    async read(file) {
      try {
        return await withHandle(file, false, (handle) => {
          const bytes = new Uint8Array(handle.getSize());
          return bytes.subarray(0, handle.read(bytes, { at: 0 }));
        });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    write: (file, bytes) =>
      withHandle(file, true, (handle) => {
        handle.truncate(0);
        if (handle.write(bytes, { at: 0 }) !== bytes.length) {
          throw new DOMException('Not all of it could be written.', 'QuotaExceededError');
        }
        handle.flush();
      }),
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
