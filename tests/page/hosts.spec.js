// The same folder on every kind of static host.

import { expect, test } from './support/test.js';
import { Room, SHORT } from './support/room.js';

/** @param {Room} room */
async function useEverything(room) {
  await room.open();
  await room.drawTrousers();
  await room.expectPrediction('Trouser');
  await room.trainToTheEnd();
}

const isolated = (/** @type {Room} */ room) => room.page.evaluate(() => crossOriginIsolated);

for (const host of /** @type {const} */ (['isolated', 'sub-path'])) {
  test.describe(host, () => {
    test.use({ host });
    test('works, with threads and without a service worker', async ({ room }) => {
      await useEverything(room);
      expect(await isolated(room)).toBe(true);
    });
  });
}

for (const host of /** @type {const} */ (['no headers', 'sub-path, no headers'])) {
  test.describe(host, () => {
    test.use({ host, serviceWorkers: 'allow' });

    test('gets its threads from the service worker', async ({ room }) => {
      await useEverything(room);
      expect(await isolated(room)).toBe(true);
      await expect(room.about).not.toContainText('1 thread.');
    });

    test('comes back isolated at once', async ({ room, page }) => {
      await room.open();
      let loads = 0;
      page.on('load', () => (loads += 1));
      await page.reload();
      await room.expectPrediction();
      expect(await isolated(room)).toBe(true);
      expect(loads).toBe(1);
    });

    test('works on one thread where service workers are forbidden', async ({ room, page }) => {
      await page.addInitScript(() => {
        navigator.serviceWorker.register = () =>
          Promise.reject(new DOMException('The operation is insecure.', 'SecurityError'));
      });
      await useEverything(room);
      expect(await isolated(room)).toBe(false);
      await expect(room.about).toContainText('1 thread.');
    });
  });
}

test.describe('plain http', () => {
  test.use({ host: 'no headers' });
  test('works on one thread, without caches, locks or service workers', async ({ page, address }) => {
    const plain = new URL(address);
    plain.hostname = 'plain.test';
    const room = new Room(page, plain.href);
    await useEverything(room);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await expect(room.about).toContainText('1 thread.');
  });
});

test('the second visit downloads no images again', async ({ room, page }) => {
  /** @type {string[]} */
  const images = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.gz')) images.push(request.url());
  });
  const visit = async () => {
    await room.open();
    await room.trainToTheEnd(SHORT);
    await expect(room.judgeStatus).toContainText('were classified right');
  };
  await visit();
  expect(images.length).toBeGreaterThan(0);
  images.length = 0;
  await visit();
  expect(images).toEqual([]);
});
