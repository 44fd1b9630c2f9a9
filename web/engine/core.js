// Loading the C++ core, and what its class looks like from JavaScript (src/bindings/).

import { EngineError } from './errors.js';

/** @typedef {import('./messages.js').Split} Split */
/** @typedef {import('./messages.js').Counts} Counts */
/** @typedef {import('./messages.js').Epoch} Epoch */
/** @typedef {import('./messages.js').PictureKind} PictureKind */

/**
 * What one batch did. `finished` and `diverged` are last reports: the run takes no more steps.
 * @typedef {object} StepReport
 * @property {'training' | 'validating' | 'finished' | 'diverged'} phase
 * @property {number} epoch counted from 1
 * @property {number} epochs
 * @property {number} step batches done in this epoch's training or validation
 * @property {number} steps of so many
 * @property {number} images in this batch
 * @property {number} loss of this batch
 * @property {number} accuracy of this batch
 * @property {number} meanLoss of all images of this epoch's training or validation so far
 * @property {number} meanAccuracy likewise
 * @property {Epoch} [epochEnd] when the step ended an epoch
 * @property {string} [message] for the visitor, when the run diverged
 */

/**
 * The table of the engine's plain commands: what the core does at once, as it is asked. Engine#command()
 * sends a name and arguments, and the worker calls the core with them.
 * @typedef {object} Commands
 * @property {() => number} memory bytes of WebAssembly memory
 * @property {() => Uint8Array<ArrayBuffer>} saveModel
 * @property {() => import('./messages.js').Summary} summary
 * @property {(json: string) => import('./messages.js').Outline} summarise
 * @property {(rgba: Uint8Array, width: number, height: number, kind: PictureKind) =>
 *   import('./messages.js').Sight} see
 * @property {(base: Uint8Array | null, marks: Float32Array) =>
 *   import('./messages.js').Sight} seeDrawing marks as in PackedDrawing
 * @property {(base: Uint8Array | null, marks: Float32Array) =>
 *   Uint8Array<ArrayBuffer>} fillArea of the last mark
 * @property {(pixels: Uint8Array, kind: PictureKind) => import('./messages.js').Prediction} predict
 * @property {(pixels: Uint8Array) => Float32Array} predictBatch probabilities, ten for each picture
 * @property {(pixels: Uint8Array) => import('./messages.js').LayerActivations[]} activations
 * @property {(layer: string) => import('./messages.js').LayerParameters} parameters
 * @property {(pixels: Uint8Array, wanted: number, method: import('./messages.js').HeatMethod) =>
 *   Float32Array} heatMap
 * @property {() => import('./messages.js').LayerHistogram[]} histograms
 * @property {(pixels: Uint8Array) => [number, number]} projectPicture in the last projection that is done
 * @property {() => Uint8Array<ArrayBuffer>} saveCheckpoint
 */

/**
 * The rest of the core, which the worker’s handlers drive (handlers/).
 * @typedef {object} Machinery
 * @property {() => string} simd
 * @property {() => number} threads
 * @property {(json: string, seed: number) => void} newModel
 * @property {(bytes: Uint8Array) => void} loadModel
 * @property {(split: Split, count: number) => void} reserveImages room for so many in all
 * @property {(split: Split, imagesIdx: Uint8Array, labelsIdx: Uint8Array) => number} addImages
 * @property {(split: Split) => number} imageCount
 * @property {(split: Split, index: number) => Uint8Array} imagePixels
 * @property {(split: Split) => Uint8Array} imageLabels
 * @property {(split: Split) => void} projectStart
 * @property {() => import('./batched-job.js').Step<Omit<import('./messages.js').Projection, 'labels'>>} projectStep
 * @property {(settingsJson: string) => Counts} fitNeeds images that a run needs to be loaded
 * @property {(settingsJson: string, step: number, pixels: Uint8Array, labels: Uint8Array) =>
 *   Uint8Array<ArrayBuffer>} augment
 * @property {(settingsJson: string) => void} fitStart
 * @property {() => string} imagesNote what is odd about the run's images; empty where nothing is
 * @property {() => boolean} fitting whether there is a run that can go on
 * @property {() => StepReport} fitStep
 * @property {() => void} fitStop
 * @property {(split: Split) => void} evaluateStart
 * @property {() => import('./batched-job.js').Step<Omit<import('./messages.js').Evaluation, 'labels'>>} evaluateStep
 * @property {() => void} fitNoveltyStart
 * @property {() => import('./batched-job.js').Step<true>} fitNoveltyStep
 * @property {(bytes: Uint8Array) => string} checkpointSettings as JSON
 * @property {(bytes: Uint8Array) => StepReport} restoreCheckpoint where the run stands
 * @property {() => Epoch[]} history of the run; empty when there is none
 * @property {() => void} delete gives its memory back; no call may follow
 */

/**
 * The C++ core. Every call returns at once or throws an Error with a `code` and a sentence for the
 * visitor; what it returns is a copy that belongs to the caller.
 * @typedef {Commands & Machinery} Core
 */

/** @param {unknown} cause */
function downloadFailed(cause) {
  return new EngineError(
    'download',
    'The engine could not be downloaded. Check your connection and load the page again.',
    { cause },
  );
}

/**
 * The compiled core. Emscripten would fetch it too, but reports a page that a host sends instead of
 * a missing file as WebAssembly that the browser refuses.
 * @param {import('./variants.js').Variant} variant
 * @returns {Promise<ArrayBuffer>}
 * @throws {EngineError} `download`
 */
async function download(variant) {
  const address = new URL(`fitting-room-${variant}.wasm`, import.meta.url);
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address.pathname} answered ${response.status}`);
    const bytes = await response.arrayBuffer();
    const [a, b, c, d] = new Uint8Array(bytes);
    if (a !== 0 || b !== 0x61 || c !== 0x73 || d !== 0x6d) {
      throw new Error(`${address.pathname} is not WebAssembly`);
    }
    return bytes;
  } catch (error) {
    throw downloadFailed(error);
  }
}

/**
 * @param {import('./variants.js').Variant} variant
 * @param {number} threads
 * @returns {Promise<Core>}
 * @throws {EngineError} `download`, `out-of-memory` or `unsupported`
 */
export async function loadCore(variant, threads) {
  /** @type {Promise<{ default: (options: object) => Promise<{ Engine: new (threads: number) => Core }> }>} */
  const glue = import(`./fitting-room-${variant}.js`).catch((error) => {
    throw downloadFailed(error);
  });
  const [{ default: createModule }, wasmBinary] = await Promise.all([glue, download(variant)]);
  try {
    const { Engine } = await createModule({ wasmBinary, pthreadPoolSize: threads - 1 });
    return new Engine(threads);
  } catch (error) {
    // Emscripten tells its failures apart only by their text.
    if (/memory/i.test(String(error))) {
      throw new EngineError(
        'out-of-memory',
        'The browser has not enough memory left for the engine. Close other tabs and load the ' + 'page again.',
        { cause: error },
      );
    }
    if (/CompileError/.test(String(error))) {
      throw new EngineError(
        'unsupported',
        'The browser refuses the engine’s WebAssembly. Update the browser and load the page again.',
        { cause: error },
      );
    }
    throw downloadFailed(error);
  }
}
