/**
 * The engine of Fitting Room: trains and runs small convolutional networks on 28 × 28 images of
 * clothes, in a worker, on WebAssembly. The page has no other door, and nothing here knows the page.
 *
 * ```js
 * import { createEngine } from './engine/engine.js';
 *
 * const engine = await createEngine();
 * await engine.newModel(await (await fetch('./model/reference.json')).json(), { seed: 1 });
 * const run = engine.fit({
 *   settings: { epochs: 1, trainingImages: 5000 },
 *   onProgress: ({ loss, accuracy }) => console.log(loss, accuracy),
 * });
 * await run.done;
 * const { classes } = await engine.summary();
 * const { indices, pixels } = await engine.images({ split: 'train', class: 3, count: 1 });
 * const { top, probabilities } = await engine.predict(pixels);
 * console.log(`image ${indices[0]}: ${classes[top]}, ${probabilities[top]}`);
 * ```
 *
 * Calls may be made at any time, also while a run is on: it goes on between them. Every promise
 * either resolves or rejects with an `EngineError`, whose `message` is a sentence for the visitor and
 * whose `code` is for programs (errors.js lists them), or with the reason of an aborted signal.
 * After a rejection everything is as it was before the call. What you pass in is copied.
 *
 * @module
 */

import { addressOf } from './address.js';
import { CLASS_NAMES } from './classes.js';
import { Client } from './client.js';
import { EngineError } from './errors.js';
import { fetchFile } from './fetching.js';
import { IMAGE_PIXELS, IMAGE_SIDE } from './image.js';
import {
  DEFAULT_SETTINGS,
  asFile,
  checkKind,
  checkOneOf,
  checkSplit,
  checkWhole,
  copyPixels,
  descriptionJson,
  packDrawing,
  packExamples,
  readBytes,
  settingsJson,
} from './input.js';
import { Run } from './run.js';
import { allowOwnScripts } from './script-here.js';
import { SETTINGS } from './settings-table.js';
import { chooseThreads, chooseVariants, detectFeatures, firstThatStarts } from './variants.js';

export { CLASS_NAMES, DEFAULT_SETTINGS, EngineError, IMAGE_PIXELS, IMAGE_SIDE, SETTINGS, allowOwnScripts, fetchFile };

/** @typedef {import('./messages.js').Activations} Activations */
/** @typedef {import('./messages.js').BatchPoint} BatchPoint */
/** @typedef {import('./messages.js').CheckedGradient} CheckedGradient */
/** @typedef {import('./messages.js').CheckedLayer} CheckedLayer */
/** @typedef {import('./messages.js').LayerTime} LayerTime */
/** @typedef {import('./messages.js').DownloadProgress} DownloadProgress */
/** @typedef {import('./messages.js').Epoch} Epoch */
/** @typedef {import('./messages.js').Drawing} Drawing */
/** @typedef {import('./messages.js').EngineInfo} EngineInfo */
/** @typedef {import('./messages.js').Evaluation} Evaluation */
/** @typedef {import('./messages.js').EvaluateProgress} EvaluateProgress */
/** @typedef {import('./messages.js').Distribution} Distribution */
/** @typedef {import('./messages.js').Examples} Examples */
/** @typedef {import('./messages.js').FitProgress} FitProgress */
/** @typedef {import('./messages.js').FitReport} FitReport */
/** @typedef {import('./messages.js').HeatMethod} HeatMethod */
/** @typedef {import('./messages.js').Histograms} Histograms */
/** @typedef {import('./messages.js').History} History */
/** @typedef {import('./messages.js').Images} Images */
/** @typedef {import('./messages.js').ImagesQuery} ImagesQuery */
/** @typedef {import('./messages.js').KeptImages} KeptImages */
/** @typedef {import('./messages.js').LayerActivations} LayerActivations */
/** @typedef {import('./messages.js').LayerHistogram} LayerHistogram */
/** @typedef {import('./messages.js').LayerParameters} LayerParameters */
/** @typedef {import('./messages.js').Window} LayerWindow */
/** @typedef {import('./messages.js').Mark} Mark */
/** @typedef {import('./messages.js').Memory} Memory */
/** @typedef {import('./messages.js').LayerDescription} LayerDescription */
/** @typedef {import('./messages.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./messages.js').Outline} Outline */
/** @typedef {import('./messages.js').Parameter} Parameter */
/** @typedef {import('./messages.js').PictureKind} PictureKind */
/** @typedef {import('./messages.js').Prediction} Prediction */
/** @typedef {import('./messages.js').Projection} Projection */
/** @typedef {import('./messages.js').RestoredRun} RestoredRun */
/** @typedef {import('./messages.js').Setting} Setting */
/** @typedef {import('./messages.js').Settings} Settings */
/** @typedef {import('./messages.js').Sight} Sight */
/** @typedef {import('./messages.js').Split} Split */
/** @typedef {import('./messages.js').Unlike} Unlike */
/** @typedef {import('./messages.js').Summary} Summary */
/** @typedef {import('./variants.js').Variant} Variant */

