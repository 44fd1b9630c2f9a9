// The page as a visitor knows it in any browser.

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWhole } from '../../page/support/model-files.js';
import { expect } from '../../page/support/playwright.js';
import { Part } from './part.js';

/** @typedef {import('./part.js').Role} Role */
/** @typedef {import('./webdriver.js').WebDriver} WebDriver */

/** The End key, as WebDriver calls it. */
const END = '\uE010';

/** A pointer goes down, up, and does nothing. */
export const DOWN = { type: 'pointerDown', button: 0 };
export const UP = { type: 'pointerUp', button: 0 };
export const REST = { type: 'pause' };

/** A point of the visitor's canvas, as shares of it from its top left corner. @typedef {[number, number]} Point */

export class Visitor {
  #folder;

  /** @param {WebDriver} driver @param {string} address of the page @param {string} folder where files come and go */
  constructor(driver, address, folder) {
    this.driver = driver;
    this.address = address;
    this.#folder = folder;

    this.trying = this.part('region', 'Try');
    this.picture = this.part('img', 'Your picture');
    this.seen = this.part('img', /picture that the network sees/);
    this.predictions = this.part('group', 'Predictions');
    this.bars = this.part('list', 'Probability of each class').part('listitem');
    this.samples = this.part('group', 'Pictures from the test set').part('button');

    this.training = this.part('region', 'Train');
    this.train = this.button('Train');
    this.pause = this.button('Pause');
    this.trainStatus = this.training.part('status');

    this.inside = this.part('region', 'Look inside');
    this.judging = this.part('region', 'Judge');
    this.confusion = this.part('table', /^Confusion matrix/);
    this.about = this.part('contentinfo');
    this.keeping = this.part('region', 'Keep');
  }

  /** @param {Role} role @param {RegExp | string} [name] */
  part(role, name) {
    return new Part(this.driver, null, role, name);
  }

  /** @param {RegExp | string} name */
  button(name) {
    return this.part('button', name);
  }

  /** Opens the page, and waits until all of it is there. */
  async open() {
    await this.driver.navigate(this.address);
    await this.expectPrediction();
    await this.train.expectUsable();
    // A window of the system, to choose a file from, is beyond WebDriver; it gives files to the field itself.
    await this.driver.run(() => {
      HTMLInputElement.prototype.showPicker = HTMLInputElement.prototype.click = function () {
        window.asked = this;
      };
    });
  }

  /** Waits for an answer in large letters: “Trouser 98 %”. @param {string} [name] a class; without it, any answer */
  async expectPrediction(name) {
    const answer = name ? `${name} [\\d.]+ %` : '(Not sure|[A-Z][\\w/ -]+ [\\d.]+ %)';
    await this.predictions.expectText(new RegExp(`^What the network sees\\s*${answer}`));
  }

  /** What the bars say, in per cent by class. */
  async probabilities() {
    return (await this.bars.texts()).map((text) => Number(/([\d.]+) %$/.exec(text)?.[1]));
  }

