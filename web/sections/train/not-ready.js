import { byId } from '../../parts/dom.js';

/** Says that there is no network to train: the engine could not be started. */
export function sayNotReady() {
  byId('train-progress-where', HTMLSpanElement).textContent = 'Not ready: there is no network to train.';
}
