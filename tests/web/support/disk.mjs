import { Shelf } from '../../../web/lab/shelf.js';

/**
 * A shelf that keeps in a map, which outlives it as a disk does.
 * @param {import('../../../web/lab/news.js').News} news
 * @param {Map<string, Uint8Array<ArrayBuffer>>} disk
 */
export const shelfOn = (news, disk) =>
  new Shelf(news, async () => ({
    names: async () => [...disk.keys()],
    read: async (name) => disk.get(name)?.slice() ?? null,
    write: async (name, value) => void disk.set(name, value),
    settle: async () => {},
    remove: async (name) => void disk.delete(name),
    clear: async () => disk.clear(),
  }));
