import { BLANK } from '../../lab/picture.js';
import { byId } from '../../parts/dom.js';
import { DRAWING_SIDE, writeDrawing } from './drawing-svg.js';
import { download } from '../../parts/files.js';
import { FillAreas } from './fill-areas.js';
import { followHand } from './hand.js';
import { paintDrawing, paintPixels, paintStroke } from './paint-drawing.js';
import { round } from './stroke-path.js';

/** @typedef {import('../../engine/engine.js').Drawing} Drawing */
/** @typedef {import('../../engine/engine.js').Mark} Mark */

/** @typedef {import('../../lab/picture.js').Shown} Shown */

/** How many changes can be undone. */
const UNDO_STEPS = 40;

/** What a saved drawing is called. */
const FILE_NAME = 'drawing.svg';

/** @param {Shown} shown */
const isBlank = (shown) => shown.kind === 'drawing' && !shown.base && shown.marks.length === 0;

/** What stands below the canvas. @param {Shown} shown */
function describe(shown) {
  if (isBlank(shown)) {
    return 'An empty canvas. Draw a garment: its outline is enough, like the dotted T-shirt’s.';
  }
  switch (shown.kind) {
    case 'drawing':
      return shown.name
        ? `Your drawing from ${shown.name}. Go on with it, or undo its strokes.`
        : 'Your drawing. An outline is enough, and Fill shades it in.';
    case 'photo':
      return `${shown.name}. Draw on the canvas to start a picture of your own.`;
    case 'sample':
      return `${shown.source}. Draw on it, or press Clear.`;
  }
}

/**
 * The stage: it shows the visitor's picture, and draws.
 * @param {import('../../lab/picture.js').Picture} picture is told of each change, of a stroke that grows at most once a frame
 * @param {{ onProblem: (error: unknown) => void }} wires the drawing could not be saved
 */
export function createStage(picture, { onProblem }) {
  const canvas = byId('try-stage', HTMLCanvasElement);
  const note = byId('try-stage-note', HTMLParagraphElement);
  const undoButton = byId('try-undo', HTMLButtonElement);
  const saveButton = byId('try-save-drawing', HTMLButtonElement);
  const sizeInput = byId('try-brush-size', HTMLInputElement);
  const greyInput = byId('try-brush-grey', HTMLInputElement);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const areas = new FillAreas(fillArea, DRAWING_SIDE);

  /** @type {Shown[]} */
  const history = [];
  /** The picture as it is drawn here. @type {Shown} */
  let current = BLANK;
  /** The one that was told last, or came from elsewhere. @type {Shown} */
  let told = BLANK;
  /** The stroke that is being made, the last mark of the current picture. @type {number[] | null} */
  let points = null;
  let frame = 0;

  const tool = () => document.querySelector('input[name="tool"]:checked')?.getAttribute('value') ?? 'brush';
  const grey = () => Math.round(Number(greyInput.value) * 2.55);
  const size = (/** @type {number} */ pressure) => round(Number(sizeInput.value) * pressure);

  /** Tells of the stroke that is being made, at most once a frame. */
  function grown() {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      current = { ...current }; // it has grown since: what was said of it is true no more
      tell();
    });
  }

  function tell() {
    told = current;
    picture.show(current);
  }

  /** Which pixels the last mark fills. @param {Drawing} drawing */
  async function fillArea(drawing) {
    const area = await picture.fillArea(drawing);
    if (area) return area;
    throw new Error('The network is still loading, and it is needed to fill areas. Try again in a moment.');
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

  /** Puts a picture on the stage. @param {Shown} shown */
  function put(shown) {
    current = shown;
    paint();
    tell();
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
      if (kind === 'fill') return put(current);
      points = start;
      paint();
      grown();
    },
    extend(x, y, pressure) {
      if (!points || current.kind !== 'drawing') return;
      points.push(x, y, size(pressure));
      const count = points.length / 3;
      paintStroke(context, current.marks[current.marks.length - 1], count - 2, count - 1);
      grown();
    },
    end() {
      if (!points) return; // a fill is whole from its beginning
      current = { ...current };
      points = null;
      paint();
      cancelAnimationFrame(frame);
      frame = 0;
      // At once, since a frame may come late: what follows the stroke is not to be taken for what came before it.
      if (picture.shown === told) tell(); // or another picture has just taken its place
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

  byId('try-clear', HTMLButtonElement).addEventListener('click', () => picture.show({ ...BLANK }));
  picture.listen(() => {
    if (picture.shown === told) return learnAreas(); // the engine may be there now, or there again
    // Another picture has come from elsewhere: a change that can be undone.
    hand.stop();
    remember();
    current = told = picture.shown;
    paint();
  });

  return {
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
    /** Puts the first picture there; nothing came before it. @param {Shown | null} first null for none */
    open: (first) => put(first ?? BLANK),
  };
}
