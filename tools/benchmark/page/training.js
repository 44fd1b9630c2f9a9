// Training with all images in a page of its own, for --memory, --time-to-accuracy and --page;
// and the network that all systems are compared by.

/** @typedef {import('../../../web/engine/engine.js').Engine} Engine */

const ALL_IMAGES = 60_000;

/** @returns {Promise<Engine>} the fastest build that runs here */
export async function newEngine(threads) {
  const { createEngine } = await import('/site/engine/engine.js');
  return createEngine({ threads });
}

/**
 * Starts a run that goes on until the page is closed.
 * @param {{ description: object, threads: number }} task
 */
async function trainOn({ description, threads }) {
  const engine = await newEngine(threads);
  await engine.newModel(description, { seed: 1 });
  await new Promise((resolve, reject) => {
    const { done } = engine.fit({
      settings: { epochs: 1000, trainingImages: ALL_IMAGES },
      onProgress: resolve,
    });
    done.catch(reject);
  });
  globalThis.training.memory = async () => (await engine.memory()).wasm;
  return engine.info;
}

/**
 * A run as the page makes it, tested on all test images after each epoch; everything is counted from
 * before the first image is loaded. Within a run an epoch's end is noticed a few steps late.
 * @param {{ description: object, settings: object, threads: number }} task
 * @returns {Promise<{ loading: number, epochs: { seconds: number, accuracy: number }[], outline: object }>} seconds
 *   until the images were there, and until each epoch was tested; of the network, its layers and parameters
 */
async function trainAndTest({ description, settings, threads }) {
  const engine = await newEngine(threads);
  await engine.newModel(description, { seed: settings.seed });
  const { layers, parameters } = await engine.summary();
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  await engine.loadImages({ split: 'test' });
  await engine.loadImages({ split: 'train', count: ALL_IMAGES });
  const loading = seconds();
  /** @type {{ seconds: number, accuracy: number }[]} */
  const epochs = [];
  const test = async () => {
    const { accuracy } = await engine.evaluate({ split: 'test' });
    epochs.push({ seconds: seconds(), accuracy });
  };
  const run = engine.fit({
    settings: { trainingImages: ALL_IMAGES, ...settings },
    async onEpoch({ epoch }) {
      if (epoch === settings.epochs) return;
      await run.pause();
      await test();
      await run.resume();
    },
  });
  await run.done;
  await test();
  engine.close();
  return { loading, epochs, outline: { layers, parameters } };
}

/**
 * Prepares a run that is held, for stretch().
 * @param {{ description: object, settings: object }} task
 */
async function hold({ description, settings }) {
  const engine = await newEngine();
  await engine.newModel(description, { seed: settings.seed });
  await engine.loadImages({ split: 'train', count: settings.trainingImages });
  await engine.loadImages({ split: 'test' });
  let note = (_) => {};
  const run = engine.fit({ settings, paused: true, onProgress: (progress) => note(progress) });
  run.done.catch((error) => console.error(error));
  globalThis.training.stretch = async (ms) => {
    const marks = [];
    note = ({ phase, epoch, step }) => marks.push({ phase: `${epoch} ${phase}`, step, time: performance.now() });
    await run.resume();
    await new Promise((resolve) => setTimeout(resolve, ms));
    await run.pause();
    return marks;
  };
}

/**
 * A network after a moment of training, so that its answers differ from image to image.
 * @param {{ description: object }} task
 * @returns {Promise<number[]>} the bytes of its file
 */
async function makeModel({ description }) {
  const engine = await newEngine(1);
  await engine.newModel(description, { seed: 1 });
  await engine.fit({ settings: { epochs: 1, trainingImages: 4000 } }).done;
  const bytes = new Uint8Array(await (await engine.saveModel()).arrayBuffer());
  engine.close();
  return Array.from(bytes);
}

globalThis.training = { trainOn, trainAndTest, hold, makeModel };
