// One system in a page of its own: starts it and takes the samples that the benchmark asks for.
//
// A system is a module that exports `start(task)` and gives back a Peer. It is told what to do by
// page.evaluate(), which calls the functions of `globalThis.benchmark`.

import { measureCeiling } from './ceiling.js';

/**
 * @typedef {object} Task
 * @property {number} threads
 * @property {Record<string, { shape: number[], values: Float32Array }>} weights Keras' names and layout
 * @property {Uint8Array} pixels of the images to train on and to classify, 784 each
 * @property {Uint8Array} labels
 * @property {object} description of the network
 * @property {Record<string, any>} options of this system
 */

/**
 * @typedef {object} Peer
 * @property {Record<string, string | number>} about what it runs on, for the report
 * @property {(pixels: Uint8Array) => Promise<Float32Array>} probabilities ten for each image
 * @property {(batch: number, seconds: number) => Promise<number>} [train] images a second
 * @property {(batch: number, seconds: number) => Promise<number>} infer milliseconds a call
 */

/** @type {Peer | null} */
let peer = null;

/** @param {string} text */
function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

globalThis.benchmark = {
  /** As Task, with arrays as base64. */
  async start({ module, threads, weights, pixels, labels, description, options }) {
    const { start } = await import(module);
    peer = await start({
      threads,
      weights: Object.fromEntries(
        Object.entries(weights).map(([name, { shape, values }]) => [
          name,
          { shape, values: new Float32Array(bytes(values).buffer) },
        ]),
      ),
      pixels: bytes(pixels),
      labels: bytes(labels),
      description,
      options,
    });
    return { about: peer.about, trains: Boolean(peer.train) };
  },

  async probabilities({ pixels }) {
    return Array.from(await peer.probabilities(bytes(pixels)));
  },

  sample({ kind, batch, seconds }) {
    return peer[kind](batch, seconds);
  },

  ceiling({ level, threads, seconds }) {
    return measureCeiling(level, threads, seconds);
  },
};
