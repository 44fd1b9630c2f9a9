import { IMAGE_PIXELS } from '../../engine/engine.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { classLabel } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { integer, size } from '../../parts/format.js';
import { paintGrey } from '../../parts/grey-image.js';
import { lookAt } from '../../parts/look-at.js';
import { clearProblem, isAbort, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

/** @typedef {import('../../engine/engine.js').Split} Split */

/** Images added to the grid at a time. */
const PAGE = 60;
/** Images downloaded at a time: one file of the data set, about 2.2 MB. */
const SHARD = 5_000;
/** @type {Record<Split, number>} */
const WHOLE = { train: 60_000, test: 10_000 };

/**
 * The images of the data set with their labels, by set and by class.
 * @param {import('../../lab/lab.js').Lab} lab
 */
export function openData({ engine, picture, classes }) {
  const onImage = lookAt(picture);
  const form = byId('data-filter', HTMLFormElement);
  const grid = byId('data-grid', HTMLDivElement);
  const more = byId('data-more', HTMLButtonElement);
  const progress = byId('data-progress', HTMLProgressElement);
  const note = byId('data-note', HTMLParagraphElement);
  const place = byId('data-problem', HTMLDivElement);
  const refresh = arrowKeys(grid);

  /** How many images of each set are there. @type {Record<Split, number>} */
  const loaded = { train: 0, test: 0 };
  /** Each names one image of the grid. @type {(() => void)[]} */
  let images = [];
  /** What the grid shows. */
  let shown = 0;
  let open = false;
  /** @type {AbortController | null} */
  let download = null;

  const all = byId('data-classes', HTMLFieldSetElement);
  /** The choices of a class. @type {HTMLElement[]} */
  let choices = [];

  /** The choice that was made stays. */
  function offer() {
    const before = new FormData(form).get('class');
    for (const choice of choices) choice.remove();
    choices = classes.ofImages.map((_, index) => {
      const input = make('input');
      const value = String(index);
      Object.assign(input, { type: 'radio', name: 'class', value, checked: value === before });
      return make('label', {}, input, classLabel(classes.names, index));
    });
    all.append(...choices);
  }

  const filter = () => {
    const values = new FormData(form);
    const chosen = values.get('class');
    return {
      split: /** @type {Split} */ (values.get('split')),
      class: chosen === 'all' ? undefined : Number(chosen),
    };
  };

  function describe() {
    const { split } = filter();
    const missing = Math.min(SHARD, WHOLE[split] - loaded[split]);
    const set = split === 'train' ? 'training' : 'test';
    if (!open || loaded[split] === 0) {
      more.textContent = 'Show images';
      tell(note, `The first ${integer(SHARD)} ${set} images are downloaded once, about 2.2 MB.`, false);
      return;
    }
    more.textContent = 'Show more';
    more.disabled = false;
    tell(
      note,
      `${integer(shown)} shown; ${integer(loaded[split])} of ${integer(WHOLE[split])} ${set} images are here.`,
    );
    if (missing <= 0 && shown >= loaded[split]) more.disabled = true;
  }

  /** @param {Split} split @param {number} count */
  async function fetchImages(split, count) {
    download = new AbortController();
    more.textContent = 'Cancel';
    progress.hidden = false;
    progress.value = 0;
    try {
      const result = await engine.loadImages({
        split,
        count,
        signal: download.signal,
        onProgress({ loaded: bytes, total }) {
          progress.value = total ? bytes / total : 0;
          tell(note, `Fetching ${size(bytes)} of ${size(total)}`, false);
        },
      });
      loaded[split] = Math.max(loaded[split], result.count);
    } finally {
      download = null;
      progress.hidden = true;
    }
  }

  /** Adds a page to the grid, after downloading what it needs. */
  async function addPage() {
    if (download) return;
    const wanted = filter();
    clearProblem(place);
    open = true;
    try {
      if (loaded[wanted.split] === 0) await fetchImages(wanted.split, SHARD);
      let page = await engine.images({ ...wanted, start: shown, count: PAGE });
      if (page.labels.length === 0 && loaded[wanted.split] < WHOLE[wanted.split]) {
        await fetchImages(wanted.split, loaded[wanted.split] + SHARD);
        page = await engine.images({ ...wanted, start: shown, count: PAGE });
      }
      const now = filter();
      if (now.split !== wanted.split || now.class !== wanted.class) return restart();
      page.labels.forEach((label, i) =>
        addImage(page.pixels.slice(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1)), label, wanted.split, page.indices[i]),
      );
      shown += page.labels.length;
      refresh();
      describe();
    } catch (error) {
      describe();
      if (!isAbort(error)) showProblem(place, error, () => void addPage());
    }
  }

  /** @param {Uint8Array} pixels @param {number} label @param {Split} split @param {number} index */
  function addImage(pixels, label, split, index) {
    const canvas = make('canvas');
    paintGrey(canvas, pixels);
    const button = make('button', { data: { class: String(label) } }, canvas, make('span'));
    button.type = 'button';
    const source = `${split === 'train' ? 'Training' : 'Test'} image ${integer(index + 1)}`;
    button.addEventListener('click', () => onImage(pixels, label, source));
    grid.append(button);
    const name = () => {
      button.title = `${source}: ${classes.names[label]}. Click to classify it`;
      button.lastElementChild?.replaceWith(classLabel(classes.names, label));
    };
    name();
    images.push(name);
  }

  /** The filter has changed: a new grid, if there is one yet. */
  async function restart() {
    shown = 0;
    grid.replaceChildren();
    images = [];
    more.disabled = false;
    describe();
    if (open && loaded[filter().split] > 0) await addPage();
  }

  classes.listen(() => {
    offer();
    for (const name of images) name();
  });
  form.addEventListener('change', () => void restart());
  more.addEventListener('click', () => (download ? download.abort() : void addPage()));
  more.disabled = false;
  offer();
  describe();
}
