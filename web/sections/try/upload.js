import { decodeImage } from './decode-image.js';
import { byId } from '../../parts/dom.js';
import { readDrawing } from './drawing-svg.js';
import { kindOf } from '../../parts/file-kind.js';
import { fileButton } from '../../parts/files.js';
import { clearProblem, showProblem } from '../../parts/problem.js';

/** A saved drawing is smaller, in bytes. */
const MOST_DRAWING_BYTES = 8e6;

/** What other buttons take. @type {Record<string, string>} */
const NOT_HERE = {
  model: 'Load it under Keep, by “Load model”.',
  run: 'Load it under Keep, by “Continue a saved run”.',
};

/** Without a dragover for so long, in ms, nothing is being dragged over the page. */
const DRAG_ENDED = 1000;

/**
 * Upload, drop and paste: three ways for one image to arrive, or for a drawing that was saved here.
 * @param {import('../../lab/picture.js').Picture} picture
 * @param {(drawing: import('../../engine/engine.js').Drawing, name: string) => void} onDrawing
 */
export function createUpload(picture, onDrawing) {
  const place = byId('try-upload-problem', HTMLDivElement);
  const target = byId('try-drop-target', HTMLDivElement);
  let newest = 0;

  /** @param {File} file */
  async function take(file) {
    const mine = ++newest;
    clearProblem(place);
    const name = shorten(file.name || 'Pasted image');
    try {
      const is = await kindOf(file);
      if (is.kind in NOT_HERE) throw new Error(`“${name}” is ${is.words}, no image. ${NOT_HERE[is.kind]}`);
      const small = file.size <= MOST_DRAWING_BYTES;
      const drawing = is.kind === 'drawing' && small ? readDrawing(await file.text()) : null;
      const image = drawing ? null : await decodeImage(file, is);
      if (mine !== newest) return;
      if (drawing) onDrawing(drawing, name);
      else if (image) picture.show({ kind: 'photo', image, name });
    } catch (error) {
      if (mine !== newest) return;
      showProblem(place, error);
      place.scrollIntoView({ block: 'nearest' });
    }
  }

  fileButton(
    byId('try-upload', HTMLButtonElement),
    byId('try-upload-file', HTMLInputElement),
    (file) => void take(file),
  );

  /** @param {DragEvent} event */
  const carriesFiles = (event) => event.dataTransfer?.types.includes('Files') ?? false;

  // While something is dragged over the page, dragover comes at least twice a second; the other events
  // do not tell reliably when a drag has ended elsewhere.
  let timer = 0;
  addEventListener('dragover', (event) => {
    event.preventDefault(); // or the browser would go to the file
    target.hidden = !carriesFiles(event);
    clearTimeout(timer);
    timer = setTimeout(endDrag, DRAG_ENDED);
  });

  function endDrag() {
    clearTimeout(timer);
    target.hidden = true;
  }

  addEventListener('drop', (event) => {
    event.preventDefault();
    endDrag();
    const file = event.dataTransfer?.files[0];
    if (file) void take(file);
    else showProblem(place, 'What you dropped is not a file. Save the image first, then drop its file here.');
  });

  addEventListener('paste', (event) => {
    const typing = event.target instanceof HTMLInputElement && event.target.inputMode !== '';
    if (typing) return;
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (file) void take(file);
    else showProblem(place, 'The clipboard holds no image. Copy an image first, then paste it here.');
  });

  let { shown, problem } = picture;
  picture.listen(() => {
    if (picture.shown !== shown) clearProblem(place);
    if (picture.problem && picture.problem !== problem) showProblem(place, picture.problem);
    ({ shown, problem } = picture);
  });

  return {
    /** @param {unknown} error */
    showProblem: (error) => showProblem(place, error),
  };
}

/** A name that fits under the canvas: its beginning and its end. @param {string} name */
const shorten = (name) => (name.length > 32 ? `${name.slice(0, 18)}…${name.slice(-12)}` : name);
