/** What waits is drawn after so many ms at the latest. */
const MOST_MS = 80;

/**
 * What is to be drawn in one frame, although it becomes known bit by bit: style, layout, paint and compositing
 * of a frame take time from a network in training.
 */
export function createTogether() {
  /** @type {Set<() => void>} */
  const waiting = new Set();
  let timer = 0;

  /** Draws what waits, in the frame that is due. */
  function now() {
    clearTimeout(timer);
    timer = 0;
    const draws = [...waiting];
    waiting.clear();
    for (const draw of draws) draw();
  }

  return {
    now,
    /** Draws with the next now(), once however often it is asked for. @param {() => void} draw */
    soon(draw) {
      waiting.add(draw);
      timer ||= setTimeout(() => requestAnimationFrame(now), MOST_MS);
    },
  };
}
