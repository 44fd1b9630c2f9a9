// The classes that the network in use tells apart.

import { CLASS_NAMES } from '../engine/engine.js';
import { Fact } from './news.js';

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
