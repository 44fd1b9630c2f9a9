// Challenge: pictures for other networks, made and taken.

import { openMake } from './make.js';
import { openTake } from './take.js';

/** @param {import('../../lab/lab.js').Lab} lab */
export function openChallenge(lab) {
  openMake(lab);
  openTake(lab);
}
