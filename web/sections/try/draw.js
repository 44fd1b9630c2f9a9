import { byId } from '../../parts/dom.js';
import { DRAWING_SIDE, writeDrawing } from './drawing-svg.js';
import { download } from '../../parts/files.js';
import { FillAreas } from './fill-areas.js';
import { followHand } from './hand.js';
import { paintDrawing, paintPixels, paintStroke } from './paint-drawing.js';
import { round } from './stroke-path.js';

/** @typedef {import('../../engine/engine.js').Drawing} Drawing */
/** @typedef {import('../../engine/engine.js').Mark} Mark */

/**
 * What stands on the stage. A drawing is its strokes and fills, and has a name when it comes from a
 * file. A photo keeps its own colours, to be judged as a photo; a sample is a picture of the data set,
 * exactly as the network takes it, until someone draws on it.
 * @typedef {Drawing & { kind: 'drawing', name?: string }
 *   | { kind: 'photo', image: ImageData, name: string }
 *   | { kind: 'sample', pixels: Uint8Array, label: number, source: string }} Picture
 */

/** How many changes can be undone. */
const UNDO_STEPS = 40;

/** What a saved drawing is called. */
const FILE_NAME = 'drawing.svg';

/** @type {Drawing & { kind: 'drawing' }} */
const BLANK = Object.freeze({ kind: 'drawing', marks: [] });

/** @param {Picture} picture */
const isBlank = (picture) => picture.kind === 'drawing' && !picture.base && picture.marks.length === 0;

/** What stands below the canvas. @param {Picture} picture */
function describe(picture) {
  if (isBlank(picture)) {
    return 'An empty canvas. Draw a garment: its outline is enough, like the dotted T-shirt’s.';
  }
  switch (picture.kind) {
    case 'drawing':
      return picture.name
        ? `Your drawing from ${picture.name}. Go on with it, or undo its strokes.`
        : 'Your drawing. An outline is enough, and Fill shades it in.';
    case 'photo':
      return `${picture.name}. Draw on the canvas to start a picture of your own.`;
    case 'sample':
      return `${picture.source}. Draw on it, or press Clear.`;
  }
}

/**
 * The stage: it shows the current picture, and draws.
 * @param {object} wires
 * @param {(picture: Picture) => void} wires.onPicture is called at most once a frame
 * @param {(drawing: Drawing) => Promise<Uint8Array>} wires.onFill is asked which pixels the drawing's
 *   last mark fills
 * @param {(error: unknown) => void} wires.onProblem the drawing could not be saved
 */
