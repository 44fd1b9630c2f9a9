// The comparison: all systems interleaved in one run. Every system and mode is sampled once a round, the
// rounds run through them in alternating order, so that a machine whose speed drifts treats all alike. The
// ceilings are sampled in the same rounds. A system that fails is reported, and the others go on.

import { IMAGE_PIXELS } from '../../web/engine/image.js';
import { exactProbabilities } from './exact.mjs';
import { Timeout, pageHost, processHost } from './hosts.mjs';
import { watchLoad } from './load.mjs';
import { base64 } from './model.mjs';
import { MODES } from './systems.mjs';

/** @typedef {import('./systems.mjs').System} System */
/** @typedef {{ round: number, value: number, own?: number, others?: number }} Sample */

/**
 * What became of a system.
 * @typedef {object} Outcome
 * @property {System} system
 * @property {object} [about] versions and settings
 * @property {number} [difference] of its probabilities from the exact ones, the largest
 * @property {string} [failed] why there is nothing at all
 * @property {Record<string, { samples: Sample[], cannot?: boolean, failed?: string }>} modes by key
 */

/** Peers compile kernels at the start, and the slowest takes seconds a step. */
const START_SECONDS = 120;
const SAMPLE_SECONDS = 90;
const CEILING_SECONDS = 0.3;
/** A mode that has taken so many seconds is not sampled in further rounds. */
const MOST_SECONDS_A_MODE = 20;
const CHECKED_IMAGES = 64;

/**
 * What a call gives, and who used the processors meanwhile.
 * @param {() => Promise<number>} call
 */
async function watched(call) {
  const end = await watchLoad();
  const value = await call();
  return { value, ...(await end()) };
}

/** Runs the systems of one comparison. */
export class Comparison {
  #hosts = new Map();
  #task;
  #seconds;
  #say;
  /** @type {Outcome[]} */
  outcomes = [];
  /** GFLOP/s @type {{ level: string, threads: number, samples: Sample[] }[]} */
  ceilings = ['relaxed', 'simd'].flatMap((level) => [1, 2].map((threads) => ({ level, threads, samples: [] })));

  /**
   * @param {object} task
   * @param {Record<string, import('./model.mjs').Weight>} task.weights
   * @param {object} task.description of the network that is trained
   * @param {{ pixels: Uint8Array, labels: Uint8Array }} task.images to train on
   * @param {Uint8Array} task.testPixels for the check of the probabilities
   * @param {number} seconds of a sample
   * @param {(line: string) => void} say
   */
  constructor(task, seconds, say) {
    this.#task = task;
    this.#seconds = seconds;
    this.#say = say;
  }

  /**
   * Starts every system and checks that it computes what the others do.
   * @param {System[]} systems
   * @param {import('@playwright/test').Browser} browser
   * @param {string} address of page/page.html
   */
  async start(systems, browser, address) {
    const { weights, description, images, testPixels } = this.#task;
    const checked = testPixels.subarray(0, CHECKED_IMAGES * IMAGE_PIXELS);
    const exact = exactProbabilities(weights, checked);
    const request = {
      weights: Object.fromEntries(
        Object.entries(weights).map(([name, { shape, values }]) => [name, { shape, values: base64(values) }]),
      ),
      pixels: base64(images.pixels),
      labels: base64(images.labels),
    };
    this.#hosts.set('ceiling', await pageHost(browser, address));
    for (const system of systems) {
      this.#say(`starting ${system.name}`);
      /** @type {Outcome} */
      const outcome = { system, modes: Object.fromEntries(MODES.map(({ key }) => [key, { samples: [] }])) };
      this.outcomes.push(outcome);
      try {
        const { threads, module, options, command } = system;
        const host = command ? processHost(command) : await pageHost(browser, address);
        this.#hosts.set(system, host);
        const rates = description.layers.filter(({ type }) => type === 'Dropout').map(({ rate }) => rate);
        const own = command ? { rates, modes: MODES } : { module, options, description };
        const { about, trains } = await host.call('start', { threads, ...request, ...own }, START_SECONDS);
        outcome.about = about;
        for (const { key, kind } of MODES) outcome.modes[key].cannot = kind === 'train' && !trains;
        const found = await host.call('probabilities', { pixels: base64(checked) }, SAMPLE_SECONDS);
        if (found.length !== exact.length) throw new Error(`${found.length} probabilities, not ${exact.length}`);
        outcome.difference = found.reduce((most, p, i) => Math.max(most, Math.abs(p - exact[i])), 0);
      } catch (error) {
        outcome.failed = error.message;
        await this.#drop(system);
      }
    }
  }

  /** One sample of everything, in order or in reverse. @param {number} round from 0 */
  async round(round) {
    const jobs = [
      ...this.ceilings.map((ceiling) => () => this.#sampleCeiling(ceiling, round)),
      ...MODES.flatMap((mode) => this.outcomes.map((outcome) => () => this.#sample(outcome, mode, round))),
    ];
    for (const job of round % 2 ? jobs.reverse() : jobs) await job();
  }

  /** @param {Comparison['ceilings'][number]} ceiling @param {number} round */
  async #sampleCeiling({ level, threads, samples }, round) {
    const host = this.#hosts.get('ceiling');
    const request = { level, threads, seconds: CEILING_SECONDS };
    try {
      samples.push({ round, ...(await watched(() => host.call('ceiling', request, SAMPLE_SECONDS))) });
    } catch (error) {
      this.#say(`the ceiling failed: ${error.message}`);
    }
  }

  /** @param {Outcome} outcome @param {import('./systems.mjs').Mode} mode @param {number} round */
  async #sample(outcome, { key, kind, batch, unit }, round) {
    const mode = outcome.modes[key];
    const host = this.#hosts.get(outcome.system);
    if (!host || mode.cannot || mode.failed || mode.spent > MOST_SECONDS_A_MODE) return;
    this.#say(`round ${round + 1}: ${outcome.system.name}, ${kind} ${batch}`);
    const start = performance.now();
    try {
      const request = { kind, batch, seconds: this.#seconds };
      const sample = await watched(() => host.call('sample', request, SAMPLE_SECONDS + this.#seconds));
      if (kind === 'infer' && unit === 'images/s') sample.value = (1000 * batch) / sample.value;
      mode.samples.push({ round, ...sample });
    } catch (error) {
      mode.failed = error.message;
      if (error instanceof Timeout) {
        // What hangs would disturb the others.
        await this.#drop(outcome.system);
        for (const other of Object.values(outcome.modes)) other.failed ??= error.message;
      }
    }
    mode.spent = (mode.spent ?? 0) + (performance.now() - start) / 1000;
  }

  async #drop(system) {
    await this.#hosts
      .get(system)
      ?.close()
      .catch(() => {});
    this.#hosts.delete(system);
  }

  async close() {
    await Promise.all([...this.#hosts.keys()].map((system) => this.#drop(system)));
  }
}
