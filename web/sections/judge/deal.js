/**
 * Which pictures a game is played with: as many of each class, in an order that tells nothing. The
 * same seed deals the same pictures.
 * @param {number} seed a whole number from 0 to 2^32 - 1
 * @param {{ classes: number, each: number, of: number }} deck `each` pictures out of the first `of` of
 *   each class
 * @returns {{ class: number, start: number }[]} the place of each picture in its class
 */
export function deal(seed, { classes, each, of }) {
  const random = mulberry32(seed);
  const below = (/** @type {number} */ end) => Math.floor(random() * end);
  const pictures = [];
  for (let k = 0; k < classes; k++) {
    /** @type {Set<number>} */
    const places = new Set();
    while (places.size < Math.min(each, of)) places.add(below(of));
    for (const start of places) pictures.push({ class: k, start });
  }
  for (let i = pictures.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [pictures[i], pictures[j]] = [pictures[j], pictures[i]];
  }
  return pictures;
}

/** Tommy Ettinger's Mulberry32: numbers from 0 to below 1, plenty good for a game. @param {number} seed */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
