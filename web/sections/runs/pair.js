import { createConfusion } from '../../parts/confusion.js';
import { classLabel } from '../../parts/classes.js';
import { byId, heading, make } from '../../parts/dom.js';
import { fetchingInWords, shareFetched } from '../../parts/download.js';
import { chance, integer, percent } from '../../parts/format.js';
import { createGallery } from '../../parts/gallery.js';
import { lookAt } from '../../parts/look-at.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { verdictOf } from '../../parts/verdict.js';

/** @typedef {import('../../lab/comparison.js').Disagreement} Disagreement */
/** @typedef {[string, string]} Names of the two runs */

/** Images shown at a time. */
const PAGE = 20;

/** What a kept run has no knowledge for: that is learned from the training images when a run has ended, and belongs to the weights in use. */
const ALWAYS_SURE =
  'Here each names a class for whatever you draw; “Not sure” is said under Try, by the network in use alone.';

/** @param {readonly Disagreement[]} disagreements @param {number} count of test images @param {Names} runs */
function disagreementsInWords(disagreements, count, [first, second]) {
  if (disagreements.length === 0) return 'They have the same answer for every test image.';
  const right = (/** @type {0 | 1} */ i) =>
    disagreements.filter(({ label, answers }) => answers[i].predicted === label).length;
  const [a, b] = [right(0), right(1)];
  return (
    `They disagree on ${integer(disagreements.length)} of ${integer(count)} test images. ` +
    `${first} is right about ${integer(a)} of them, ${second} about ${integer(b)}, ` +
    `neither about ${integer(disagreements.length - a - b)}. Click one to classify it.`
  );
}

/**
 * Two runs side by side.
 * @param {import('../../lab/lab.js').Lab} lab
 */
export function createPair({ comparison, picture }) {
  const box = byId('runs-pair', HTMLDivElement);
  const title = byId('runs-pair-title', HTMLHeadingElement);
  const note = byId('runs-pair-note', HTMLParagraphElement);
  const progress = byId('runs-pair-progress', HTMLProgressElement);
  const problem = byId('runs-pair-problem', HTMLDivElement);
  const resultBox = byId('runs-pair-result', HTMLDivElement);
  const disagreeNote = byId('runs-disagree-note', HTMLParagraphElement);
  const pictureNote = byId('runs-picture-note', HTMLParagraphElement);
  const pictureTable = byId('runs-picture', HTMLTableElement);
  const matrices = ['first', 'second', 'difference'].map((which) =>
    createConfusion(byId(`runs-pair-${which}`, HTMLTableElement), comparison),
  );
  const runNames = () => /** @type {Names} */ (comparison.pair?.map(({ name }) => name) ?? ['', '']);
  const gallery = createGallery({
    images: async (indices) => {
      if (!comparison.engine) throw new Error('The two runs are compared no more.');
      return comparison.engine.images({ split: 'test', indices });
    },
    grid: byId('runs-disagree-grid', HTMLDivElement),
    more: byId('runs-disagree-more', HTMLButtonElement),
    place: byId('runs-disagree-problem', HTMLDivElement),
    page: PAGE,
    caption: (/** @type {Disagreement} */ { label, answers }) => [
      classLabel(comparison.names, label),
      ...answers.map(({ predicted, probability }, i) =>
        make('span', {
          class: predicted === label ? 'right' : '',
          text: `${runNames()[i]}: ${comparison.names[predicted]}, ${chance(probability).replace(' ', '\u00a0')}`,
        }),
      ),
    ],
    inWords: ({ label, answers }) =>
      `labelled ${comparison.names[label]}, ${answers
        .map(({ predicted }, i) => `taken for ${comparison.names[predicted]} by ${runNames()[i]}`)
        .join(' and ')}`,
    onImage: lookAt(picture),
  });

  /** What is drawn. */
  let { pair, result, said } = comparison;
  let told = '';

  function drawResult() {
    resultBox.hidden = !result;
    if (!result) return;
    const names = runNames();
    for (const matrix of matrices) matrix.rename();
    const [first, second] = result;
    result.forEach(({ confusion, accuracy, loss }, i) => {
      const score = `test accuracy ${percent(accuracy, 2)}, test loss ${loss.toFixed(3)}`;
      matrices[i].show(
        confusion,
        `${names[i]}: ${score}. In each row, how many per cent of a class were taken for which.`,
      );
    });
    matrices[2].showDifference(first.confusion, second.confusion, names);
    matrices[2].tell(
      `The difference, in points: ${names[1]} less ${names[0]}. Coloured where ${names[1]} is wrong more often, grey where it is right more often.`,
    );
    disagreeNote.textContent = disagreementsInWords(comparison.disagreements, first.count, names);
    void gallery.show(comparison.disagreements);
  }

  function drawPicture() {
    pictureTable.hidden = !said;
    if (!said) {
      pictureNote.textContent = 'There is none to judge. Draw a garment, or pick a picture, under Try.';
      return;
    }
    const names = runNames();
    const verdicts = said.map((probabilities, i) => verdictOf(comparison.classes[i], probabilities));
    pictureNote.textContent = `${verdicts.map(({ guess }, i) => `${names[i]}: ${guess}.`).join(' ')} ${ALWAYS_SURE}`;
    const head = [make('th', { text: 'Class' }), ...names.map((name) => make('th', { text: name }))];
    for (const cell of head) cell.scope = 'col';
    pictureTable.tHead?.replaceChildren(make('tr', {}, ...head));
    pictureTable.tBodies[0].replaceChildren(
      ...comparison.names.map((name, index) => {
        const cells = said?.map((probabilities, i) => {
          const place = comparison.classes[i].indexOf(name);
          const named = place >= 0 && verdicts[i].top === place;
          return make('td', { class: named ? 'top' : '', text: percent(probabilities[place] ?? NaN) });
        });
        return make('tr', {}, heading('row', classLabel(comparison.names, index)), ...(cells ?? []));
      }),
    );
  }

  function draw() {
    const { state, download, share } = comparison;
    const opened = comparison.pair !== pair && comparison.pair !== null;
    ({ pair } = comparison);
    box.hidden = pair === null;
    if (opened) {
      const [first, second] = runNames();
      title.textContent = `${first} and ${second}, side by side`;
      title.focus({ preventScroll: true });
      title.scrollIntoView({ block: 'nearest' });
    }
    progress.hidden = state !== 'fetching' && state !== 'testing';
    progress.value = state === 'testing' ? share : download ? shareFetched(download) : 0;
    const fetching = download ? fetchingInWords('test images', download) : 'Fetching the test images…';
    const text = state === 'testing' ? 'Testing both…' : state === 'fetching' ? fetching : '';
    if (text !== told) tell(note, (told = text), state === 'testing');
    if (comparison.problem) showProblem(problem, comparison.problem);
    else clearProblem(problem);
    if (comparison.result !== result || opened) {
      ({ result } = comparison);
      drawResult();
      drawPicture();
    }
    if (comparison.said !== said) {
      ({ said } = comparison);
      drawPicture();
    }
  }

  comparison.listen(draw);
  byId('runs-pair-close', HTMLButtonElement).addEventListener('click', () => {
    comparison.close();
    byId('runs-pair-open', HTMLButtonElement).focus();
  });
}
