/**
 * Draws something when it has changed, but only while it can be seen: later, if need be. One drawing after the
 * other, so that nothing queues up behind fast changes.
 * @param {Element} element that must be in or near the window, and not in a closed part of the page
 * @param {() => Promise<void>} draw must deal with its own errors
 * @param {() => number} [rest] at least so many ms from one beginning to the next
 */
export function whileInView(element, draw, rest = () => 0) {
  let visible = false;
  let stale = false;
  let drawing = false;

  async function drawIfSeen() {
    if (drawing) return;
    drawing = true;
    try {
      while (visible && stale) {
        stale = false;
        const start = performance.now();
        await draw();
        const left = rest() - Math.max(0, performance.now() - start); // the clock may be set back
        await new Promise((resolve) => setTimeout(resolve, left));
      }
    } finally {
      drawing = false;
    }
  }

  const observer = new IntersectionObserver(
    ([...entries]) => {
      visible = entries.at(-1)?.isIntersecting ?? false;
      void drawIfSeen();
    },
    { rootMargin: '100px' },
  );
  observer.observe(element);

  return {
    changed() {
      stale = true;
      void drawIfSeen();
    },
  };
}
