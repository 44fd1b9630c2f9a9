// What a project in TypeScript does with the engine: everything that its modules have is used here once,
// which TypeScript checks by name, and what is wrong must be refused. Compiled, never run.

import * as engineModule from './engine/engine.js';
import * as predictorModule from './engine/predictor.js';
import type {
  Activations,
  CheckedGradient,
  CheckedLayer,
  Distribution,
  DownloadProgress,
  Drawing,
  Engine,
  EngineInfo,
  Epoch,
  EvaluateProgress,
  Evaluation,
  Examples,
  FitProgress,
  HeatMethod,
  Histograms,
  History,
  Images,
  KeptImages,
  LayerDescription,
  LayerHistogram,
  LayerParameters,
  LayerWindow,
  Mark,
  NetworkDescription,
  Outline,
  Parameter,
  PictureKind,
  Prediction,
  Projection,
  RestoredRun,
  Settings,
  Sight,
  Split,
  Summary,
  Unlike,
  Variant,
} from './engine/engine.js';
import type { Predictor } from './engine/predictor.js';

/** One use, at least, of each property of an object. */
type Uses<Of> = { [Name in keyof Of]: (it: Of) => unknown };
type Run = ReturnType<Engine['fit']>;

/** The methods whose answer is `any`, of which nothing would be checked: there are none. */
type Unchecked<Of> = {
  [Name in keyof Of]: Of[Name] extends (...args: never[]) => infer Answer
    ? 0 extends 1 & Awaited<Answer>
      ? Name
      : never
    : never;
}[keyof Of];
export const allAreChecked: [Unchecked<Engine> | Unchecked<Run> | Unchecked<Predictor>] extends [never] ? true : false =
  true;

