/**
 * What is done with a pointer that is down on an element.
 * @typedef {object} Follower
 * @property {(event: PointerEvent) => void} begin
 * @property {(event: PointerEvent) => void} move
 * @property {() => void} end
 */

/** Whether the event says that its pointer is not down (any more). A finger never hovers. @param {PointerEvent} event */
function hovers({ pointerType, buttons, pressure }) {
  if (pointerType === 'mouse') return (buttons & 1) === 0;
  return pointerType === 'pen' && buttons === 0 && pressure === 0;
}

/**
 * Follows one pointer at a time, from where it goes down on an element to its end. What others do meanwhile, as a
 * palm beside the pen or a mouse that hovers while a finger draws, neither moves nor ends it; what takes the
 * pointer away does, also where no pointerup tells so: a dialog, a menu, another tab, another window.
 * @param {HTMLElement} element
 * @param {Follower} follower
 */
export function followPointer(element, { begin, move, end }) {
  /** The pointer that is followed. @type {number | null} */
  let own = null;

  function stop() {
    if (own === null) return;
    own = null;
    end();
  }

  element.addEventListener('pointerdown', (event) => {
    if (event.pointerId === own) stop(); // it cannot go down twice: that it went up was not told
    if (own !== null || event.button !== 0) return;
    own = event.pointerId;
    begin(event);
    try {
      element.setPointerCapture(own);
    } catch {
      // It is up again already, and its pointerup on the way.
    }
  });
  element.addEventListener('pointermove', (event) => {
    if (event.pointerId !== own) return;
    if (hovers(event)) stop();
    else move(event);
  });
  for (const type of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
    addEventListener(type, ({ pointerId }) => {
      if (pointerId === own) stop();
    });
  }

  addEventListener('contextmenu', (event) => {
    if (own === null) return;
    const { pointerId = -1 } = /** @type {Partial<PointerEvent>} */ (event); // not every browser tells whose it is
    if (pointerId < 0 || pointerId === own) stop();
    else event.preventDefault(); // a palm that rests is no wish for a menu
  });
  addEventListener('blur', stop);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) stop();
  });

  return {
    /** Ends it, if there is one, although its pointer may still be down. */
    stop,
  };
}
