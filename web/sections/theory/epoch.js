import { drawBatches } from './batches.js';

/** @type {import('./card.js').Topic} */
export const topic = {
  title: 'Epoch',
  text: [
    'An epoch is one pass over all training images, in an order that is drawn anew each time. After it, the network is tested on validation images, which it never trains on.',
    'One epoch is seldom enough. After too many, the network knows the training images by heart and gets worse at others: the validation loss rises while the training loss still falls.',
  ],
  draw: drawBatches,
};