export function createStage({ onPicture, onFill, onProblem }) {
  const canvas = byId('try-stage', HTMLCanvasElement);
  const note = byId('try-stage-note', HTMLParagraphElement);
  const undoButton = byId('try-undo', HTMLButtonElement);
  const saveButton = byId('try-save-drawing', HTMLButtonElement);
  const sizeInput = byId('try-brush-size', HTMLInputElement);
  const greyInput = byId('try-brush-grey', HTMLInputElement);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const areas = new FillAreas(onFill, DRAWING_SIDE);

  /** @type {Picture[]} */
  const history = [];
  /** @type {Picture} */
  let current = BLANK;
  /** The stroke that is being made, the last mark of the current picture. @type {number[] | null} */
  let points = null;
  let frame = 0;

  const tool = () => document.querySelector('input[name="tool"]:checked')?.getAttribute('value') ?? 'brush';
  const grey = () => Math.round(Number(greyInput.value) * 2.55);
  const size = (/** @type {number} */ pressure) => round(Number(sizeInput.value) * pressure);

  /** Tells of the current picture, at most once a frame. */
  function changed() {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      if (points) current = { ...current }; // it has grown since: what was said of it is true no more
      onPicture(current);
    });
  }

  function remember() {
    history.push(current);
    if (history.length > UNDO_STEPS) history.shift();
    undoButton.disabled = false;
  }

  function paint() {
    canvas.classList.toggle('blank', isBlank(current)); // the example shows through
    note.textContent = describe(current);
    saveButton.disabled = current.kind !== 'drawing' || isBlank(current);
    if (isBlank(current)) context.clearRect(0, 0, canvas.width, canvas.height);
    else if (current.kind === 'drawing') {
      paintDrawing(context, current, areas.of);
      learnAreas();
    } else if (current.kind === 'sample') paintPixels(context, current.pixels);
    else paintPhoto(current.image);
  }

  /** Fills show as soon as the engine has told where they reach. */
  function learnAreas() {
    if (current.kind !== 'drawing') return;
    areas.learn(current).then(
      (news) => news && paint(),
      () => {}, // that there is no engine is told elsewhere
    );
  }

  /** @param {ImageData} image */
  function paintPhoto(image) {
    context.fillStyle = '#000';
    context.fillRect(0, 0, canvas.width, canvas.height);
    const buffer = new OffscreenCanvas(image.width, image.height);
    buffer.getContext('2d')?.putImageData(image, 0, 0);
    const scale = canvas.width / Math.max(image.width, image.height);
    const [width, height] = [image.width * scale, image.height * scale];
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = 'high';
    const [left, top] = [(canvas.width - width) / 2, (canvas.height - height) / 2];
    context.fillStyle = '#bbb'; // lines on transparent ground may be black, or white
    context.fillRect(left, top, width, height);
    context.drawImage(buffer, left, top, width, height);
  }

  /** Puts a picture on the stage. @param {Picture} picture */
  function put(picture) {
    current = picture;
    paint();
    onPicture(current);
  }

  /** What is drawn upon: a sample shows through, a photo makes room. @returns {Drawing} */
  function ground() {
    if (current.kind === 'drawing') return current;
    return current.kind === 'sample' ? { base: current.pixels, marks: [] } : BLANK;
  }

  const hand = followHand(canvas, {
    begin(x, y, pressure) {
      remember();
      const { base, marks } = ground();
      const kind = tool() === 'fill' ? 'fill' : 'stroke';
      const start = [x, y, kind === 'fill' ? 1 : size(pressure)];
      /** @type {Mark} */
      const mark = { kind, grey: tool() === 'eraser' ? 0 : grey(), points: start };
      current = { kind: 'drawing', base, marks: [...marks, mark] };
      points = kind === 'fill' ? null : start;
      paint();
      changed();
      return kind === 'stroke';
    },
    extend(x, y, pressure) {
      if (!points || current.kind !== 'drawing') return;
      points.push(x, y, size(pressure));
      const count = points.length / 3;
      paintStroke(context, current.marks[current.marks.length - 1], count - 2, count - 1);
      changed();
    },
    end() {
      current = { ...current };
      points = null;
      paint();
      changed();
    },
  });

  function undo() {
    hand.stop();
    const before = history.pop();
    undoButton.disabled = history.length === 0;
    if (before) put(before);
  }

  undoButton.addEventListener('click', undo);
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.inputMode !== '';
    if (event.key.toLowerCase() !== 'z' || event.shiftKey || !(event.ctrlKey || event.metaKey) || typing) return;
    event.preventDefault();
    undo();
  });

  saveButton.addEventListener('click', async () => {
    const drawing = current;
    if (drawing.kind !== 'drawing') return;
    try {
      await areas.learn(drawing);
      download(new Blob([writeDrawing(drawing, areas.of)], { type: 'image/svg+xml' }), FILE_NAME);
    } catch (error) {
      onProblem(error);
    }
  });

  const dot = byId('try-brush-dot', HTMLSpanElement);
  function previewBrush() {
    dot.style.width = dot.style.height = `${Number(sizeInput.value) / 2}px`; // so that the largest one fits
    dot.style.background = `rgb(${grey()} ${grey()} ${grey()})`;
  }
  sizeInput.addEventListener('input', previewBrush);
  greyInput.addEventListener('input', previewBrush);
  previewBrush();

  /** Puts a picture on the stage, as a change that can be undone. @param {Picture} picture */
  function show(picture) {
    hand.stop();
    remember();
    put(picture);
  }
  byId('try-clear', HTMLButtonElement).addEventListener('click', () => show(BLANK));

  return {
    show,
    /**
     * Puts a saved drawing there, as if its marks had just been made.
     * @param {Drawing} drawing
     * @param {string} name of its file
     */
    showDrawing({ base, marks }, name) {
      hand.stop();
      remember();
      // The picture that was there stays within reach of Undo, however many marks there are.
      for (let count = Math.max(0, marks.length - UNDO_STEPS + 1); count < marks.length; count++) {
        current = { kind: 'drawing', base, marks: marks.slice(0, count) };
        remember();
      }
      put({ kind: 'drawing', base, marks, name });
    },
    /** The picture on the stage. */
    current: () => current,
    /** Puts the first picture there; nothing came before it. @param {Picture | null} picture null for none */
    open: (picture) => put(picture ?? BLANK),
    /** The engine is there, or there again: what it could not tell before can be asked now. */
    refresh: learnAreas,
  };
}
