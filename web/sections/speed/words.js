// What is measured of a machine, and what the numbers say: plain arithmetic, no page.

import { counted, integer, machineInWords, percent } from '../../parts/format.js';

/** @typedef {import('../../engine/engine.js').EngineInfo} EngineInfo */
/** @typedef {import('../../engine/engine.js').LayerDescription} LayerDescription */
/** @typedef {import('../../engine/engine.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../engine/engine.js').Summary['layers'][number]} LayerSummary */

/**
 * A way to compute: the one in use, or that but for one thing.
 * @typedef {object} Setup
 * @property {'in use' | 'one thread' | 'plain SIMD' | 'no zeros'} but
 * @property {string} name
 * @property {import('../../engine/engine.js').Variant} variant
 * @property {number} threads
 */

/**
 * What was measured with it: images a second, floating-point operations a second of the ceiling, and what each layer
 * takes, of the way in use.
 * @typedef {{ setup: Setup, training: number, inference: number, ceiling: number,
 *   times: import('../../engine/engine.js').LayerTime[] }} Measured
 */

/** What to compare, on this machine. @param {EngineInfo} info of the engine in use @returns {Setup[]} that in use first */
export function setupsOf(info) {
  const { variant, threads } = info;
  /** @type {Setup[]} */
  const setups = [{ but: 'in use', name: machineInWords(info), variant, threads }];
  if (threads > 1) setups.push({ but: 'one thread', name: '1 thread', variant, threads: 1 });
  if (variant === 'relaxed-threads')
    setups.push({ but: 'plain SIMD', name: 'SIMD128', variant: 'simd-threads', threads });
  setups.push({ but: 'no zeros', name: 'Gradients without zeros', variant, threads });
  return setups;
}

/**
 * The same arithmetic, but what makes gradients zero is gone: ReLU and dropout. Of max pooling there is no way around.
 * @param {NetworkDescription} network
 * @returns {NetworkDescription}
 */
export const withoutZeros = (network) => ({
  ...network,
  layers: network.layers.map((layer) => ({
    ...layer,
    ...(layer.activation === 'relu' && { activation: 'linear' }),
    ...(layer.type === 'Dropout' && { rate: 0 }),
  })),
});

/**
 * Multiplications, each with an addition, that one image takes forward: at each place, one for each weight of the
 * kernel. Other layers have next to none.
 * @param {Pick<LayerSummary, 'type' | 'outputShape' | 'parameters'>} layer
 */
export function multiplyAdds({ type, outputShape, parameters }) {
  if (type !== 'Conv2D' && type !== 'Dense') return 0;
  const channels = outputShape[outputShape.length - 1];
  const places = outputShape.reduce((product, size) => product * size, 1) / channels;
  return places * (parameters - channels); // without the biases
}

/**
 * Floating-point operations of an image. Training goes forward, and as far again for the gradients of the weights and
 * for those of each layer's input, which the first layer needs not.
 * @param {Pick<LayerSummary, 'type' | 'outputShape' | 'parameters'>[]} layers
 */
export function operations(layers) {
  const each = layers.map(multiplyAdds).filter((count) => count > 0);
  const all = each.reduce((sum, count) => sum + count, 0);
  return { inference: 2 * all, training: 2 * (3 * all - (each[0] ?? 0)) };
}

/**
 * Where arithmetic and time are, a row for each layer that takes any: its shares of the multiplications to classify an
 * image, and of the time to train on one; microseconds.
 * @param {LayerSummary[]} layers
 * @param {import('../../engine/engine.js').LayerTime[]} times
 */
export function layersInNumbers(layers, times) {
  const all = layers.reduce((sum, layer) => sum + multiplyAdds(layer), 0);
  const seconds = times.reduce((sum, { forward, backward }) => sum + forward + backward, 0);
  return times
    .filter(({ forward, backward }) => forward + backward > 0)
    .map(({ name, forward, backward }) => {
      const together = name.split(' + ');
      const own = layers.filter((layer) => together.includes(layer.name));
      return {
        name,
        arithmetic: own.reduce((sum, layer) => sum + multiplyAdds(layer), 0) / (all || 1),
        time: (forward + backward) / seconds,
        forward: forward * 1e6,
        backward: backward * 1e6,
      };
    });
}

