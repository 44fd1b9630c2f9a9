// Loading the C++ core, and what its class looks like from JavaScript (src/bindings/).

import { BUILD } from './build.js';
import { BUILDS } from './builds.js';
import { EngineError } from './errors.js';
import { fetchFile, moduleError } from './fetching.js';
import { scriptHere } from './script-here.js';

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
 * @property {() => number} operationsPerSecond floating-point operations, on all threads
 * @property {() => import('./messages.js').LayerTime[]} layerTimes
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
 * @property {(pixels: Uint8Array) => Float32Array} predictBatch probabilities, one for each class of each picture
 * @property {(pixels: Uint8Array) => import('./messages.js').LayerActivations[]} activations
 * @property {(layer: string) => import('./messages.js').LayerParameters} parameters
 * @property {(pixels: Uint8Array, wanted: number, method: import('./messages.js').HeatMethod) =>
 *   Float32Array} heatMap
 * @property {() => import('./messages.js').LayerHistogram[]} histograms
 * @property {(layer: string, pixels: Uint8Array, labels: Uint8Array) =>
 *   import('./messages.js').CheckedLayer} checkGradients
 * @property {(pixels: Uint8Array) => [number, number]} projectPicture in the last projection that is done
 * @property {() => Uint8Array<ArrayBuffer>} saveCheckpoint
 * @property {(checkpoint: Uint8Array) => Uint8Array<ArrayBuffer>} checkpointModel
 */

/**
 * The rest of the core, which the worker’s handlers drive (handlers/).
 * @typedef {object} Machinery
 * @property {() => string} simd
 * @property {() => number} threads
 * @property {(json: string, seed: number) => void} newModel
 * @property {(bytes: Uint8Array) => void} loadModel
 * @property {(name: string) => void} addClass
 * @property {(index: number) => void} removeClass
 * @property {(namesJson: string) => void} setImageClasses what labels stand for
 * @property {() => string[]} imageClasses the default ones until others are set
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
 * @property {(settingsJson: string, pixels: Uint8Array, labels: Uint8Array) => void} fitStart with examples, or none
 * @property {() => string} imagesNote what is odd about the run's images; empty where nothing is
 * @property {() => boolean} fitting whether there is a run that can go on
 * @property {() => StepReport} fitStep
 * @property {() => void} fitStop
 * @property {(split: Split) => void} evaluateStart
 * @property {() => import('./batched-job.js').Step<Omit<import('./messages.js').Evaluation, 'labels'>>} evaluateStep
 * @property {() => void} fitNoveltyStart
 * @property {() => import('./batched-job.js').Step<true>} fitNoveltyStep
 * @property {(bytes: Uint8Array) => string} checkpointSettings as JSON
 * @property {(bytes: Uint8Array, epochs: number | null) => StepReport} restoreCheckpoint where the run stands;
 *   epochs: in all, if it is to have more
 * @property {() => Epoch[]} history of the run; empty when there is none
 * @property {() => void} delete gives its memory back; no call may follow
 */

/**
 * The C++ core. Every call returns at once or throws an Error with a `code` and a sentence for the
 * visitor; what it returns is a copy that belongs to the caller.
 * @typedef {Commands & Machinery} Core
 */

const ANOTHER = 'Update the browser, or open the page in another one.';

/** What stands before the cause, where a file of the engine cannot be had. */
const ENGINE = 'The engine';

/**
 * The compiled core. Emscripten would fetch it too, but reports a page that a host sends instead of
 * a missing file as WebAssembly that the browser refuses.
 * @param {{ wasm: URL, sha256?: string }} build
 * @returns {Promise<ArrayBuffer>}
 * @throws {EngineError} `download`, `forbidden`, `other-version`
 */
async function download({ wasm, sha256 }) {
  const diagnose = (/** @type {Uint8Array} */ [a, b, c, d]) =>
    a === 0 && b === 0x61 && c === 0x73 && d === 0x6d
      ? null
      : `${wasm.pathname} is not WebAssembly: whoever put it there must copy it as it is.`;
  return (await fetchFile(wasm, { what: ENGINE, sha256, diagnose })).arrayBuffer();
}