/** The largest picture that see() takes: as RGBA it has 64 MB. */
const MOST_PIXELS = 4096 * 4096;

/**
 * Starts an engine: picks the fastest build that runs here and loads it in a worker.
 *
 * @param {object} [options]
 * @param {Variant} [options.variant] this build and no other
 * @param {number} [options.threads] 1 to 64; left out, one for each processor up to four. Without
 *   cross-origin isolation there is one thread whatever is asked for
 * @param {string | URL} [options.base] address of the folder that holds `data/`; left out, the one
 *   above this module, or, where a bundler hides that, the page's
 * @returns {Promise<Engine>} which has no model yet
 * @throws {EngineError} `unsupported`, `unproven`, `no-threads`, `download`, `forbidden`, `out-of-memory`, `bad-settings`
 */
export async function createEngine({ variant, threads, base = defaultBase() } = {}) {
  const variants = chooseVariants(variant, detectFeatures());
  const data = new URL('data/', addressOf(base, globalThis.location?.href)).href;
  return firstThatStarts(variants, async (candidate, passedOver) => {
    const client = new Client(candidate, chooseThreads(candidate, threads), data);
    return new Engine(client, { ...(await client.start()), passedOver });
  });
}

function defaultBase() {
  const here = import.meta.url;
  return here.startsWith('file:') ? new URL('./', document.baseURI) : new URL('../', here);
}

/** One model, the loaded images and at most one run. Made by createEngine(). */
export class Engine {
  #client;
  /** What it runs on. @type {Readonly<EngineInfo>} */
  info;
  /**
   * Called when the worker died. What was pending has been rejected with the code `crashed`; a new
   * worker is starting with the last model: the last one loaded or made, or, in a run, the state at
   * the last epoch's end or at most ten seconds ago. The run itself is over.
   * @type {(error: EngineError) => void}
   */
  onCrash = () => {};

  /**
   * @param {Client} client
   * @param {EngineInfo} info
   */
  constructor(client, info) {
    this.#client = client;
    this.info = Object.freeze(info);
    client.onCrash = (error) => this.onCrash(error);
  }