/** "1.7 times as fast". @param {number} ratio */
const times = (ratio) => `${ratio.toFixed(1)} times as fast`;

/** "49.2 million". @param {number} count */
const millions = (count) => `${(count / 1e6).toFixed(count < 1e7 ? 1 : 0)} million`;

/** Billions a second. @param {number} ceiling */
export const billions = (ceiling) => (ceiling / 1e9).toFixed(1);

/**
 * What is said first, and of the ceiling.
 * @param {Measured} inUse
 * @param {ReturnType<typeof operations>} needed of an image
 */
export function speedInWords({ setup, training, inference, ceiling }, needed) {
  const trained = (training * needed.training) / ceiling;
  const classified = (inference * needed.inference) / ceiling;
  const more =
    Math.max(trained, classified) > 1
      ? ' More than all of it is no mistake: neighbouring outputs of a convolution share multiplications, and what is ' +
        'multiplied by zero is left out.'
      : '';
  return {
    said:
      `Your machine trains on ${integer(training)} images a second and classifies ${integer(inference)}, ` +
      `with ${setup.name}.`,
    ceiling:
      `At most it does ${billions(ceiling)} billion multiplications and additions a second. An image takes ` +
      `${millions(needed.inference)} of these to be classified and ${millions(needed.training)} to be trained on. ` +
      `So classifying reaches ${percent(classified, 0)} of what the machine can do, and training ` +
      `${percent(trained, 0)}.${more} What is left goes into fetching numbers from memory, and into all that is ` +
      'no multiplication.',
  };
}

/**
 * What threads, SIMD and skipping zeros bring, a sentence each.
 * @param {Measured[]} all that in use first
 */
export function reasonsInWords(all) {
  const [inUse] = all;
  const { threads, variant } = inUse.setup;
  const without = (/** @type {Setup['but']} */ but) => all.find(({ setup }) => setup.but === but);
  const ratio = (/** @type {Measured} */ other) => times(inUse.training / other.training);
  const reasons = [];

  const one = without('one thread');
  reasons.push(
    one
      ? `Threads: ${counted(threads, 'thread')} train ${ratio(one)} as one.`
      : 'Threads: there is one alone, because the browser gives this page no more.',
  );
  const plain = without('plain SIMD');
  const four =
    'SIMD: each instruction works on four numbers at once, in every build, so there is none without to compare.';
  reasons.push(
    plain
      ? `${four} Relaxed SIMD, which multiplies and adds in one, trains ${ratio(plain)} as SIMD128.`
      : `${four} ${variant === 'simd' ? 'This build' : 'This browser'} has no relaxed SIMD.`,
  );
  const full = without('no zeros');
  if (full)
    reasons.push(
      `Skipping zeros: ReLU and dropout make many gradients zero, and what they would be multiplied with is left out. ` +
        `That trains ${ratio(full)} as the same network without ReLU and dropout.`,
    );
  return reasons;
}

/** Ceilings of the same setup that lie so far apart were not measured on the same machine. */
const UNSTEADY = 1.15;

/**
 * Whether the machine had as much to give at the end as at the beginning; empty where it had.
 * @param {Measured[]} all that in use first
 */
export function doubtInWords(all) {
  const [inUse] = all;
  const alike = all.filter(
    ({ setup }) => setup.variant === inUse.setup.variant && setup.threads === inUse.setup.threads,
  );
  const ceilings = alike.map(({ ceiling }) => ceiling);
  const [least, most] = [Math.min(...ceilings), Math.max(...ceilings)];
  if (most <= UNSTEADY * least) return '';
  return (
    `The same loop did ${billions(least)} and ${billions(most)} billion a second: other programs share the ` +
    'processors, or they change their clock. Take the numbers with care, or measure again.'
  );
}