const pixels = new Uint8Array(784);
const { signal } = new AbortController();
const description: NetworkDescription = {
  name: 'Dense',
  input: [28, 28, 1],
  layers: [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax' } satisfies LayerDescription],
};
const settings: Settings = { epochs: 3, learningRate: 0.001, optimizer: 'adamw', schedule: 'one-cycle', flip: true };
const mark: Mark = { kind: 'stroke', grey: 255, points: [10, 10, 8, 20, 20, 8] };
const drawing: Drawing = { marks: [mark, { kind: 'fill', grey: 128, points: [5, 5, 0] }], base: pixels };

export const engineUses = {
  info({ info }) {
    const { variant, simd, threads, passedOver }: Readonly<EngineInfo> = info;
    // @ts-expect-error what it runs on cannot be changed
    info.threads = 2;
    return [variant, simd, threads, passedOver.map(({ code }) => code)];
  },
  onCrash(engine) {
    engine.onCrash = (error) => console.error(error.code, error.layer, error.message);
  },
  async newModel(engine) {
    await engine.newModel(description, { seed: 1 });
    await engine.newModel(await (await fetch('model/reference.json')).json());
    // @ts-expect-error a description is an object, not its address
    await engine.newModel('model/reference.json');
    // @ts-expect-error a network has layers
    await engine.newModel({ name: 'Empty', input: [28, 28, 1] });
    // @ts-expect-error a seed is a number
    await engine.newModel(description, { seed: '1' });
  },
  async loadModel(engine) {
    const response = await fetch('model/ready-made.safetensors');
    await engine.loadModel(await response.blob());
    await engine.loadModel(await response.arrayBuffer());
    await engine.loadModel(pixels);
    // @ts-expect-error a model is a file, not its address
    await engine.loadModel('model/ready-made.safetensors');
  },
  async saveModel(engine) {
    const file: Blob = await engine.saveModel();
    return file;
  },
  async summary(engine) {
    const { layers, parameters, trainable, trained, classes, ...rest }: Summary = await engine.summary();
    const shapes: number[][] = layers.map(({ outputShape }) => outputShape);
    const names: string[] = classes;
    return [shapes, parameters - trainable, trained?.length, names.join(), rest.description.layers];
  },
  async summarise(engine) {
    const { problem }: Outline = await engine.summarise(description);
    // @ts-expect-error there may be no problem
    return problem.layer;
  },
  async memory(engine) {
    const { wasm } = await engine.memory();
    return wasm / 2 ** 20;
  },
  async loadImages(engine) {
    const onProgress = ({ loaded, total }: DownloadProgress) => loaded / total;
    const { count } = await engine.loadImages({ split: 'train', count: 1000, signal, onProgress });
    // @ts-expect-error there is no such set
    await engine.loadImages({ split: 'validation' });
    return count;
  },
  async imagesKept(engine) {
    const { kept, all, missingBytes }: KeptImages = await engine.imagesKept();
    return kept.train < all.train && missingBytes > 0;
  },
  async imagesNeeded(engine) {
    const needs = await engine.imagesNeeded(settings);
    return needs.train + needs.test;
  },
  async images(engine) {
    const split: Split = 'test';
    const some: Images = await engine.images({ split, class: 3, start: 10, count: 5 });
    await engine.images({ split, indices: some.indices });
    // @ts-expect-error how many?
    await engine.images({ split });
    return [some.pixels.subarray(0, engineModule.IMAGE_PIXELS), some.classes[some.labels[0]]];
  },
  async see(engine) {
    const canvas = new OffscreenCanvas(300, 300);
    const picture = canvas.getContext('2d')!.getImageData(0, 0, 300, 300);
    const sight: Sight = await engine.see(picture, { kind: 'photo' });
    // @ts-expect-error of what kind?
    await engine.see(picture);
    // @ts-expect-error a canvas is no ImageData
    await engine.see(canvas, { kind: 'photo' });
    // @ts-expect-error nothing is predicted of an empty picture
    return sight.probabilities[0];
  },
  async seeDrawing(engine) {
    const { empty, pixels: seen }: Sight = await engine.seeDrawing(drawing);
    // @ts-expect-error there are strokes and fills
    await engine.seeDrawing({ marks: [{ kind: 'dot', grey: 255, points: [1, 1, 1] }] });
    return empty ? null : seen;
  },
  async fillArea(engine) {
    const area: Uint8Array = await engine.fillArea(drawing);
    return area.length;
  },
  async predict(engine) {
    const kind: PictureKind = 'drawing';
    const { top, probabilities, unlike }: Prediction = await engine.predict(pixels, { kind });
    await engine.predict(Array.from(pixels));
    // @ts-expect-error pixels are numbers
    await engine.predict(['white']);
    // @ts-expect-error there is no such kind
    await engine.predict(pixels, { kind: 'sketch' });
    const limit: Unlike = 1;
    return unlike !== null && unlike > limit ? null : engineModule.CLASS_NAMES[top] + probabilities[top];
  },
  async predictBatch(engine) {
    const probabilities: Float32Array = await engine.predictBatch(pixels);
    return probabilities;
  },
  async augment(engine) {
    const changed: Uint8Array = await engine.augment({ pixels, labels: [3], settings: { shift: true }, step: 7 });
    // @ts-expect-error labels belong to images
    await engine.augment({ pixels });
    return changed;
  },
  async inside(engine) {
    const { layers }: Activations = await engine.inside(pixels);
    const window: LayerWindow | null = layers[0].window;
    return [layers[0].values.length, layers[0].shape, window?.stride];
  },
  async checkGradients(engine) {
    const { loss, largestLogit, step, parameters }: CheckedLayer = await engine.checkGradients('conv2d', {
      pixels,
      labels: [3],
    });
    const { place, analytic, numerical, reluKinks, poolingKinks }: CheckedGradient = parameters[0].gradients[0];
    // @ts-expect-error images have labels
    await engine.checkGradients('conv2d', pixels);
    return [parameters[0].name, place[0], loss * step * largestLogit, analytic - numerical, reluKinks + poolingKinks];
  },
  async operationsPerSecond(engine) {
    const operations: number = await engine.operationsPerSecond();
    return operations;
  },
  async layerTimes(engine) {
    const [{ name, forward, backward }] = await engine.layerTimes();
    const seconds: number = forward + backward;
    return [name, seconds];
  },
  async parameters(engine) {
    const { kernel, moving_mean: mean }: LayerParameters = await engine.parameters('conv2d');
    const { shape, values }: Parameter = kernel ?? { shape: [0], values: new Float32Array() };
    // @ts-expect-error a layer is asked for by its name
    await engine.parameters(0);
    return [shape, values, mean?.values];
  },
  async heatMap(engine) {
    const method: HeatMethod = 'occlusion';
    const heat: Float32Array = await engine.heatMap(pixels, { class: 3, method });
    // @ts-expect-error of which class?
    await engine.heatMap(pixels, { method });
    // @ts-expect-error there is no such method
    await engine.heatMap(pixels, { class: 3, method: 'lime' });
    return heat;
  },
  async addClass(engine) {
    await engine.addClass('Hat');
    // @ts-expect-error a class has a name
    await engine.addClass(10);
  },
  async removeClass(engine) {
    await engine.removeClass(10);
    // @ts-expect-error a class to remove is told by its place
    await engine.removeClass('Hat');
  },
  async histograms(engine) {
    const { layers }: Histograms = await engine.histograms();
    const [layer]: LayerHistogram[] = layers;
    const gradients: Distribution | null = layer.parameters[0].gradients;
    return [gradients?.deviation, layer.units?.dead];
  },
  async project(engine) {
    const onProgress = ({ processed, count }: EvaluateProgress) => processed / count;
    const { points, labels, explained }: Projection = await engine.project({ split: 'test', signal, onProgress });
    // @ts-expect-error of which images?
    await engine.project();
    return [points[2 * labels.length - 1], explained[0]];
  },
  async projectPicture(engine) {
    const [x, y]: [number, number] = await engine.projectPicture(pixels);
    return x + y;
  },
  fit(engine) {
    const run = engine.fit({
      settings,
      paused: true,
      signal,
      onProgress: ({ loss, secondsLeft }: FitProgress) => loss * (secondsLeft ?? 0),
      onEpoch: ({ validationAccuracy }: Epoch) => validationAccuracy,
      onDownload: ({ loaded }: DownloadProgress) => loaded,
    });
    const examples: Examples = { pixels, labels: [10] };
    engine.fit({ settings, examples });
    // @ts-expect-error examples have labels
    engine.fit({ examples: { pixels } });
    // @ts-expect-error a setting is spelt wrongly
    engine.fit({ settings: { epoch: 3 } });
    // @ts-expect-error there is no such optimizer
    engine.fit({ settings: { optimizer: 'rmsprop' } });
    return [run, engine.fit(), engine.fit({ resume: true })];
  },
  async evaluate(engine) {
    const { loss, probabilities }: Evaluation = await engine.evaluate({ split: 'test', signal });
    // @ts-expect-error a loss is a number
    const text: string = loss;
    return [text, probabilities.length];
  },
  async fitNovelty(engine) {
    await engine.fitNovelty({ signal, onProgress: ({ processed, count }) => processed / count });
  },
  async saveCheckpoint(engine) {
    const file: Blob = await engine.saveCheckpoint();
    return file;
  },
  async checkpointBytes(engine) {
    const bytes: Uint8Array<ArrayBuffer> = await engine.checkpointBytes();
    return bytes;
  },
  async restoreCheckpoint(engine) {
    const {
      settings: all,
      epochs,
      share,
    }: RestoredRun = await engine.restoreCheckpoint(new Blob(), { epochs: 5, signal });
    return [all.batchSize, epochs.length, share];
  },
  async modelOfCheckpoint(engine) {
    const file: Blob = await engine.modelOfCheckpoint(new Blob());
    return file;
  },
  close: (engine) => engine.close(),
} satisfies Uses<Engine>;

export const runUses = {
  async done(run) {
    const { state, epochs }: History = await run.done;
    // @ts-expect-error a run does not end like this
    return state === 'paused' ? null : epochs;
  },
  pause: async (run) => await run.pause(),
  resume: async (run) => await run.resume(),
  step: async (run) => await run.step(),
  stop: async (run) => await run.stop(),
} satisfies Uses<Run>;

export const predictorUses = {
  variant({ variant }) {
    const known: Variant = variant;
    return known;
  },
  predict(predictor) {
    const { top }: Prediction = predictor.predict(pixels, { kind: 'photo' });
    // @ts-expect-error the answer is here already
    predictor.predict(pixels).then(console.log);
    return top;
  },
  predictBatch(predictor) {
    const probabilities: Float32Array = predictor.predictBatch(pixels);
    return probabilities;
  },
  close: (predictor) => predictor.close(),
} satisfies Uses<Predictor>;

export const moduleUses = {
  async createEngine({ createEngine }) {
    const engine: Engine = await createEngine({ variant: 'simd-threads', threads: 2, base: '/elsewhere/' });
    // @ts-expect-error there is no such build
    await createEngine({ variant: 'avx512' });
    return engine;
  },
  CLASS_NAMES({ CLASS_NAMES }) {
    // @ts-expect-error the names stay as they are
    CLASS_NAMES[0] = 'Hat';
    return CLASS_NAMES.join();
  },
  IMAGE_SIDE: ({ IMAGE_SIDE }) => new ImageData(IMAGE_SIDE, IMAGE_SIDE),
  IMAGE_PIXELS: ({ IMAGE_PIXELS }) => new Uint8Array(3 * IMAGE_PIXELS),
  DEFAULT_SETTINGS({ DEFAULT_SETTINGS }) {
    const epochs: number = DEFAULT_SETTINGS.epochs;
    // @ts-expect-error the defaults stay as they are
    DEFAULT_SETTINGS.epochs = 4;
    return epochs;
  },
  SETTINGS({ SETTINGS }) {
    const most: number = SETTINGS.epochs.maximum;
    // @ts-expect-error there is no such setting
    SETTINGS.epoch;
    return most;
  },
  async fetchFile({ fetchFile }) {
    const file: Blob = await fetchFile('./model.safetensors', {
      signal: new AbortController().signal,
      what: 'The model',
    });
    // @ts-expect-error an address is needed
    await fetchFile();
    return file;
  },
  allowOwnScripts: ({ allowOwnScripts }) => allowOwnScripts(),
  Engine:
    ({ Engine }) =>
    (engine: unknown) =>
      engine instanceof Engine && engine.info,
  EngineError:
    ({ EngineError }) =>
    (error: unknown) =>
      error instanceof EngineError && [error.code, error.layer],
} satisfies Uses<typeof engineModule>;

export const predictorModuleUses = {
  async createPredictor({ createPredictor }) {
    const predictor: Predictor = await createPredictor(new Blob(), { variant: 'simd' });
    // @ts-expect-error a predictor needs a model
    await createPredictor();
    return predictor;
  },
  Predictor:
    ({ Predictor }) =>
    (predictor: unknown) =>
      predictor instanceof Predictor && predictor.variant,
  EngineError:
    ({ EngineError }) =>
    (error: unknown) =>
      error instanceof EngineError,
} satisfies Uses<typeof predictorModule>;
