// Both results of a challenge in words.

import { counted } from '../../parts/format.js';

/** @param {readonly string[]} names */
const quoted = (names) =>
  names
    .map((name) => `“${name}”`)
    .join(', ')
    .replace(/, (“[^“]*)$/, ' or $1');

/** @param {number} yours @param {number} theirs */
function winner(yours, theirs) {
  if (yours === theirs) return 'A draw';
  return yours > theirs ? 'Your network wins' : 'Theirs wins';
}

/**
 * @param {ReturnType<typeof import('../../lab/challenge.js').scoresOf>} scores
 * @param {string} file
 */
export function resultInWords({ all, known, strangers }, file) {
  const both = `${winner(all.yours, all.theirs)} on ${counted(all.count, 'picture')} of ${file}: yours has ${all.yours} right, theirs ${all.theirs}.`;
  if (strangers.length === 0) return both;
  const strange = all.count - known.count;
  const show = strange === 1 ? '1 picture shows' : `${strange} pictures show`;
  const others =
    known.count > 0 ? ` Of the other ${known.count} yours has ${known.yours} right, theirs ${known.theirs}.` : '';
  return `${both} Your network does not know ${quoted(strangers)}, which ${show}: it cannot have that right.${others}`;
}
