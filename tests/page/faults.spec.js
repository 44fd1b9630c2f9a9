// What is kept cannot be written while a run goes on: the page says so, the run goes on, and whoever comes back finds what
// was kept before and goes on from there, to the same losses.

import { expect, test } from './support/test.js';

/** Long enough for all that is looked at while it goes on. */
const SETTINGS = { Epochs: '20', 'Training images': '640', Seed: '4' };

/** @typedef {import('./support/room.js').Room} Room */

/** @param {Room} room */
const offer = (room) => room.training.getByRole('group', { name: 'From your last visit' });
/** @param {Room} room */
const problem = (room) => room.keeping.getByRole('alert');

/** A number that the page says. @param {Room} room @param {RegExp} where */
async function numberIn(room, where) {
  const [text = ''] = await room.page.getByText(where).allTextContents();
  return Number(where.exec(text)?.[1] ?? 0);
}
/** @param {Room} room */
const epochKept = (room) => numberIn(room, /is kept up to epoch (\d+),/);
/** @param {Room} room */
const epochTrained = (room) => numberIn(room, /^Epoch (\d+) of \d+,/);

/** Starts a run, and waits until both slots hold some of it. @param {Room} room */
async function begin(room, settings = SETTINGS) {
  await room.startTraining(settings);
  await expect.poll(() => epochKept(room)).toBeGreaterThanOrEqual(2);
}

/**
 * What can go wrong in the worker that writes the private file system, and what the page says of it. The last one is the
 * end of all: there is nobody left to say anything.
 * Written: all of it stands in the file, so that it may be found.
 * @type {Record<string, { said: string, written?: boolean, happen: () => void }>}
 */
const FAULTS = {
  'the disk is full': {
    said: 'There is no room left on this device for what is to be kept.',
    happen() {
      FileSystemSyncAccessHandle.prototype.write = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  },
  'the flush fails': {
    said: 'It could not be kept: the flush failed',
    written: true,
    happen() {
      FileSystemSyncAccessHandle.prototype.flush = () => {
        throw new DOMException('the flush failed', 'AbortError');
      };
    },
  },
  'half a file is written': {
    said: 'There is no room left on this device for what is to be kept.',
    happen() {
      const { write } = FileSystemSyncAccessHandle.prototype;
      FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
        return write.call(this, bytes.subarray(0, bytes.length >> 1), options);
      };
    },
  },
  'all ends in the midst of a file': {
    said: '',
    happen() {
      const { write } = FileSystemSyncAccessHandle.prototype;
      FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
        write.call(this, bytes.subarray(0, bytes.length >> 1), options);
        return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) === 'ok' ? 0 : 1;
      };
    },
  },
};

test('whatever goes wrong with keeping a run: it goes on, and the state before is found', async ({ room, page }) => {
  test.slow();
  await room.open();
  await room.trainToTheEnd(SETTINGS);
  const uninterrupted = await room.epochRows();
  for (const [what, { said, written, happen }] of Object.entries(FAULTS)) {
    await test.step(what, async () => {
      await begin(room);
      const keeper = page.workers().find((each) => each.url().endsWith('/store/worker.js'));
      await keeper.evaluate(happen);
      if (said) await expect(problem(room)).toContainText(said);
      const kept = await epochKept(room);
      const trained = await epochTrained(room);
      await expect.poll(() => epochTrained(room)).toBeGreaterThan(trained);
      expect(await epochKept(room)).toBe(kept);
      await page.reload();
      await expect(offer(room)).toContainText(/was interrupted in epoch \d+ of 20\./);
      const found = await numberIn(room, /was interrupted in epoch (\d+) of 20/);
      if (!written) expect(found).toBeLessThanOrEqual(kept + 1);
      await offer(room).getByRole('button', { name: 'Go on with it' }).click();
      await expect(room.trainStatus).toContainText('Finished.');
      expect(await room.epochRows()).toEqual(uninterrupted);
      await expect(problem(room)).toHaveCount(0);
    });
  }
});

test('there is no room, and then there is again: the run is kept on', async ({ room, page, context }) => {
  await room.open();
  const client = await context.newCDPSession(page);
  const { origin } = new URL(room.address);
  await begin(room, { ...SETTINGS, Epochs: '100' });
  await client.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await expect(problem(room)).toContainText('There is no room left on this device for what is to be kept.');
  const kept = await epochKept(room);
  const trained = await epochTrained(room);
  await expect.poll(() => epochTrained(room)).toBeGreaterThan(trained);
  expect(await epochKept(room)).toBe(kept);
  await client.send('Storage.overrideQuotaForOrigin', { origin });
  await expect.poll(() => epochKept(room)).toBeGreaterThan(kept);
  await expect(problem(room)).toHaveCount(0);
});
