import { byId } from '../../parts/dom.js';
import { fetchingInWords } from '../../parts/download.js';
import { integer, size } from '../../parts/format.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

/** What is said while there is no whole copy of the page. */
const COPIES = {
  coming: 'A copy of the page is being made.',
  partial: 'The copy of the page is not whole yet; the next visit goes on with it.',
  none: 'This browser keeps no copy of the page, as in a private window or over plain http: it opens over the network alone.',
};

/** @param {import('../../lab/offline.js').KeptImages | null} images */
function imagesInWords(images) {
  if (!images || (images.kept.train === 0 && images.kept.test === 0))
    return 'but no images to train on yet: Train fetches those that it needs.';
  const count = (/** @type {'train' | 'test'} */ split) => {
    const { kept, all } = images;
    return kept[split] === all[split]
      ? `all ${integer(all[split])}`
      : `${integer(kept[split])} of ${integer(all[split])}`;
  };
  return `with ${count('train')} training images and ${count('test')} test images.`;
}

/** What is here without a network, and how more of it comes. @param {import('../../lab/offline.js').Offline} offline */
export function openOffline(offline) {
  const get = byId('keep-images', HTMLButtonElement);
  const note = byId('keep-offline-note', HTMLParagraphElement);
  const place = byId('keep-offline-problem', HTMLDivElement);
  let told = '';
  let { problem } = offline;

  function draw() {
    const { copy, images, download } = offline;
    const missing = images?.missingBytes ?? 0;
    get.hidden = !download && (copy !== 'whole' || missing === 0);
    get.textContent = download ? 'Cancel' : `Get all images (${size(missing)})`;
    const text = download
      ? fetchingInWords('images', download)
      : copy === 'whole'
        ? `The page is on this device, ${imagesInWords(images)}`
        : COPIES[copy];
    if (text !== told) tell(note, (told = text), !download);
    if (offline.problem === problem) return;
    ({ problem } = offline);
    if (problem) showProblem(place, problem, () => void offline.fetchImages());
    else clearProblem(place);
  }

  get.addEventListener('click', () => (offline.download ? offline.cancel() : void offline.fetchImages()));
  // Whatever fetches images, their number matters when it is read.
  new IntersectionObserver(([{ isIntersecting }]) => {
    if (isIntersecting) void offline.look();
  }).observe(byId('keep-offline', HTMLDivElement));
  offline.listen(draw);
  draw();
}
