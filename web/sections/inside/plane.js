import { classLabel } from '../../parts/classes.js';
import { byId, heading, make } from '../../parts/dom.js';
import { downloadShown } from '../../parts/download.js';
import { integer, percent } from '../../parts/format.js';
import { centres, nearestPlace, neighbours } from './plane-geometry.js';
import { clearProblem, isAbort, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { createPlaneWindow } from './plane-window.js';

/** @typedef {import('../../engine/engine.js').Projection} Projection */

const TEST_IMAGES = 10_000;
const CHANGED = 'The network has changed since this plot was drawn.';

/**
 * A plot of the test set as the network sees it, with the visitor's picture in it.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {import('../../lab/classes.js').Classes} classes
 * @param {{ onImage: import('../../parts/look-at.js').OnImage, onPlot: () => void }} wires an image is to
 *   be classified; there is another plot, on which the visitor's picture has no place yet
 */
export function createPlane(engine, classes, { onImage, onPlot }) {
  const button = byId('inside-plane-draw', HTMLButtonElement);
  const progress = byId('inside-plane-progress', HTMLProgressElement);
  const note = byId('inside-plane-note', HTMLParagraphElement);
  const place = byId('inside-plane-problem', HTMLDivElement);
  const explained = byId('inside-plane-explained', HTMLParagraphElement);
  const whereabouts = byId('inside-plane-picture', HTMLParagraphElement);
  const table = byId('inside-plane-classes', HTMLTableElement);
  const planeWindow = createPlaneWindow(engine, classes, {
    onImage,
    onProblem: (error) => showProblem(place, error),
  });
  /** @type {Projection | null} */
  let plot = null;
  /** The centres of the classes on it. @type {ReturnType<typeof centres>} */
  let middles = [];
  /** Of the plot that is being drawn. @type {AbortController | null} */
  let stop = null;
  let cancellable = false;
  /** Whether it is to be drawn once more when it is done. */
  let again = false;
  /** How often the weights have changed. */
  let changes = 0;

  /** @param {AbortController} control */
  async function fetchImages({ signal }) {
    await engine.loadImages({
      split: 'test',
      count: TEST_IMAGES,
      signal,
      onProgress: downloadShown(progress, 'test images', (text) => tell(note, text, false)),
    });
  }

  /** @param {Projection} drawn */
  function show(drawn) {
    const names = classes.ofImages;
    plot = drawn;
    middles = centres(drawn.points, drawn.labels, names.length);
    const [across, up] = drawn.explained;
    explained.textContent =
      `The plot shows ${percent(across + up, 0)} of what differs among the ` +
      `${integer(drawn.features)} numbers before the last layer: ` +
      `${percent(across, 0)} from left to right, ${percent(up, 0)} from bottom to top. It leaves out the other ${percent(1 - across - up, 0)}.`;
    table.tBodies[0].replaceChildren(
      ...neighbours(drawn.points, drawn.labels, names.length).map(({ nearest, strays, count }, label) =>
        make(
          'tr',
          {},
          heading('row', classLabel(names, label)),
          make('td', {}, ...(nearest < 0 ? [] : [classLabel(names, nearest)])),
          make('td', { text: percent(strays / count, 0) }),
        ),
      ),
    );
    planeWindow.show(drawn);
  }

  /** @param {boolean} asked by the visitor, not by an epoch's end */
  async function draw(asked) {
    if (stop) return;
    const control = (stop = new AbortController());
    const before = changes;
    cancellable = asked;
    clearProblem(place);
    if (asked) {
      button.textContent = 'Cancel';
      progress.value = 0;
      progress.hidden = false;
    }
    try {
      await fetchImages(control);
      if (asked) tell(note, 'Looking at the test images…');
      const drawn = await engine.project({
        split: 'test',
        signal: control.signal,
        onProgress: ({ processed, count }) => (progress.value = processed / count),
      });
      show(drawn);
      onPlot();
      const drawnOf = `${integer(drawn.labels.length)} test images, as the network in use sees them.`;
      tell(note, changes === before ? drawnOf : CHANGED, asked);
    } catch (error) {
      if (isAbort(error)) {
        tell(note, 'The plot was not drawn.');
      } else {
        tell(note, 'The plot could not be drawn.');
        showProblem(place, error, () => void draw(true));
      }
    } finally {
      stop = null;
      progress.hidden = true;
      button.textContent = plot ? 'Update the plot' : 'Draw the plot';
    }
    if (!again) return;
    again = false;
    if (plot) await draw(false);
  }

  button.disabled = false;
  button.addEventListener('click', () => {
    if (!stop) void draw(true);
    else if (cancellable) stop.abort();
    else tell(note, 'The plot is being drawn anew.');
  });

  return {
    /** The weights have changed since the plot was drawn. */
    age() {
      changes += 1;
      if (plot && !stop) tell(note, CHANGED, false);
    },
    /** Draws it anew, if it has been drawn. */
    async update() {
      if (stop) again = true;
      else if (plot) await draw(false);
    },
    /** @param {Uint8Array | null} pixels what the network sees of the visitor's picture */
    async placePicture(pixels) {
      if (!plot) return;
      try {
        const spot = pixels && (await engine.projectPicture(pixels));
        planeWindow.markPicture(spot);
        whereabouts.textContent = spot
          ? `Your picture lies nearest to the middle of ${classes.names[nearestPlace(middles, spot)]}.`
          : 'There is nothing in your picture. Draw a garment or pick a picture above, and it appears here.';
      } catch {
        planeWindow.markPicture(null); // the engine was started anew, and has no plot
        whereabouts.textContent = '';
      }
    },
  };
}
