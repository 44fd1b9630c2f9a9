// The worker, or the whole browser, is killed at some moment of a run, as by a crash or a power cut; the run goes on to
// the losses and weights of one that was never interrupted.
//
// KILLS=10 npx playwright test --config ../tests/page kill.spec: ten moments for each instead of one.

import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parametersOf } from './support/model-files.js';
import { chromium } from './support/playwright.js';
import { Room } from './support/room.js';
import { expect, test } from './support/test.js';

const KILLS = Number(process.env.KILLS ?? 1);
const SETTINGS = { Epochs: '12', 'Training images': '960', Seed: '3' };
const STEPS = 12 * 30;

/** Moments of a run, in steps: the same each time. */
const moments = Array.from({ length: KILLS }, (_, i) => Math.round(STEPS * (0.15 + 0.7 * ((i * 0.618034 + 0.4) % 1))));

/** Waits until a run has come that far and something of it is kept. @param {Room} room @param {number} step */
async function reaches(room, step) {
  await expect(room.keeping).toContainText(/“Run \d+” is kept up to epoch \d+, /);
  await expect
    .poll(
      async () => {
        const where = room.training.getByText(/^Epoch \d+ of 12, /);
        const [text = ''] = await where.allTextContents();
        const [, epoch, at] = /^Epoch (\d+) of 12, (?:validation )?step (\d+)/.exec(text) ?? [];
        return (Number(epoch) - 1) * 30 + (text.includes('validation') ? 30 : Number(at));
      },
      { intervals: [20] },
    )
    .toBeGreaterThanOrEqual(step);
}

/** Goes on with what was found, to its end. @param {Room} room */
async function finish(room) {
  await room.training.getByRole('button', { name: 'Go on with it' }).click();
  await expect(room.trainStatus).toContainText('Finished.');
  return { epochs: await room.epochRows(), weights: parametersOf(await room.save('Download model')) };
}

/** Processes that were started with an argument. @param {string} argument */
const processesWith = (argument) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(argument);
      } catch {
        return false; // it is over
      }
    })
    .map(Number);

/** A browser with a profile of its own, of which nothing is left but the disk. */
class Mortal {
  #profile = mkdtempSync(join(tmpdir(), 'fitting-room-profile-'));
  /** @type {import('@playwright/test').BrowserContext | null} */
  #context = null;

  /** @param {import('@playwright/test').LaunchOptions} options @param {string} address */
  async open(options, address) {
    this.#context = await chromium.launchPersistentContext(this.#profile, options);
    const room = new Room(await this.#context.newPage(), address);
    await room.open();
    return room;
  }

  /** All its processes, at once. */
  async kill() {
    const closed = this.#context?.waitForEvent('close');
    for (const id of processesWith(`--user-data-dir=${this.#profile}`)) process.kill(id, 'SIGKILL');
    await closed;
  }

  async bury() {
    await this.#context?.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

test('the browser or the worker is killed: the run ends as if nothing had been', async ({
  room,
  page,
  address,
  launchOptions,
}) => {
  test.setTimeout(240_000 + KILLS * 120_000);
  await room.open();
  await room.trainToTheEnd(SETTINGS);
  const whole = { epochs: await room.epochRows(), weights: parametersOf(await room.save('Download model')) };

  for (const step of moments) {
    await test.step(`the worker, at step ${step}`, async () => {
      await room.startTraining(SETTINGS);
      await reaches(room, step);
      const worker = page.workers().find((each) => each.url().endsWith('/engine/worker.js'));
      worker?.evaluate(() => self.close()).catch(() => {});
      expect(await finish(room)).toEqual(whole);
    });

    await test.step(`the browser, at step ${step}`, async () => {
      const mortal = new Mortal();
      try {
        const before = await mortal.open(launchOptions, address);
        await before.startTraining(SETTINGS);
        await reaches(before, step);
        await mortal.kill();
        expect(await finish(await mortal.open(launchOptions, address))).toEqual(whole);
      } finally {
        await mortal.bury();
      }
    });
  }
});