  /** The pixels that the network sees, 784 from 0 to 255. @returns {Promise<number[]>} */
  seenPixels() {
    return this.seen.once((canvas) =>
      this.driver.run((/** @type {HTMLCanvasElement} */ it) => {
        const { data } = it.getContext('2d').getImageData(0, 0, it.width, it.height);
        return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i]);
      }, canvas),
    );
  }

  /** The grey levels of the visitor's canvas at some points, 0 to 255. @param {...Point} points @returns {Promise<number[]>} */
  greys(...points) {
    return this.picture.once((canvas) =>
      this.driver.run(
        (/** @type {HTMLCanvasElement} */ it, /** @type {Point[]} */ all) => {
          const context = it.getContext('2d');
          return all.map(([x, y]) => context.getImageData(x * it.width, y * it.height, 1, 1).data[0]);
        },
        canvas,
        points,
      ),
    );
  }

  /** Draws with the mouse. @param {...Point} points */
  async stroke(...points) {
    const [first, ...rest] = await this.moves(...points);
    await this.driver.point({ mouse: [first, DOWN, ...rest, UP] });
  }

  /** A pointer's way from point to point of the canvas. @param {...Point} points */
  moves(...points) {
    return this.picture.once(async (canvas) => {
      const box = await this.driver.run((element) => {
        element.scrollIntoView({ block: 'center' });
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x, y, width, height };
      }, canvas);
      return points.map(([x, y]) => ({
        type: 'pointerMove',
        duration: 50,
        x: Math.round(box.x + x * box.width),
        y: Math.round(box.y + y * box.height),
      }));
    });
  }

  /** Empties the canvas, and waits until nothing is said of what was on it. */
  async clear() {
    await this.button('Clear').click();
    await this.predictions.expectText(/Nothing drawn yet\./);
  }

  /** @param {'Brush' | 'Eraser' | 'Fill'} name */
  async tool(name) {
    await this.driver.run((text) => {
      const label = [...document.querySelectorAll('label')].find(({ textContent }) => textContent === text);
      label.click(); // it is what is shown of the field
    }, name);
  }

  /** Takes the drawing as a file. */
  saveDrawing() {
    return this.save('Save drawing', 'drawing.svg', (bytes) => /<\/svg>\s*$/.test(`${bytes}`));
  }

  /** Draws a pair of trousers onto an empty canvas. */
  async drawTrousers() {
    await this.clear();
    await this.part('slider', /^Size/).once((slider) => this.driver.sendKeys(slider, END));
    await this.stroke([0.4, 0.12], [0.36, 0.9]);
    await this.stroke([0.6, 0.12], [0.64, 0.9]);
    await this.stroke([0.4, 0.12], [0.6, 0.12]);
  }

  /** Opens what is folded away below a line. @param {string} line */
  async unfold(line) {
    const summary = await this.driver.run((text) => {
      return [...document.querySelectorAll('summary')].find(({ textContent }) => textContent === text);
    }, line);
    await this.driver.click(summary);
  }

  /** Fills in settings by their labels. @param {Record<string, string>} settings */
  async set(settings) {
    // The recipe stays what the page proposes: no visit here depends on it.
    const typed = Object.entries(settings).filter(([label]) => label !== 'Recipe');
    for (const [label, value] of typed) await this.training.part('textbox', label).fill(value);
  }

  /** Starts a run and waits until it trains. @param {Record<string, string>} settings */
  async startTraining(settings) {
    await this.set(settings);
    await this.train.click();
    await this.training.expectText(/Epoch \d+ of \d+, (validation )?step \d+ of \d+/);
  }

  /** A whole run. @param {Record<string, string>} settings */
  async trainToTheEnd(settings) {
    await this.set(settings);
    await this.train.click();
    await this.trainStatus.expectText(/Finished\./);
  }

  /** Ends a run in the middle of it, and makes room for another. */
  async dropRun() {
    await this.button('Stop').click();
    await this.trainStatus.expectText(/^Stopped; the weights stay as they are\./);
    await this.button('Reset').click();
    await this.trainStatus.expectText('Ready.');
  }

  /** The table of epochs, row by row. */
  async epochRows() {
    const rows = this.training.part('table').part('row');
    if ((await rows.elements()).length === 0) await this.unfold('The numbers, epoch by epoch');
    return (await rows.texts()).slice(1);
  }

  /** Presses a button that asks for a file, and gives it one. @param {string} name @param {string} file @param {Buffer} bytes */
  async give(name, file, bytes) {
    const path = join(this.#folder, file);
    await writeFile(path, bytes);
    await this.driver.run(() => delete window.asked);
    await this.button(name).click();
    const field = await this.driver.run(() => window.asked);
    await this.driver.sendKeys(field, path);
  }

  /**
   * Presses a button that saves, and takes the file.
   * @param {string} name
   * @param {string} file
   * @param {(bytes: Buffer) => boolean} [isComplete] whether all of it has arrived
   * @returns {Promise<Buffer>}
   */
  async save(name, file, isComplete = isWhole) {
    const path = join(this.#folder, file);
    await this.button(name).click();
    await expect.poll(() => readFile(path).then(isComplete, () => false), `${file} is there`).toBe(true);
    const bytes = await readFile(path);
    await rm(path);
    return bytes;
  }

  /** What has gone wrong in the page that nobody caught. @returns {Promise<string[]>} */
  complaints() {
    return this.driver.run(() => window.complaints ?? []);
  }
}