/** Of glue that is of another build, in the engine's worker or in a thread of its. @param {URL} glue */
const otherGlue = (glue) => moduleError([glue], new SyntaxError(`${glue} is no import of ${BUILD}`), ENGINE);

/** What Emscripten's threads stop at before they have started, which it throws where nobody can catch it. */
function watchThreads() {
  /** @type {(event: Event) => void} */
  let note = () => {};
  const failed = new Promise((_, reject) => {
    note = (event) => {
      event.preventDefault();
      const { error } = /** @type {ErrorEvent} */ (event); // that of the thread's worker
      reject(noThreads(error?.message));
    };
  });
  failed.catch(() => {}); // whether it matters is for the one who waits for it
  globalThis.addEventListener('error', note);
  return { failed, end: () => globalThis.removeEventListener('error', note) };
}

/** @param {unknown} cause */
const noThreads = (cause) =>
  new EngineError('no-threads', `The engine’s threads do not work in this browser. ${ANOTHER}`, { cause });

/** Why a downloaded core does not start, which Emscripten and browsers tell by texts alone. @param {unknown} error */
function startError(error) {
  const said = String(error);
  const [code, message] = /unsafe-eval|Content.Security.Policy|\bCSP\b/i.test(said)
    ? [
        'forbidden',
        "The Content-Security-Policy of this page forbids WebAssembly. Whoever set up the host must allow 'wasm-unsafe-eval' in script-src.",
      ]
    : /memory/i.test(said)
      ? [
          'out-of-memory',
          'The browser has not enough memory left for the engine. Close other tabs and load the page again.',
        ]
      : /LinkError/.test(said)
        ? ['other-version', 'The engine’s files are of two versions. Load the page again.']
        : /CompileError/.test(said)
          ? ['unsupported', 'The browser refuses the engine’s WebAssembly. Update the browser and load the page again.']
          : ['unsupported', `The engine does not start in this browser (${said}). ${ANOTHER}`];
  return new EngineError(code, message, { cause: error });
}

/**
 * @typedef {object} Module what the glue makes
 * @property {new (threads: number) => Core & { proves(): boolean }} Engine
 * @property {() => boolean} proves whether a small training, without threads, has the bits that it must have
 */

/**
 * A core that computes as it should, on its threads, too: it has shown that.
 * @param {import('./variants.js').Variant} variant
 * @param {number} threads
 * @param {() => void} [onArrived] called when all is downloaded: what takes long from now on hangs
 * @returns {Promise<Core>}
 * @throws {EngineError} `download`, `forbidden`, `other-version`, `out-of-memory`, `unsupported`, `unproven`, `no-threads`
 */
export async function loadCore(variant, threads, onArrived) {
  const { glue, ...compiled } = BUILDS[variant];
  /** @type {Promise<{ default: (options: object) => Promise<Module> }>} */
  const imported = import(/* webpackIgnore: true */ /* @vite-ignore */ glue.href).catch(async (error) => {
    throw await moduleError([glue], error, ENGINE);
  });
  const [module, wasmBinary] = await Promise.all([imported, download(compiled)]);
  if (!(BUILD in module)) throw await otherGlue(glue);
  onArrived?.();
  const threadsFail = watchThreads();
  try {
    const started = module.default({
      wasmBinary,
      mainScriptUrlOrBlob: scriptHere(new URL(`#${BUILD}`, glue)), // by which a thread's glue knows what it must be
      pthreadPoolSize: threads - 1,
    });
    const { Engine, proves } = await /** @type {typeof started} */ (Promise.race([started, threadsFail.failed]));
    if (!proves()) throw new EngineError('unproven', `The engine computes wrongly in this browser. ${ANOTHER}`);
    const core = new Engine(threads);
    if (!core.proves()) throw noThreads('They computed wrongly.');
    return core;
  } catch (error) {
    if (!(error instanceof EngineError)) throw startError(error);
    throw /build_/.test(String(error.cause)) ? await otherGlue(glue) : error;
  } finally {
    threadsFail.end();
  }
}