  /**
   * Asks the core for a plain command. Arrays in its arguments are handed over: they must be copies.
   * @template {keyof import('./core.js').Commands} Name
   * @param {Name} name
   * @param {Parameters<import('./core.js').Commands[Name]>} args
   */
  #command(name, ...args) {
    // TypeScript cannot see that these are the arguments of that name.
    return this.#client.call(name, /** @type {import('./messages.js').Calls[Name]['payload']} */ ({ args }));
  }

  /**
   * Makes a network with fresh weights.
   * @param {NetworkDescription} description as model/reference.json
   * @param {{ seed?: number }} [options] `seed`: a whole number from 0; 1
   * @returns {Promise<void>}
   * @throws {EngineError} `bad-description`, whose `layer` is the one to blame; `wrong-state` during a
   *   run or an evaluation
   */
  async newModel(description, { seed = DEFAULT_SETTINGS.seed } = {}) {
    if (!(Number.isSafeInteger(seed) && seed >= 0)) {
      throw new EngineError('bad-settings', 'Seed must be a whole number from 0.');
    }
    await this.#client.call('newModel', { description: descriptionJson(description), seed });
  }

  /**
   * Loads a network with its weights.
   * @param {Blob | ArrayBuffer | Uint8Array} file safetensors
   * @returns {Promise<void>}
   * @throws {EngineError} `bad-model`: the model from before is still there; `wrong-state` during a
   *   run or an evaluation
   */
  async loadModel(file) {
    const bytes = await readBytes(file, 'bad-model');
    await this.#client.call('loadModel', { bytes });
  }

  /**
   * Adds a class behind the others: the network gets an output that hardly ever speaks, until fit() is given
   * examples of the class. All else stays as it is, to the last bit.
   * @param {string} name at most 15 classes, none twice
   * @returns {Promise<void>}
   * @throws {EngineError} `bad-settings` for a name that is none or taken, and for one class too many; `wrong-state`
   *   without a model, during a run or an evaluation
   */
  async addClass(name) {
    if (typeof name !== 'string') throw new EngineError('bad-settings', 'The name of a class must be a text.');
    await this.#client.call('addClass', { name });
  }

  /**
   * Removes a class of which the data has no images; those behind it move up.
   * @param {number} index
   * @returns {Promise<void>}
   * @throws {EngineError} `bad-settings` for a class that does not exist or that the data has; `wrong-state` as for
   *   addClass()
   */
  async removeClass(index) {
    checkWhole('The class', index, 0);
    await this.#client.call('removeClass', { index });
  }

  /**
   * The network with its present weights, also during a run.
   * @returns {Promise<Blob>} safetensors, float32
   * @throws {EngineError} `wrong-state` without a model
   */
  async saveModel() {
    return asFile(await this.#command('saveModel'));
  }

  /**
   * The network in use: its description, its classes, and its layers as Keras' `model.summary()` lists them.
   * @returns {Promise<Summary>}
   * @throws {EngineError} `wrong-state` without a model
   */
  summary() {
    return this.#command('summary');
  }

  /**
   * What a network would be, without making it: for editors, which ask at every key press. Answered
   * within one step of a run; what is in use stays.
   * @param {NetworkDescription} description as for newModel(); a layer may be wrong
   * @returns {Promise<Outline>} `problem` tells which layer cannot work, and why
   * @throws {EngineError} `bad-description` where no layer is to blame, such as for none at all
   */
  async summarise(description) {
    return this.#command('summarise', descriptionJson(description));
  }

  /**
   * How much memory the engine has taken, besides the JavaScript around it.
   * @returns {Promise<Memory>}
   */
  async memory() {
    return { wasm: await this.#command('memory') };
  }

  /**
   * What this machine could do at most with this build and these threads: multiplications and additions in float32 a
   * second, of a loop that does nothing else and touches no memory. The speed of a network is judged against it. For a
   * third of a second the worker is busy with that: better not during a run.
   * @returns {Promise<number>}
   */
  operationsPerSecond() {
    return this.#command('operationsPerSecond');
  }

  /**
   * Where the time of training goes: what each layer takes for an image, forward and backward, on one thread, seen on the
   * training images that are loaded. Nothing is changed by it. For most of a second the worker is busy with that: better
   * not during a run.
   * @returns {Promise<LayerTime[]>}
   * @throws {EngineError} `wrong-state` without a model or training images
   */
  layerTimes() {
    return this.#command('layerTimes');
  }

  /**
   * Sees to it that the first `count` images of a split are loaded: downloads the shards that are
   * not there yet, verifies them and keeps them for the next visit. Shards that have arrived stay,
   * whatever happens to the rest.
   * @param {object} options
   * @param {Split} options.split
   * @param {number} [options.count] left out, all
   * @param {AbortSignal} [options.signal]
   * @param {(progress: DownloadProgress) => void} [options.onProgress] bytes of what was missing
   * @returns {Promise<{ count: number }>} how many are loaded now; shards are whole, so perhaps more
   * @throws {EngineError} `download`, `bad-data`, `out-of-memory`: trying again goes on where this
   *   ended; `bad-settings` when there are fewer images
   */
  async loadImages({ split, count, signal, onProgress }) {
    checkSplit(split);
    if (count !== undefined) checkWhole('The number of images', count, 1);
    const payload = { split, count: count ?? null };
    return this.#client.call('loadImages', payload, { signal, onProgress });
  }

  /**
   * What of the data set is kept on this device: loadImages() has fetched it, on this visit or an earlier one, and needs
   * no network for it.
   * @returns {Promise<KeptImages>}
   * @throws {EngineError} `download` or `bad-data`, of the list of the images
   */
  imagesKept() {
    return this.#client.call('imagesKept', {});
  }

  /**
   * How many images of each split a run needs: those to train on, and those to validate with, which
   * follow them. fit() loads them by itself; this is for pages that show the download before.
   * @param {Settings} [settings]
   * @returns {Promise<Record<Split, number>>}
   * @throws {EngineError} `bad-settings`
   */
  imagesNeeded(settings = {}) {
    return this.#client.call('imagesNeeded', { settings: settingsJson(settings) });
  }

  /**
   * Copies of loaded images, by index in their split or in order, of one class or of all.
   * @param {ImagesQuery} query `{ split, indices }` or `{ split, class?, start = 0, count }`, where
   *   `start` counts images of the class
   * @returns {Promise<Images>} perhaps fewer than `count`, where there are no more
   * @throws {EngineError} `bad-settings` for a class that does not exist; `wrong-state` for an index that is not loaded
   */
  async images(query) {
    checkSplit(query.split);
    if ('indices' in query) {
      const indices = Array.from(query.indices, Number);
      return this.#client.call('images', { query: { split: query.split, indices } });
    }
    const { split, class: wanted, start = 0, count } = query;
    if (wanted !== undefined) checkWhole('The class', wanted, 0);
    checkWhole('The number of images', count, 0);
    checkWhole('The first image', start, 0);
    return this.#client.call('images', { query: { split, class: wanted, start, count } });
  }

  /**
   * Classifies a picture of any size: finds the garment, brings it to 28 × 28 as the data set's
   * makers did, and predicts. Answered within one step of a run.
   * @param {{ width: number, height: number, data: ArrayLike<number> }} picture an ImageData, or RGBA
   *   bytes that are not premultiplied; at most 4096 × 4096 pixels
   * @param {{ kind: PictureKind }} options a drawing is light strokes on black, as on the page's
   *   canvas; a photo is whatever else somebody brings; line drawings among it are recognised (Sight's
   *   `kind`), and plots of a data set image are read
   * @returns {Promise<Sight>}
   * @throws {EngineError} `bad-image`; `bad-settings` for another kind; `wrong-state` without a model
   */
  async see({ width, height, data }, { kind }) {
    const whole = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
    if (!whole || data.length !== width * height * 4) {
      throw new EngineError('bad-image', 'The image has no pixels, or not as many as its size says.');
    }
    checkKind(kind);
    if (width * height > MOST_PIXELS) {
      throw new EngineError(
        'bad-image',
        `The image has ${width} × ${height} pixels. Shrink it to at most 4,096 × 4,096.`,
      );
    }
    return this.#command('see', new Uint8Array(data), width, height, kind);
  }

  /**
   * Classifies a drawing that is given by its marks: the engine draws it, so it looks the same in every
   * browser. Cheap for one that goes on where the last one ended. Answered within one step of a run.
   * @param {Drawing} drawing
   * @returns {Promise<Sight>}
   * @throws {EngineError} `bad-image` for marks that are none, and for more than 100,000 points;
   *   `wrong-state` without a model
   */
  async seeDrawing(drawing) {
    const { base, marks } = packDrawing(drawing);
    return this.#command('seeDrawing', base, marks);
  }

  /**
   * Which pixels a fill reaches, for those who show a drawing.
   * @param {Drawing} drawing whose last mark is the fill
   * @returns {Promise<Uint8Array>} 336 × 336, rows first: 1 where it gives its grey, 0 elsewhere
   * @throws {EngineError} `bad-image`, as for seeDrawing() and when the last mark is no fill
   */
  async fillArea(drawing) {
    const { base, marks } = packDrawing(drawing);
    return this.#command('fillArea', base, marks);
  }

  /**
   * Classifies an image that is as the network expects it. Answered within one step of a run.
   * @param {ArrayLike<number>} pixels 784, rows first, 0 black to 255 white, light garment on black
   * @param {{ kind?: PictureKind }} [options] `kind`: by what limit `unlike` is told; photo, also for images
   *   of the data set
   * @returns {Promise<Prediction>}
   * @throws {EngineError} `bad-image` for another number of pixels, and for numbers that are not whole or
   *   outside of 0 to 255; `bad-settings` for another kind; `wrong-state` without a model
   */
  async predict(pixels, { kind = 'photo' } = {}) {
    checkKind(kind);
    return this.#command('predict', copyPixels(pixels), kind);
  }

  /**
   * Classifies many images at once, spread over the threads: for tables and measurements.
   * @param {ArrayLike<number>} pixels 784 for each image, as for predict()
   * @returns {Promise<Float32Array>} the probabilities of the classes, image by image
   * @throws {EngineError} `bad-image` for a part of an image; `wrong-state` without a model
   */
  async predictBatch(pixels) {
    return this.#command('predictBatch', copyPixels(pixels));
  }

  /**
   * Images as the network would see them in a step of a run with these settings: with the changes
   * that are switched on, or as they are.
   * @param {object} images
   * @param {ArrayLike<number>} images.pixels 784 for each image, as for predict()
   * @param {ArrayLike<number>} images.labels one for each image, counted from 0
   * @param {Settings} [images.settings]
   * @param {number} [images.step] from 0: each step changes them anew
   * @returns {Promise<Uint8Array>} 784 pixels for each image
   * @throws {EngineError} `bad-settings`; `bad-image` when there is not one label, below
   *   the number of classes, for each image
   */
  async augment({ pixels, labels, settings = {}, step = 0 }) {
    checkWhole('The step', step, 0);
    return this.#client.call('augment', {
      settings: settingsJson(settings),
      pixels: copyPixels(pixels),
      labels: Uint8Array.from(labels),
      step,
    });
  }

  /**
   * What every layer makes of an image, with the present weights; during a run, too. 275 KB for the
   * reference CNN.
   * @param {ArrayLike<number>} pixels 784, as for predict()
   * @returns {Promise<Activations>} the layers in order, with the names of summary(); the last one's
   *   values are the probabilities
   * @throws {EngineError} `bad-image` for another number of pixels; `wrong-state` without a model
   */
  async inside(pixels) {
    return { layers: await this.#command('activations', copyPixels(pixels)) };
  }

  /**
   * The present weights of a layer.
   * @param {string} layer its name, as in summary()
   * @returns {Promise<LayerParameters>} empty for a layer that has none
   * @throws {EngineError} `bad-settings` for an unknown name; `wrong-state` without a model
   */
  parameters(layer) {
    return this.#command('parameters', layer);
  }

  /**
   * Which parts of an image speak for a class, in the eyes of the network.
   *
   * `grad-cam` (Selvaraju et al. 2017) takes one pass forward and back: the last convolution's maps,
   * weighted by how much the class's logit depends on them, what is below 0 cut off, scaled up. Its
   * unit is arbitrary. `occlusion` (Zeiler & Fergus 2014) asks the whole network 785 times: each
   * number is by how much the class's probability falls when a black square of 5 × 5 covers that
   * pixel and its neighbours; negative where it rises.
   * @param {ArrayLike<number>} pixels 784, as for predict()
   * @param {{ class: number, method?: HeatMethod }} options
   * @returns {Promise<Float32Array>} 784, rows first
   * @throws {EngineError} `bad-settings` for an unknown class or method, or for Grad-CAM without a convolution;
   *   `bad-image`; `wrong-state` without a model
   */
  async heatMap(pixels, { class: wanted, method = 'grad-cam' }) {
    checkWhole('The class', wanted, 0);
    checkOneOf('The method', method, ['grad-cam', 'occlusion']);
    return this.#command('heatMap', copyPixels(pixels), wanted, method);
  }

  /**
   * How the present weights of each layer and their gradients in the last training step are spread,
   * and which units of its ReLU layers are dead, as seen on the first 256 loaded images. During a
   * run, too: it takes some ten milliseconds of the worker's time.
   * @returns {Promise<Histograms>}
   * @throws {EngineError} `wrong-state` without a model
   */
  async histograms() {
    return { layers: await this.#command('histograms') };
  }

  /**
   * Holds the gradients of a layer, by backpropagation, against central differences of the loss, with the present
   * weights. The images count as one training batch: dropout drops the same values on both sides of a difference, and
   * batch normalization goes by the batch's own statistics. Nothing is changed by it; a run goes on afterwards.
   * @param {string} layer its name, as in summary()
   * @param {Examples} examples 1 to 64; a layer of the reference CNN takes about a fifth of a second with ten
   * @returns {Promise<CheckedLayer>} without parameters for a layer that has none to train
   * @throws {EngineError} `bad-settings` for an unknown name; `bad-image`; `bad-model` where the loss is no finite
   *   number; `wrong-state` without a model
   */
  async checkGradients(layer, examples) {
    if (typeof layer !== 'string') throw new EngineError('bad-settings', 'Give the name of a layer, a text.');
    const { pixels, labels } = packExamples(examples);
    return this.#command('checkGradients', layer, pixels, labels);
  }

  /**
   * All loaded images of a split as points in the plane, alike ones side by side: the features before
   * the last layer, projected on the two axes along which they differ the most (principal components).
   * It is made with the weights of the moment when it begins; a run goes on beside it, with three
   * quarters of the time. Axes are turned around where points would otherwise change sides from one
   * projection to the next.
   * @param {object} options
   * @param {Split} options.split
   * @param {AbortSignal} [options.signal]
   * @param {(progress: EvaluateProgress) => void} [options.onProgress] images
   * @returns {Promise<Projection>}
   * @throws {EngineError} `wrong-state` without a model or without images
   */
  async project({ split, signal, onProgress }) {
    checkSplit(split);
    return this.#client.call('project', { split }, { signal, onProgress });
  }

  /**
   * Where an image lies in the last projection, seen with the weights of that one.
   * @param {ArrayLike<number>} pixels 784, as for predict()
   * @returns {Promise<[number, number]>}
   * @throws {EngineError} `bad-image` for another number of pixels; `wrong-state` without a projection
   */
  async projectPicture(pixels) {
    return this.#command('projectPicture', copyPixels(pixels));
  }

  /**
   * Starts a run from the present weights, or goes on with a restored one. Images that are missing
   * are downloaded first.
   * @param {object} [options]
   * @param {Settings} [options.settings]
   * @param {Examples} [options.examples] pictures of your own, of which each batch has some beside its images: a
   *   short run with a small learning rate teaches a network to know their like, and to forget little. What tells
   *   `unlike` is learned along, where the ready-made model brought it. Such a run has no checkpoint
   * @param {boolean} [options.paused] begin paused, for run.step() or run.resume()
   * @param {boolean} [options.resume] go on with what restoreCheckpoint() brought
   * @param {AbortSignal} [options.signal] ends the run like stop(), but rejects `done`
   * @param {(progress: FitProgress) => void} [options.onProgress] two or three times a second
   * @param {(epoch: Epoch) => void} [options.onEpoch]
   * @param {(progress: DownloadProgress) => void} [options.onDownload] while images are missing
   * @returns {Run}
   */
  fit({ settings = {}, examples, resume = false, paused = false, signal, onProgress, onEpoch, onDownload } = {}) {
    let packed;
    try {
      packed = packExamples(examples);
    } catch (error) {
      return new Run(this.#client, 0, Promise.reject(error));
    }
    const { id, done } = this.#client.open(
      'fit',
      { settings: resume ? null : settingsJson(settings), examples: packed, paused },
      {
        signal,
        onProgress(report) {
          if ('fit' in report) onProgress?.(report.fit);
          else if ('epoch' in report) onEpoch?.(report.epoch);
          else onDownload?.(report.download);
        },
      },
    );
    return new Run(this.#client, id, done);
  }

  /**
   * Loss, accuracy and confusion over all loaded images of a split, and the probabilities of each
   * image, four bytes for each class of each image. Not while a run is on; it may be paused.
   * @param {object} options
   * @param {Split} options.split
   * @param {AbortSignal} [options.signal]
   * @param {(progress: EvaluateProgress) => void} [options.onProgress] images
   * @returns {Promise<Evaluation>}
   * @throws {EngineError} `wrong-state` during a run, without a model or without images
   */
  async evaluate({ split, signal, onProgress }) {
    checkSplit(split);
    return this.#client.call('evaluate', { split }, { signal, onProgress });
  }

  /**
   * Fits a novelty score (for out-of-distribution detection), with which predict() and see() say how
   * unlike the training images a picture is (`unlike`): looks at up to 6,000 training images, and at
   * 2,000 that were not trained on where there are so many, to learn how far such images lie from the
   * others. It belongs to the present weights: saveModel() keeps it, the next step of a run drops it.
   * Not while a run is on; it may be paused.
   * @param {object} [options]
   * @param {AbortSignal} [options.signal]
   * @param {(progress: EvaluateProgress) => void} [options.onProgress] images
   * @returns {Promise<void>}
   * @throws {EngineError} `wrong-state` during a run, without a model, with fewer than 2,200 training
   *   images, or for a network that makes the same of all images
   */
  async fitNovelty({ signal, onProgress } = {}) {
    await this.#client.call('fitNovelty', {}, { signal, onProgress });
  }

  /**
   * The whole state of the run, from which it can go on exactly as if it had never been interrupted.
   * @returns {Promise<Blob>}
   * @throws {EngineError} `wrong-state` when there is no run, or it has examples
   */
  async saveCheckpoint() {
    return asFile(await this.checkpointBytes());
  }

  /**
   * The same as bytes, which are handed over and not copied on the way: for who keeps a run again and again while it
   * trains.
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   * @throws {EngineError} as saveCheckpoint()
   */
  checkpointBytes() {
    return this.#command('saveCheckpoint');
  }

  /**
   * Takes over a saved run with its network; its images are downloaded where they are missing. Then
   * `fit({ resume: true })` goes on with it.
   * @param {Blob | ArrayBuffer | Uint8Array} file
   * @param {object} [options]
   * @param {number} [options.epochs] in all, for a run that is to have more than it began with: also one
   *   that has finished then goes on, exactly as if it had had them from the start
   * @param {AbortSignal} [options.signal]
   * @param {(progress: DownloadProgress) => void} [options.onProgress]
   * @returns {Promise<RestoredRun>}
   * @throws {EngineError} `bad-checkpoint`: the model from before is still there; `bad-settings`: it cannot
   *   have so many epochs, such as where its learning rate follows a schedule; `download`, `bad-data`;
   *   `wrong-state` during a run or an evaluation
   */
  async restoreCheckpoint(file, { epochs, signal, onProgress } = {}) {
    if (epochs !== undefined) checkWhole('The number of epochs', epochs, 1);
    const bytes = await readBytes(file, 'bad-checkpoint');
    return this.#client.call('restoreCheckpoint', { bytes, epochs: epochs ?? null }, { signal, onProgress });
  }

  /**
   * The network of a saved run with its weights, as saveModel() gives it; nothing is taken over.
   * @param {Blob | ArrayBuffer | Uint8Array} file
   * @returns {Promise<Blob>} safetensors, float32
   * @throws {EngineError} `bad-checkpoint`
   */
  async modelOfCheckpoint(file) {
    return asFile(await this.#command('checkpointModel', await readBytes(file, 'bad-checkpoint')));
  }

  /** Ends the worker. What is pending and every later call is rejected with `wrong-state`. */
  close() {
    this.#client.close();
  }
}
