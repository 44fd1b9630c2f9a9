import { byId } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { latest } from '../../parts/latest.js';
import { followPointer } from '../../parts/pointer.js';
import { paintPoints } from './paint-points.js';
import { fromWindow, nextPoint, pointAt, toWindow, wholeView, zoomed } from './plane-geometry.js';

/** @typedef {import('./plane-geometry.js').Place} Place */
/** @typedef {import('./plane-geometry.js').View} View */

/** So near, in CSS pixels, a pointer must come to a dot; a finger may be further away. */
const NEAR = { mouse: 10, touch: 24 };
/** A pointer that has moved so far drags the plot. */
const DRAG = 4;
const ZOOM = 1.6;
/** @type {Record<string, Place>} */
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * The window on the plot: dots, the one that is looked at with its image, the visitor's picture, zoom.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../parts/classes.js').Named} classes
 * @param {{ onImage: import('../../parts/look-at.js').OnImage, onProblem: (error: unknown) => void }} wires
 */
export function createPlaneWindow(engine, classes, { onImage, onProblem }) {
  const frame = byId('inside-plane', HTMLDivElement);
  const dots = byId('inside-plane-dots', HTMLCanvasElement);
  const marks = byId('inside-plane-marks', HTMLCanvasElement);
  const card = byId('inside-plane-card', HTMLElement);
  const thumbnail = byId('inside-plane-thumbnail', HTMLCanvasElement);
  const caption = byId('inside-plane-caption', HTMLElement);
  const aloud = byId('inside-plane-here', HTMLParagraphElement);
  /** @type {import('../../engine/engine.js').Projection | null} */
  let plot = null;
  /** @type {View} */
  let view = { middle: [0, 0], reach: [1, 1] };
  let zoom = 1;
  /** The dot that is looked at; -1 for none. */
  let chosen = -1;
  /** Where the visitor's picture lies. @type {Place | null} */
  let picture = null;
  /**
   * Where a pointer went down last and the view then.
   * @type {{ at: Place, view: View, moved: boolean, over: boolean } | null}
   */
  let drag = null;

  /** @param {number} index @returns {Place} */
  const pointOf = (index) => (plot ? [plot.points[2 * index], plot.points[2 * index + 1]] : [0, 0]);
  /** @returns {Place} */
  const sizeOf = () => [marks.clientWidth, marks.clientHeight];
  /** Where an event is in the window: 0 to 1. @param {MouseEvent} event @returns {Place} */
  const spotOf = (event) => {
    const box = marks.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };

  /** Gives both canvases the size of their place, in device pixels. */
  function fit() {
    for (const canvas of [dots, marks]) {
      const [width, height] = sizeOf().map((length) => Math.max(1, Math.round(length * devicePixelRatio)));
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
    }
  }

  let asked = false;
  /** Paints all in the next frame. */
  function paint() {
    if (asked || !plot) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      if (!plot) return;
      fit();
      paintPoints(dots, plot, view);
      paintMarks();
    });
  }

  function paintMarks() {
    const context = marks.getContext('2d');
    if (!context) return;
    const style = getComputedStyle(marks);
    const [width, height] = sizeOf();
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    const ring = (/** @type {Place} */ place, /** @type {number} */ radius, /** @type {string} */ colour) => {
      const [x, y] = toWindow(view, place);
      const within = (/** @type {number} */ at, /** @type {number} */ length) =>
        Math.min(length - radius - 2, Math.max(radius + 2, at * length));
      const spot = /** @type {Place} */ ([within(x, width), within(y, height)]);
      for (const [name, thick] of /** @type {const} */ ([
        ['--paper', 6],
        [colour, 2.5],
      ])) {
        context.strokeStyle = style.getPropertyValue(name);
        context.lineWidth = thick;
        context.beginPath();
        context.arc(spot[0], spot[1], radius, 0, 2 * Math.PI);
        context.stroke();
      }
      return spot;
    };
    if (chosen >= 0) ring(pointOf(chosen), 6, '--ink');
    if (!picture) return;
    const [x, y] = ring(picture, 9, '--accent');
    context.font = `600 13px ${style.fontFamily}`;
    context.textAlign = x > width / 2 ? 'right' : 'left';
    context.textBaseline = 'middle';
    const edge = x > width / 2 ? x - 14 : x + 14;
    context.strokeStyle = style.getPropertyValue('--paper');
    context.lineWidth = 4;
    context.lineJoin = 'round';
    context.strokeText('Your picture', edge, y);
    context.fillStyle = style.getPropertyValue('--accent');
    context.fillText('Your picture', edge, y);
  }

  /** Puts the card beside the dot, where there is room. */
  function placeCard() {
    const [x, y] = toWindow(view, pointOf(chosen));
    const [width, height] = sizeOf();
    const left = x * width + (x > 0.5 ? -card.offsetWidth - 12 : 12);
    const top = Math.min(height - card.offsetHeight, Math.max(0, y * height - card.offsetHeight / 2));
    card.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  /** Fetches the image of a dot and shows it. */
  const showImage = latest(async (/** @type {number} */ index) => {
    try {
      const { pixels } = await engine.images({ split: 'test', indices: [index] });
      if (index !== chosen) return;
      paintGrey(thumbnail, pixels);
    } catch {
      // The dot is told of in words, and a click says what is wrong.
    }
  });

  /** @param {number} index of a dot; -1 for none */
  function choose(index) {
    if (index === chosen) return;
    chosen = index;
    card.hidden = index < 0;
    if (plot && index >= 0) {
      const label = plot.labels[index];
      card.dataset.class = String(label);
      caption.textContent = `Test image ${integer(index + 1)}: ${classes.names[label]}`;
      placeCard();
      showImage(index);
    } else caption.textContent = '';
    // Where a pointer points is seen; the keyboard's way is told.
    if (document.activeElement === marks) aloud.textContent = caption.textContent;
    paintMarks();
  }

  async function classify() {
    if (!plot || chosen < 0) return;
    const label = plot.labels[chosen];
    const source = `Test image ${integer(chosen + 1)}`;
    try {
      const { pixels } = await engine.images({ split: 'test', indices: [chosen] });
      onImage(pixels, label, source);
    } catch (error) {
      onProblem(error);
    }
  }

  /** @param {number} factor @param {Place} [spot] that stays where it is */
  function zoomBy(factor, spot = chosen < 0 ? [0.5, 0.5] : toWindow(view, pointOf(chosen))) {
    if (!plot) return;
    const next = Math.min(64, Math.max(1, zoom * factor));
    look(next === 1 ? wholeView(plot.points) : zoomed(view, next / zoom, spot), next);
  }

  /** @param {View} next @param {number} nearer */
  function look(next, nearer) {
    view = next;
    zoom = nearer;
    marks.style.touchAction = zoom > 1 ? 'none' : 'pan-y';
    if (chosen >= 0) placeCard();
    paint();
  }

  /** Moves the plot along with the pointer that went down on it. @param {PointerEvent} event */
  function pan(event) {
    if (!drag || zoom === 1) return;
    const [spot, [width, height]] = [spotOf(event), sizeOf()];
    drag.moved ||= Math.hypot((spot[0] - drag.at[0]) * width, (spot[1] - drag.at[1]) * height) > DRAG;
    if (!drag.moved) return;
    const [from, to] = [fromWindow(drag.view, drag.at), fromWindow(drag.view, spot)];
    const { middle, reach } = drag.view;
    look({ middle: [middle[0] + from[0] - to[0], middle[1] + from[1] - to[1]], reach }, zoom);
  }

  followPointer(marks, {
    begin: (event) => (drag = { at: spotOf(event), view, moved: false, over: false }),
    move: pan,
    end() {
      if (drag) drag.over = true;
    },
  });
  marks.addEventListener('pointermove', (event) => {
    const dragging = drag?.moved && !drag.over;
    if (!plot || dragging || event.pointerType === 'touch') return;
    choose(pointAt(plot.points, view, spotOf(event), sizeOf(), NEAR.mouse));
  });
  marks.addEventListener('pointerleave', () => {
    if (document.activeElement !== marks) choose(-1);
  });
  marks.addEventListener('click', (event) => {
    const dragged = drag?.moved ?? false;
    drag = null;
    if (dragged || !plot) return;
    const touch = /** @type {PointerEvent} */ (event).pointerType === 'touch';
    const before = chosen;
    choose(pointAt(plot.points, view, spotOf(event), sizeOf(), touch ? NEAR.touch : NEAR.mouse));
    if (!touch || chosen === before) void classify(); // a finger first sees what it would choose
  });
  marks.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return; // the page scrolls
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY / 100), spotOf(event));
    },
    { passive: false },
  );
  marks.addEventListener('keydown', (event) => {
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return; // the browser's own
    if (event.key in WAYS) {
      const from = chosen < 0 ? /** @type {Place} */ ([0.5, 0.5]) : toWindow(view, pointOf(chosen));
      const next =
        chosen < 0
          ? pointAt(plot.points, view, from, sizeOf(), Infinity)
          : nextPoint(plot.points, view, from, WAYS[event.key]);
      if (next >= 0) choose(next);
    } else if (event.key === 'Enter' || event.key === ' ') void classify();
    else if (event.key === 'Escape') choose(-1);
    else if (event.key === '+' || event.key === '=') zoomBy(ZOOM);
    else if (event.key === '-') zoomBy(1 / ZOOM);
    else return;
    event.preventDefault();
  });
  marks.addEventListener('blur', () => choose(-1));
  byId('inside-plane-in', HTMLButtonElement).addEventListener('click', () => zoomBy(ZOOM));
  byId('inside-plane-out', HTMLButtonElement).addEventListener('click', () => zoomBy(1 / ZOOM));
  byId('inside-plane-whole', HTMLButtonElement).addEventListener('click', () => zoomBy(0));
  new ResizeObserver(paint).observe(marks);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint);

  return {
    /** @param {import('../../engine/engine.js').Projection} drawn */
    show(drawn) {
      plot = drawn;
      frame.hidden = false;
      // Who looks at a part of it goes on looking there.
      if (zoom === 1) view = wholeView(drawn.points);
      if (chosen >= 0) placeCard();
      paint();
    },
    /** @param {Place | null} spot of the visitor's picture */
    markPicture(spot) {
      picture = spot;
      if (plot) paintMarks();
    },
  };
}
