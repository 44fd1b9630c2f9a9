// The page as it opens: a picture and a prediction, drawing and uploading. What needs the engine, later.js brings after
// the first prediction.

import { EngineError, allowOwnScripts, createEngine, fetchFile } from './engine/engine.js';
import { ensureIsolation } from './isolation.js';
import { Classes } from './lab/classes.js';
import { KeptPicture } from './lab/kept-picture.js';
import { News } from './lab/news.js';
import { Picture } from './lab/picture.js';
import { Shelf, wasUsed } from './lab/shelf.js';
import { showPageProblem } from './parts/problem.js';
import { OTHER_VERSION, isWhole, reloadAnew } from './reload.js';
import { registerWorker } from './service-worker.js';
import { sayNotReady } from './sections/train/not-ready.js';
import { createSettings } from './sections/train/settings.js';
import { openTry } from './sections/try/try.js';

allowOwnScripts();
const news = new News();
const picture = new Picture(news);
const classes = new Classes(news);
const shelf = new Shelf(news);
const keptPicture = new KeptPicture(picture, shelf);
const stage = openTry(picture, classes);
/** What needs the engine, once it is there. @type {ReturnType<typeof import('./later.js').openAll> | null} */
let later = null;
const settings = createSettings({ onSubmit: () => later?.pressTrain() });

const fetchModel = () => fetchFile('./model/ready-made.safetensors', { what: 'The network' });

/** @param {unknown} error */
const isOtherVersion = (error) => error instanceof EngineError && error.code === OTHER_VERSION;

/** The engine, with the ready-made model. */
async function startEngine() {
  const bytes = fetchModel(); // while the engine starts
  bytes.catch(() => {}); // its error is met below
  await ensureIsolation();
  const engine = await createEngine();
  await engine.loadModel(await bytes).catch((error) => {
    engine.close();
    throw error;
  });
  return engine;
}

/** Starts the engine, and then all that needs it. */
async function start() {
  /** @type {import('./engine/engine.js').Engine} */
  let engine;
  try {
    engine = await startEngine();
  } catch (error) {
    stage.giveUp('The network could not be started; the reason stands at the top of the page.');
    sayNotReady();
    const hopeless = error instanceof EngineError && ['unsupported', 'forbidden'].includes(error.code);
    if (isOtherVersion(error) && (await reloadAnew())) return;
    const again = isOtherVersion(error) ? () => location.reload() : () => void start();
    showPageProblem(error, hopeless ? undefined : again);
    return;
  }
  await picture.open(engine);
  try {
    // More than a tenth of the page, which must not compete with the first prediction for the line.
    const { openAll } = await import('./later.js');
    later = openAll({ news, engine, picture, classes, settings, fetchModel, shelf, keptPicture, registerWorker });
    isWhole();
  } catch (error) {
    console.error(error);
    const { code, message } = await globalThis.fileFaults.explainModule(error, new URL('./later.js', import.meta.url));
    if (code === OTHER_VERSION && (await reloadAnew())) return;
    showPageProblem(`A part of the page could not be loaded. ${message}`, () => location.reload());
  }
}

/** A picture of the last visit that takes longer than this comes too late. */
const PATIENCE_MS = 1000;

async function pictureBefore() {
  if (!wasUsed()) return null;
  return Promise.race([keptPicture.read(), new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS))]);
}

const begun = stage.begin(pictureBefore()).then(() => keptPicture.begin());
void start();
await begun;
