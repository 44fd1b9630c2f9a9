// The page as it opens: a picture, a prediction, drawing and uploading. What needs the engine comes
// after the first prediction, in laboratory.js. Both wire panels, which know the engine and never each other.

import { EngineError, createEngine } from './engine/engine.js';
import { ensureIsolation } from './isolation.js';
import { createStage } from './sections/try/draw.js';
import { createPrediction } from './sections/try/prediction.js';
import { createSamples } from './sections/try/samples.js';
import { createSettings } from './sections/train/settings.js';
import { createUpload } from './sections/try/upload.js';
import { byId } from './parts/dom.js';
import { fetchFile } from './parts/files.js';
import { latest } from './parts/latest.js';
import { showPageProblem } from './parts/problem.js';

/** @typedef {import('./engine/engine.js').Engine} Engine */
/** @typedef {import('./sections/try/draw.js').Picture} Picture */

/** Set once the engine runs and has its first model. @type {Engine | null} */
let engine = null;
/** What needs the engine, once it is there. @type {ReturnType<typeof import('./lab/lab.js').openLaboratory> | null} */
let laboratory = null;

const prediction = createPrediction();
const upload = createUpload({
  onPhoto: (image, name) => stage.show({ kind: 'photo', image, name }),
  onDrawing: (drawing, name) => stage.showDrawing(drawing, name),
});
const samples = createSamples({
  onSample: ({ pixels, label }) => stage.show({ kind: 'sample', pixels, label, source: 'A test image' }),
});
const settings = createSettings({ onSubmit: () => laboratory?.pressTrain() });
const classify = latest(judgePicture);
const stage = createStage({
  onPicture(picture) {
    samples.mark(picture.kind === 'sample' ? picture.pixels : null);
    upload.clearProblem();
    classify(picture);
  },
  async onFill(drawing) {
    if (engine) return engine.fillArea(drawing);
    throw new Error('The network is still loading, and it is needed to fill areas. Try again in a moment.');
  },
  onProblem: upload.showProblem,
});

/**
 * What the network sees in a picture, null for nothing, and as what it is judged.
 * @typedef {{ pixels: Uint8Array | null, kind: import('./engine/engine.js').PictureKind }} Seen
 */

/**
 * Finding the garment in a photo takes longer than judging it, and a network in training judges the same
 * picture many times.
 * @type {WeakMap<Picture, Seen>}
 */
const seen = new WeakMap();

/** The engine, or its network, is another one. */
function judgeAgain() {
  stage.refresh();
  classify(stage.current());
}

/** @param {Picture} picture */
async function judgePicture(picture) {
  if (!engine) return;
  try {
    let probabilities = null;
    let unlike = null;
    /** @type {Seen | undefined} */
    let known = picture.kind === 'sample' ? { pixels: picture.pixels, kind: 'photo' } : seen.get(picture);
    if (known?.pixels) {
      ({ probabilities, unlike } = await engine.predict(known.pixels, { kind: known.kind }));
    } else if (!known && picture.kind !== 'sample') {
      const isPhoto = picture.kind === 'photo';
      const sight = await (isPhoto ? engine.see(picture.image, { kind: 'photo' }) : engine.seeDrawing(picture));
      ({ probabilities, unlike } = sight);
      known = { pixels: sight.pixels, kind: sight.kind ?? picture.kind };
      seen.set(picture, known);
    }
    const pixels = known?.pixels ?? null;
    laboratory?.look(pixels, probabilities);
    if (pixels && probabilities) {
      const label = picture.kind === 'sample' ? picture.label : undefined;
      const guess = prediction.show(pixels, probabilities, { label, unlike });
      laboratory?.hearGuess(guess);
    } else prediction.showEmpty(picture.kind === 'photo' ? 'photo' : 'drawing');
  } catch (error) {
    // After a crash the engine comes back by itself, and the picture is judged then.
    if (error instanceof EngineError && error.code === 'crashed') return;
    prediction.showNothing('There is no prediction.', 'This picture could not be judged.');
    upload.showProblem(error);
  }
}

const fetchModel = async () => (await fetchFile('./model/ready-made.safetensors')).blob();

/** Starts the engine with the ready-made model, and then all that needs it. */
async function start() {
  try {
    const bytes = fetchModel(); // while the engine starts
    bytes.catch(() => {}); // its error is met below
    await ensureIsolation();
    const started = await createEngine();
    await started.loadModel(await bytes).catch((error) => {
      started.close();
      throw error;
    });
    engine = started;
  } catch (error) {
    prediction.showNothing(
      'There is no prediction.',
      'The network could not be started; the reason stands at the top of the page.',
    );
    byId('train-progress-where', HTMLSpanElement).textContent = 'Not ready: there is no network to train.';
    const hopeless = error instanceof EngineError && error.code === 'unsupported';
    showPageProblem(error, hopeless ? undefined : () => void start());
    return;
  }
  stage.refresh();
  await judgePicture(stage.current());
  try {
    // More than a tenth of the page, which must not compete with the first prediction for the line.
    const { openLaboratory } = await import('./lab/lab.js');
    laboratory = openLaboratory({
      engine,
      settings,
      fetchModel,
      judgeAgain,
      onImage: (pixels, label, source) => stage.show({ kind: 'sample', pixels, label, source }),
    });
  } catch (error) {
    console.error(error);
    showPageProblem('A part of the page could not be downloaded. Check the connection and try again.', () =>
      location.reload(),
    );
  }
}

const first = samples.load();
void start();
const sample = await first;
stage.open(sample && { kind: 'sample', ...sample, source: 'A test image' });
