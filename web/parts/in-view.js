/**
 * Draws something when it has changed, but only where it can be seen: later, if need be.
 * @param {Element} element that must be in or near the window, and not in a closed part of the page
 * @param {() => void} draw
 */
export function whileInView(element, draw) {
  let visible = false;
  let stale = false;

  function drawIfSeen() {
    if (!visible || !stale) return;
    stale = false;
    draw();
  }

  const observer = new IntersectionObserver(
    ([...entries]) => {
      visible = entries.at(-1)?.isIntersecting ?? false;
      drawIfSeen();
    },
    { rootMargin: '100px' },
  );
  observer.observe(element);

  return {
    changed() {
      stale = true;
      drawIfSeen();
    },
  };
}
