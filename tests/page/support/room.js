// The page as a visitor knows it: by roles, names and sentences, never by ids or classes.

import { expect } from './playwright.js';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('@playwright/test').Locator} Locator */
/** @typedef {readonly [number, number]} Point as shares of the canvas, from its top left corner */

export { CLASS_NAMES as CLASSES } from '../../../web/engine/classes.js';

/** A run that ends within seconds. */
export const SHORT = { Recipe: 'notebook', Epochs: '1', 'Training images': '320' };
/** A run to be steered in the middle of it. */
export const LONG = { Recipe: 'notebook', Epochs: '100', 'Training images': '640' };

export class Room {
  /**
   * @param {Page} page
   * @param {string} address
   */
  constructor(page, address) {
    const region = (/** @type {string} */ name) => page.getByRole('region', { name, exact: true });
    const button = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true });
    this.page = page;
    this.address = address;

    this.try = region('Try');
    this.picture = page.getByRole('img', { name: 'Your picture' });
    this.seen = page.getByRole('img', { name: /picture that the network sees/ });
    this.predictions = page.getByRole('group', { name: 'Predictions' });
    this.bars = page.getByRole('list', { name: 'Probability of each class' }).getByRole('listitem');
    this.nothingDrawn = this.predictions.getByText('Nothing drawn yet.', { exact: true });
    this.samples = page.getByRole('group', { name: 'Pictures from the test set' }).getByRole('button');
    this.upload = button('Upload image');
    this.undo = button('Undo');
    this.clear = button('Clear');

    this.training = region('Train');
    this.train = button('Train');
    this.pause = button('Pause');
    this.resume = button('Resume');
    this.step = button('Step');
    this.stop = button('Stop');
    this.reset = button('Reset');
    this.readyMade = button('Use the ready-made model');
    this.trainStatus = this.training.getByRole('status');
    this.trainProgress = page.getByRole('progressbar', { name: 'Training progress' });
    this.charts = this.training.getByRole('img', { name: /over the epochs/ });
    this.epochs = this.training.getByRole('table');

    this.judging = region('Judge');
    this.judgeStatus = this.judging.getByRole('status').first();
    this.confusion = page.getByRole('table', { name: /^Confusion matrix/ });
    this.behind = page.getByRole('group', { name: 'Images behind the cell' }).getByRole('button');
    this.classScores = page.getByRole('table', { name: 'Class by class' });
    this.mistakes = page.getByRole('group', { name: 'Its surest mistakes' }).getByRole('button');

    this.data = region('Look at the data');
    this.dataStatus = this.data.getByRole('status');
    this.grid = page.getByRole('group', { name: 'Images of the data set' }).getByRole('button');

    this.keeping = region('Keep');
    this.building = region('Build');
    this.network = page.getByRole('table', { name: 'The network, layer by layer' });
    this.preset = this.building.getByLabel('Network', { exact: true });
    this.networkStatus = this.building.getByRole('status');
    this.about = page.getByRole('contentinfo');
    this.problem = page.getByRole('alert');
  }

  /** Opens the page and waits until it has classified its first picture. @param {string} [address] */
  async open(address = this.address) {
    await this.page.goto(address);
    await this.expectPrediction();
    await expect(this.train).toBeEnabled();
  }

  /** @param {string} [name] a class, or any */
  async expectPrediction(name = '.*') {
    await expect(this.headline(name)).toBeVisible();
  }

  /** The answer in large letters: “Trouser 98 %”, or, where no class is asked for, also “Not sure”. @param {string} [name] */
  headline(name = '.*') {
    const notSure = name === '.*' ? '|^Not sure$' : '';
    return this.predictions.getByText(new RegExp(`^${name} [\\d.]+ %$${notSure}`));
  }

  /** What the page says of a picture whose class is known: “Right: its label is Bag.” @param {string} name its class */
  verdict(name) {
    return this.predictions.getByText(new RegExp(`^(Right|Wrong): its label is ${name}\\.$`));
  }

  /** What the bars say, in per cent by class; null while nothing is predicted. */
  async probabilities() {
    const texts = await this.bars.allTextContents();
    const values = texts.map((text) => Number(/([\d.]+) %$/.exec(text)?.[1] ?? NaN));
    return values.some(Number.isNaN) ? null : values;
  }

  /** The pixels that the network sees, 784 from 0 to 255. @returns {Promise<number[]>} */
  seenPixels() {
    return this.seen.evaluate((/** @type {HTMLCanvasElement} */ canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
    });
  }

  /** The grey level of the visitor's canvas at a point, 0 to 255. @param {Point} point */
  grey([x, y]) {
    return this.picture.evaluate(
      (/** @type {HTMLCanvasElement} */ canvas, [u, v]) => {
        return canvas.getContext('2d').getImageData(u * canvas.width, v * canvas.height, 1, 1).data[0];
      },
      [x, y],
    );
  }

  /** Everything on the visitor's canvas, to be compared. @returns {Promise<string>} */
  canvas() {
    return this.picture.evaluate((/** @type {HTMLCanvasElement} */ canvas) => canvas.toDataURL());
  }

  /** A point of the canvas in the window. @param {Point} point */
  async at([x, y]) {
    await this.picture.scrollIntoViewIfNeeded();
    const box = await this.picture.boundingBox();
    return [box.x + x * box.width, box.y + y * box.height];
  }

  /** Draws with the mouse. @param {...Point} points */
  async stroke(...points) {
    const { mouse } = this.page;
    const [first, ...rest] = await Promise.all(points.map((point) => this.at(point)));
    await mouse.move(first[0], first[1]);
    await mouse.down();
    for (const [x, y] of rest) await mouse.move(x, y, { steps: 4 });
    await mouse.up();
  }

  /** @param {'Brush' | 'Eraser' | 'Fill'} name */
  async tool(name) {
    await this.page.getByRole('radio', { name }).check({ force: true }); // its label is what is shown
  }

  /** Draws a pair of trousers onto an empty canvas. */
  async drawTrousers() {
    await this.clear.click();
    await this.page.getByRole('slider', { name: 'Size' }).fill('60');
    await this.stroke([0.4, 0.12], [0.36, 0.9]);
    await this.stroke([0.6, 0.12], [0.64, 0.9]);
    await this.stroke([0.4, 0.12], [0.6, 0.12]);
  }

  /** @param {Parameters<Locator['setInputFiles']>[0]} file */
  async uploadFile(file) {
    const chooser = this.page.waitForEvent('filechooser');
    await this.upload.click();
    await (await chooser).setFiles(file);
  }

  /** A row of the network's table. @param {number} number of the layer, counted from 1 */
  layer(number) {
    return this.network.getByRole('row').nth(number + 1); // behind the head and the picture
  }

  /** A field of the network's table. @param {string} field @param {number} number of the layer */
  layerField(field, number) {
    return this.network.getByLabel(`${field} of layer ${number}`, { exact: true });
  }

  /** The names of the layers, in order. */
  async layers() {
    const heads = await this.network.getByRole('rowheader').locator('b').allTextContents();
    return heads.slice(1); // the picture is none
  }

  /** Fills in settings by their labels. @param {Record<string, string>} settings */
  async set(settings) {
    for (const [label, value] of Object.entries(settings)) {
      const field = this.training.getByLabel(label, { exact: true });
      if (!(await field.isVisible())) await this.training.getByText('More settings').click();
      if (await field.evaluate((element) => element instanceof HTMLSelectElement)) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Starts a run and waits until it trains. @param {Record<string, string>} settings */
  async startTraining(settings) {
    await this.set(settings);
    await this.train.click();
    await expect(this.pause).toBeVisible();
  }

  /** A whole run. @param {Record<string, string>} [settings] */
  async trainToTheEnd(settings = SHORT) {
    await this.set(settings);
    await this.train.click();
    await expect(this.trainStatus).toContainText('Finished.'); // of this run: Train has told that it starts
  }

  /** Runs the network over the test set. */
  async testTheNetwork() {
    await this.judging.getByRole('button', { name: 'Test the network' }).click();
    await expect(this.judgeStatus).toContainText('were classified right');
  }

  /** A cell of the confusion matrix. @param {string} label @param {string} predicted */
  cell(label, predicted) {
    return this.confusion.getByRole('button', { name: new RegExp(`images of ${label} were taken for ${predicted}$`) });
  }

  /** The table of epochs, row by row. @returns {Promise<string[]>} */
  async epochRows() {
    if (!(await this.epochs.isVisible())) await this.training.getByText('The numbers, epoch by epoch').click();
    await expect(this.epochs).toBeVisible();
    return this.epochs.locator('tbody').getByRole('row').allInnerTexts();
  }

  /** Presses a button that saves, and takes the file. @param {string} name @returns {Promise<Buffer>} */
  async save(name) {
    const download = this.page.waitForEvent('download');
    await this.keeping.getByRole('button', { name, exact: true }).click();
    const stream = await (await download).createReadStream();
    return Buffer.concat(await stream.toArray());
  }

  /**
   * Presses a button that loads, and gives it a file.
   * @param {'Load model' | 'Continue a saved run' | 'Bring it back'} name
   * @param {Buffer} buffer
   * @param {string} [fileName]
   */
  async load(name, buffer, fileName = 'mine.safetensors') {
    const chooser = this.page.waitForEvent('filechooser');
    await this.keeping.getByRole('button', { name, exact: true }).click();
    await (await chooser).setFiles({ name: fileName, mimeType: 'application/octet-stream', buffer });
  }
}
