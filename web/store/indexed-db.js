// The same files in IndexedDB, for browsers without a private file system, or without handles that can be flushed.

/** @typedef {import('./slots.js').Files} Files */

const DATABASE = 'fitting-room';
const TABLE = 'kept';

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answerOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @returns {Promise<Files>} @throws what the browser throws where it keeps nothing */
export async function openIndexedDb() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
  const database = await answerOf(opening);

  /** @param {(table: IDBObjectStore) => void} change @returns {Promise<void>} that it is on the disk */
  const change = (change) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(TABLE, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      change(transaction.objectStore(TABLE));
    });
  const table = () => database.transaction(TABLE).objectStore(TABLE);

  return {
    read: async (file) => (await answerOf(table().get(file))) ?? null,
    write: (file, bytes) => change((table) => table.put(bytes, file)),
    remove: (file) => change((table) => table.delete(file)),
    size: async (file) => (await answerOf(table().get(file)))?.length ?? 0,
    list: async () => (await answerOf(table().getAllKeys())).map(String),
  };
}
