import { Stroke } from '../parts/brush.js';
import { byId } from '../parts/dom.js';
import { floodFill } from '../parts/flood-fill.js';
import { greyToImage } from '../parts/grey-image.js';

/**
 * What stands on the stage. A photo keeps its own colours, to be judged as a photo; a sample is a
 * picture of the data set, exactly as the network takes it, until someone draws on it.
 * @typedef {{ kind: 'drawing', image: ImageData }
 *   | { kind: 'photo', image: ImageData, name: string }
 *   | { kind: 'sample', pixels: Uint8Array, label: number, source: string }} Picture
 */

/** How many changes can be undone; each holds a copy of the canvas (450 KB). */
const UNDO_STEPS = 40;

/**
 * The stage: it shows the current picture, and draws.
 * @param {{ onPicture: (picture: Picture) => void }} wires onPicture is called at most once a frame
 */
export function createStage({ onPicture }) {
  const canvas = byId('stage', HTMLCanvasElement);
  const note = byId('stage-note', HTMLParagraphElement);
  const undoButton = byId('undo', HTMLButtonElement);
  const sizeInput = byId('brush-size', HTMLInputElement);
  const greyInput = byId('brush-grey', HTMLInputElement);
  const context = /** @type {CanvasRenderingContext2D} */ (
    canvas.getContext('2d', { willReadFrequently: true })
  );

  /** @type {Picture[]} */
  const history = [];
  /** @type {Picture} */
  let current = { kind: 'drawing', image: context.getImageData(0, 0, canvas.width, canvas.height) };
  /** @type {Stroke | null} */
  let stroke = null;
  let frame = 0;

  const tool = () =>
    document.querySelector('input[name="tool"]:checked')?.getAttribute('value') ?? 'brush';
  const grey = () => Math.round(Number(greyInput.value) * 2.55);
  const read = () => context.getImageData(0, 0, canvas.width, canvas.height);

  /** Takes what was drawn as the current picture; at most once a frame, as reading the canvas costs. */
  function changed() {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      current = { kind: 'drawing', image: read() };
      note.textContent = 'Your drawing. Filled shapes work best: draw an outline, then use Fill.';
      onPicture(current);
    });
  }

  /** Finishes a waiting change now, so that the picture to be remembered is complete. */
  function settle() {
    if (!frame) return;
    cancelAnimationFrame(frame);
    frame = 0;
    current = { kind: 'drawing', image: read() };
  }

  function remember() {
    settle();
    history.push(current);
    if (history.length > UNDO_STEPS) history.shift();
    undoButton.disabled = false;
  }

  function blacken() {
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }

  /** @param {Picture} picture */
  function paint(picture) {
    blacken();
    context.imageSmoothingQuality = 'high';
    if (picture.kind === 'drawing') {
      context.putImageData(picture.image, 0, 0);
      note.textContent = 'Your drawing. Filled shapes work best: draw an outline, then use Fill.';
      return;
    }
    const image = picture.kind === 'photo' ? picture.image : greyToImage(picture.pixels);
    const buffer = new OffscreenCanvas(image.width, image.height);
    buffer.getContext('2d')?.putImageData(image, 0, 0);
    const scale = canvas.width / Math.max(image.width, image.height);
    const width = image.width * scale;
    const height = image.height * scale;
    context.imageSmoothingEnabled = picture.kind === 'photo';
    context.drawImage(
      buffer,
      (canvas.width - width) / 2,
      (canvas.height - height) / 2,
      width,
      height,
    );
    note.textContent =
      picture.kind === 'photo'
        ? `${picture.name}. Draw on the canvas to start a picture of your own.`
        : `${picture.source}. Draw on it, or press Clear.`;
  }

  /** @param {PointerEvent} event */
  function toPoint(event) {
    const scale = canvas.width / canvas.clientWidth;
    const pressure =
      event.pointerType === 'pen' && event.pressure > 0 ? 0.4 + 1.2 * event.pressure : 1;
    const box = canvas.getBoundingClientRect();
    return {
      x: (event.clientX - box.left) * scale,
      y: (event.clientY - box.top) * scale,
      width: Number(sizeInput.value) * pressure,
    };
  }

  canvas.addEventListener('pointerdown', (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    remember();
    if (current.kind === 'photo') blacken();
    const point = toPoint(event);
    if (tool() === 'fill') {
      const image = read();
      const inside = (/** @type {number} */ v) =>
        Math.min(canvas.width - 1, Math.max(0, Math.floor(v)));
      floodFill(image, inside(point.x), inside(point.y), grey());
      context.putImageData(image, 0, 0);
    } else {
      canvas.setPointerCapture(event.pointerId);
      const shade = tool() === 'eraser' ? 0 : grey();
      stroke = new Stroke(context, `rgb(${shade} ${shade} ${shade})`, point);
    }
    changed();
  });

  canvas.addEventListener('pointermove', (event) => {
    if (!stroke || !event.isPrimary) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) stroke.extend(toPoint(each));
    changed();
  });

  const endStroke = () => {
    stroke?.end();
    if (stroke) changed();
    stroke = null;
  };
  canvas.addEventListener('pointerup', endStroke);
  canvas.addEventListener('pointercancel', endStroke);

  function undo() {
    settle();
    const before = history.pop();
    undoButton.disabled = history.length === 0;
    if (!before) return;
    current = before;
    paint(current);
    onPicture(current);
  }

  function clear() {
    remember();
    blacken();
    current = { kind: 'drawing', image: read() };
    note.textContent = 'An empty canvas. Draw an outline, then use Fill.';
    onPicture(current);
  }

  undoButton.addEventListener('click', undo);
  byId('clear', HTMLButtonElement).addEventListener('click', clear);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.inputMode !== '';
    if (
      event.key.toLowerCase() !== 'z' ||
      event.shiftKey ||
      !(event.ctrlKey || event.metaKey) ||
      typing
    )
      return;
    event.preventDefault();
    undo();
  });

  const dot = byId('brush-dot', HTMLSpanElement);
  function previewBrush() {
    dot.style.width = dot.style.height = `${Number(sizeInput.value) / 2}px`; // so that the largest one fits
    dot.style.background = `rgb(${grey()} ${grey()} ${grey()})`;
  }
  sizeInput.addEventListener('input', previewBrush);
  greyInput.addEventListener('input', previewBrush);
  previewBrush();
  blacken();

  return {
    /** Puts a picture on the stage, as a change that can be undone. @param {Picture} picture */
    show(picture) {
      remember();
      current = picture;
      paint(picture);
      onPicture(picture);
    },
    /** The picture on the stage. */
    current: () => current,
    /** Puts the first picture there; nothing came before it. @param {Picture} picture */
    open(picture) {
      current = picture;
      paint(picture);
      onPicture(picture);
    },
  };
}
