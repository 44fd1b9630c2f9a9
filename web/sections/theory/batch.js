import { drawBatches } from './batches.js';

/** @type {import('./card.js').Topic} */
export const topic = {
  title: 'Batch',
  text: [
    'The images are shown in batches. After each batch the weights are corrected once, by the mean of the gradients of its images: that is one step.',
    'A larger batch tells the direction more exactly, but an epoch then has fewer steps. What is left at the end of an epoch makes a smaller batch.',
  ],
  draw: drawBatches,
};
