// Points on a plane and the window through which they are looked at: plain arithmetic, no page.

/** @typedef {[number, number]} Place */

/**
 * The part of the plane that is seen: its middle, and half its width and height.
 * @typedef {{ middle: Place, reach: Place }} View
 */

/**
 * The mean place of each class; null of a class without points.
 * @param {ArrayLike<number>} points two coordinates each
 * @param {ArrayLike<number>} labels
 * @param {number} classes
 * @returns {(Place | null)[]}
 */
export function centres(points, labels, classes) {
  const sums = Array.from({ length: classes }, () => [0, 0, 0]);
  for (let i = 0; i < labels.length; i++) {
    const sum = sums[labels[i]];
    sum[0] += points[2 * i];
    sum[1] += points[2 * i + 1];
    sum[2] += 1;
  }
  return sums.map(([x, y, count]) => (count ? [x / count, y / count] : null));
}

/**
 * The nearest of some places; -1 when there is none.
 * @param {(Place | null)[]} places
 * @param {ArrayLike<number>} from
 * @param {number} [except] this one does not count
 */
export function nearestPlace(places, from, except = -1) {
  let [best, least] = [-1, Infinity];
  places.forEach((place, i) => {
    if (!place || i === except) return;
    const distance = Math.hypot(place[0] - from[0], place[1] - from[1]);
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}

/**
 * Of each class, which other class's centre is the nearest to its own, and how many of its points lie
 * nearer to another class's centre.
 * @param {ArrayLike<number>} points
 * @param {ArrayLike<number>} labels
 * @param {number} classes
 * @returns {{ nearest: number, strays: number, count: number }[]} nearest: -1 where there is none
 */
export function neighbours(points, labels, classes) {
  const middle = centres(points, labels, classes);
  const rows = middle.map((place, label) => ({
    nearest: place ? nearestPlace(middle, place, label) : -1,
    strays: 0,
    count: 0,
  }));
  for (let i = 0; i < labels.length; i++) {
    const row = rows[labels[i]];
    row.count += 1;
    row.strays += Number(nearestPlace(middle, [points[2 * i], points[2 * i + 1]]) !== labels[i]);
  }
  return rows;
}

/**
 * The view of all points, with a margin.
 * @param {ArrayLike<number>} points at least one
 * @returns {View}
 */
export function wholeView(points) {
  const range = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = axis; i < points.length; i += 2) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
    return { middle: (low + high) / 2, reach: ((high - low) / 2) * 1.05 || 1 };
  });
  return { middle: [range[0].middle, range[1].middle], reach: [range[0].reach, range[1].reach] };
}

/**
 * Where a place stands in a window: 0 to 1 from its left and from its top.
 * @param {View} view
 * @param {ArrayLike<number>} place
 * @returns {Place}
 */
export function toWindow({ middle, reach }, place) {
  return [0.5 + (place[0] - middle[0]) / (2 * reach[0]), 0.5 - (place[1] - middle[1]) / (2 * reach[1])];
}

/** The way back. @param {View} view @param {Place} spot @returns {Place} */
export function fromWindow({ middle, reach }, spot) {
  return [middle[0] + (spot[0] - 0.5) * 2 * reach[0], middle[1] - (spot[1] - 0.5) * 2 * reach[1]];
}

/**
 * A view nearer by a factor; a spot of the window stays where it is.
 * @param {View} view
 * @param {number} factor
 * @param {Place} spot
 * @returns {View}
 */
export function zoomed(view, factor, spot) {
  const fixed = fromWindow(view, spot);
  const along = (/** @type {0 | 1} */ axis) => fixed[axis] + (view.middle[axis] - fixed[axis]) / factor;
  return { middle: [along(0), along(1)], reach: [view.reach[0] / factor, view.reach[1] / factor] };
}

/**
 * The point nearest to a spot of a window; -1 when none is near enough.
 * @param {ArrayLike<number>} points
 * @param {View} view
 * @param {Place} spot
 * @param {Place} size of the window, in pixels
 * @param {number} most pixels away
 */
export function pointAt(points, view, spot, size, most) {
  let [best, least] = [-1, most];
  for (let i = 0; 2 * i < points.length; i++) {
    const [x, y] = toWindow(view, [points[2 * i], points[2 * i + 1]]);
    const distance = Math.hypot((x - spot[0]) * size[0], (y - spot[1]) * size[1]);
    if (distance <= least) [best, least] = [i, distance];
  }
  return best;
}

/**
 * The next point that way, inside the window: of those that lie rather this way than to the sides,
 * the nearest. -1 when there is none.
 * @param {ArrayLike<number>} points
 * @param {View} view
 * @param {Place} from a spot of the window
 * @param {Place} way one step right is [1, 0], one down [0, 1]
 */
export function nextPoint(points, view, from, way) {
  let [best, least] = [-1, Infinity];
  for (let i = 0; 2 * i < points.length; i++) {
    const [x, y] = toWindow(view, [points[2 * i], points[2 * i + 1]]);
    if (x < 0 || x > 1 || y < 0 || y > 1) continue;
    const [right, down] = [x - from[0], y - from[1]];
    const ahead = right * way[0] + down * way[1];
    const aside = Math.abs(right * way[1]) + Math.abs(down * way[0]);
    // Not the one that is left, nor those under it: dots have a size.
    if (ahead < 0.008 || aside > ahead) continue;
    const distance = Math.hypot(right, down);
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
