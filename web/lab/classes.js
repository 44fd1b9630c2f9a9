// The classes that the network in use tells apart.

import { CLASS_NAMES } from '../engine/engine.js';
import { Fact } from './news.js';

/** As the engine has it. */
const MOST_NAME_BYTES = 60;

/** What the engine takes as the name of a class. @param {unknown} name */
export const isClassName = (name) =>
  typeof name === 'string' &&
  name.trim() !== '' &&
  new TextEncoder().encode(name).length <= MOST_NAME_BYTES &&
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  !/[\u0000-\u001f\u007f]/.test(name);

export class Classes extends Fact {
  /** In the order of labels and probabilities. @type {readonly string[]} */
  names = CLASS_NAMES;

  /** Those that the images of the data set are of; behind them stand the visitor's own. */
  get ofImages() {
    return this.names.slice(0, CLASS_NAMES.length);
  }

  /** There is a network of these. @param {readonly string[]} names */
  use(names) {
    if (names.length === this.names.length && names.every((name, index) => name === this.names[index])) return;
    this.names = names;
    this.changedNow();
  }
}
