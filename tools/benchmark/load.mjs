// Who else uses the processors while a sample is taken: all of their time in Linux' /proc/stat that is
// neither idle nor that of our own processes.

import { readdir, readFile } from 'node:fs/promises';

/** Linux counts processor time in hundredths of a second for programs (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** A sample during which others used more than this, in cores, is marked. */
export const MOST_OTHERS = 0.1;

/** @returns {Promise<number>} ticks in which a processor was busy, all of them together */
async function busyTicks() {
  const [first] = (await readFile('/proc/stat', 'utf8')).split('\n');
  const [user, nice, system, , , interrupts, softInterrupts, stolen] = first.split(/\s+/).slice(1).map(Number);
  return user + nice + system + interrupts + softInterrupts + stolen;
}

/** @returns {Promise<number>} ticks of this process and of all below it */
async function ownTicks() {
  const ticks = new Map();
  const children = new Map();
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    processes.map(async (name) => {
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => null);
      if (stat === null) return; // it has ended
      // The second field, the name in brackets, may hold anything.
      const fields = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      const [parent, user, system] = [fields[1], fields[11], fields[12]];
      ticks.set(Number(name), user + system);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }),
  );
  const sum = (id) => (children.get(id) ?? []).reduce((all, child) => all + sum(child), ticks.get(id) ?? 0);
  return sum(process.pid);
}

/**
 * Begins to watch.
 * @returns {Promise<() => Promise<{ own: number, others: number } | null>>} ends the watch and tells how many
 *   cores we and others kept busy on average; null where there is no /proc
 */
export async function watchLoad() {
  const read = async () => ({ time: performance.now(), busy: await busyTicks(), own: await ownTicks() });
  const before = await read().catch(() => null);
  return async () => {
    const after = await read().catch(() => null);
    if (!before || !after) return null;
    const ticks = ((after.time - before.time) / 1000) * TICKS_PER_SECOND;
    const own = (after.own - before.own) / ticks;
    return { own, others: Math.max(0, (after.busy - before.busy) / ticks - own) };
  };
}
