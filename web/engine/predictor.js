/**
 * A network that answers in the caller's own thread, at once: for pages that want a class within one
 * frame, and for workers of their own. No worker is started, and no thread; nothing is downloaded but
 * one build of the C++ core.
 *
 * ```js
 * import { createPredictor } from './engine/predictor.js';
 *
 * const file = await (await fetch('./model/ready-made.safetensors')).arrayBuffer();
 * const predictor = await createPredictor(file);
 * const { top, probabilities } = predictor.predict(pixels); // no promise: here is the answer
 * ```
 *
 * The thread waits while the network computes: some 0.1 to 0.2 ms for one image and the reference CNN.
 * Whoever asks for thousands of images, or wants to train, takes createEngine(), which never lets the
 * page wait. The probabilities are the same, up to rounding in another build.
 *
 * @module
 */

import { loadCore } from './core.js';
import { EngineError, codeOf } from './errors.js';
import { checkKind, copyPixels, readBytes } from './input.js';
import { chooseVariants, detectFeatures, firstThatStarts } from './variants.js';

export { EngineError };

/** @typedef {import('./messages.js').PictureKind} PictureKind */
/** @typedef {import('./messages.js').Prediction} Prediction */
/** @typedef {import('./variants.js').Variant} Variant */

/**
 * Loads the fastest build that runs here, and a network.
 *
 * @param {Blob | ArrayBuffer | Uint8Array} model safetensors, as engine.saveModel() gives it
 * @param {{ variant?: Variant }} [options] `variant`: this build and no other
 * @returns {Promise<Predictor>}
 * @throws {EngineError} `bad-model`, `unsupported`, `unproven`, `download`, `forbidden`, `out-of-memory`
 */
export async function createPredictor(model, { variant } = {}) {
  const variants = chooseVariants(variant, detectFeatures());
  const bytes = await readBytes(model, 'bad-model');
  return firstThatStarts(variants, async (candidate) => {
    const core = await loadCore(candidate, 1);
    try {
      answer(() => core.loadModel(bytes));
    } catch (error) {
      core.delete();
      throw error;
    }
    return new Predictor(core, candidate);
  });
}

/** One network, made by createPredictor(). */
export class Predictor {
  /** @type {import('./core.js').Core | null} null once closed */
  #core;
  /** The build that it runs on. @type {Variant} */
  variant;

  /**
   * @param {import('./core.js').Core} core with a model
   * @param {Variant} variant
   */
  constructor(core, variant) {
    this.#core = core;
    this.variant = variant;
  }

  /**
   * Classifies an image that is as the network expects it.
   * @param {ArrayLike<number>} pixels 784, rows first, 0 black to 255 white, light garment on black
   * @param {{ kind?: PictureKind }} [options] `kind`: by what limit `unlike` is told; photo, also for images
   *   of the data set
   * @returns {Prediction}
   * @throws {EngineError} `bad-image` for another number of pixels; `bad-settings` for another kind;
   *   `wrong-state` once closed
   */
  predict(pixels, { kind = 'photo' } = {}) {
    checkKind(kind);
    return this.#ask((core) => core.predict(asBytes(pixels), kind));
  }

  /**
   * Classifies many images at once.
   * @param {ArrayLike<number>} pixels 784 for each image, as for predict()
   * @returns {Float32Array} the probabilities of the classes, image by image
   * @throws {EngineError} `bad-image` for a part of an image; `wrong-state` once closed
   */
  predictBatch(pixels) {
    return this.#ask((core) => core.predictBatch(asBytes(pixels)));
  }

  /** Gives the network's memory back. Every later call throws `wrong-state`. */
  close() {
    this.#core?.delete();
    this.#core = null;
  }

  /**
   * @template Result
   * @param {(core: import('./core.js').Core) => Result} question
   * @returns {Result}
   */
  #ask(question) {
    const core = this.#core;
    if (!core) throw new EngineError('wrong-state', 'This predictor is closed. Make a new one.');
    return answer(() => question(core));
  }
}

/** @param {ArrayLike<number>} pixels */
const asBytes = (pixels) => (pixels instanceof Uint8Array ? pixels : copyPixels(pixels));

/**
 * What the core answers; what it refuses becomes an EngineError.
 * @template Result
 * @param {() => Result} question
 * @returns {Result}
 */
function answer(question) {
  try {
    return question();
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new EngineError(code, /** @type {Error} */ (error).message);
  }
}
