// Which of some values are the largest: the predicted class and those after it.

/**
 * The place of the largest of `count` values from `start` on, counted from there; the first of equal ones.
 * @param {ArrayLike<number>} values
 * @param {number} [start]
 * @param {number} [count]
 */
export function argmax(values, start = 0, count = values.length - start) {
  let top = 0;
  for (let i = 1; i < count; i++) if (values[start + i] > values[start + top]) top = i;
  return top;
}

/** The places of all values, that of the largest one first. @param {ArrayLike<number>} values */
export const ranked = (values) => Array.from(values, (_, index) => index).sort((a, b) => values[b] - values[a]);
