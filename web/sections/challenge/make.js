// Making a challenge: pictures are chosen, and saved with what the network in use says of them.

import { IMAGE_PIXELS } from '../../engine/engine.js';
import { MOST } from '../../lab/challenge.js';
import { arrowKeys } from '../../parts/arrow-keys.js';
import { classLabel, offerClasses } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';
import { counted, integer } from '../../parts/format.js';
import { download } from '../../parts/files.js';
import { paintGrey } from '../../parts/grey-image.js';
import { answerInWords, answersOf, surestMistakes } from '../../parts/metrics.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { createChoices } from './choices.js';

/** @typedef {import('../../lab/picture-file.js').Labelled} Labelled */

const FILE_NAME = 'fitting-room-challenge.json';
/** So many of its mistakes are offered, the surest ones: twice what can be chosen. */
const OFFERED = 2 * MOST;

/** @param {import('../../lab/lab.js').Lab} lab */
export function openMake(lab) {
  const { challenge, classes } = lab;
  const note = byId('challenge-note', HTMLParagraphElement);
  const place = byId('challenge-problem', HTMLDivElement);
  const title = byId('challenge-chosen-title', HTMLHeadingElement);
  const grid = byId('challenge-chosen', HTMLDivElement);
  const save = byId('challenge-save', HTMLButtonElement);
  const refresh = arrowKeys(grid);

  /** @param {Labelled} picture */
  function add(picture) {
    clearProblem(place);
    try {
      challenge.add(picture);
      note.textContent = '';
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  const wires = {
    has: (/** @type {Uint8Array} */ pixels) => challenge.has(pixels),
    onPress: (/** @type {Labelled} */ picture) =>
      challenge.has(picture.pixels) ? challenge.remove(picture.pixels) : add(picture),
  };
  const mine = createChoices(byId('challenge-examples-grid', HTMLDivElement), classes, wires);
  const fooled = createChoices(byId('challenge-mistakes-grid', HTMLDivElement), classes, wires);

  /** Takes one out; the focus goes on to the one that takes its place. @param {number} index */
  function takeOut(index) {
    challenge.remove(challenge.chosen[index].pixels);
    const next = grid.children[Math.min(index, grid.childElementCount - 1)];
    if (next instanceof HTMLButtonElement) next.focus();
    else title.focus();
  }

  function drawChosen() {
    const { chosen } = challenge;
    title.textContent =
      chosen.length > 0 ? `${chosen.length} of ${MOST} chosen; click one to take it out` : 'Nothing is chosen yet';
    grid.replaceChildren(
      ...chosen.map(({ name, pixels }, i) => {
        const canvas = make('canvas');
        paintGrey(canvas, pixels);
        const index = classes.names.indexOf(name);
        const label = index < 0 ? make('span', { text: name }) : classLabel(classes.names, index);
        const button = make('button', { data: { class: String(index) } }, canvas, label);
        button.type = 'button';
        button.setAttribute('aria-label', `Take out picture ${i + 1}, ${name}`);
        button.addEventListener('click', () => takeOut(i));
        return button;
      }),
    );
    refresh();
    save.disabled = chosen.length === 0;
  }

  /** What is drawn. */
  let { chosen } = challenge;
  challenge.listen(() => {
    if (challenge.chosen === chosen) return;
    ({ chosen } = challenge);
    drawChosen();
    mine.mark();
    fooled.mark();
  });

  save.addEventListener('click', async () => {
    clearProblem(place);
    try {
      const { length } = challenge.chosen;
      download(await challenge.pack(), FILE_NAME);
      note.textContent = `Saved ${counted(length, 'picture')} as ${FILE_NAME}, with what your network says of them.`;
    } catch (error) {
      showProblem(place, error);
    }
  });

  offerMine(lab, mine);
  offerMistakes(lab, fooled, place);
  offerPicture(lab, add);
  classes.listen(drawChosen);
  drawChosen();
}

/**
 * The picture on the stage, with what it shows.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {(picture: Labelled) => void} onAdd
 */
function offerPicture({ picture, classes }, onAdd) {
  const select = byId('challenge-picture-class', HTMLSelectElement);
  const button = byId('challenge-picture-add', HTMLButtonElement);
  /** Of which picture the class is. @type {typeof picture.judged} */
  let judged = null;

  function draw() {
    // What is seen must be of the picture that stands there.
    select.disabled = picture.judged !== picture.shown || !picture.seen?.pixels;
    if (picture.judged !== judged) {
      ({ judged } = picture);
      select.value = judged?.kind === 'sample' ? String(judged.label) : '';
    }
    button.disabled = select.disabled || select.value === '';
  }

  byId('challenge-picture', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const { seen } = picture;
    if (button.disabled || !seen?.pixels) return;
    onAdd({ name: classes.names[Number(select.value)], kind: seen.kind, pixels: seen.pixels });
  });
  select.addEventListener('change', draw);
  picture.listen(draw);
  function offer() {
    offerClasses(select, classes.names);
    draw();
  }
  classes.listen(offer);
  offer();
}

/** @param {import('../../lab/lab.js').Lab} lab @param {ReturnType<typeof createChoices>} choices */
function offerMine({ examples, classes }, choices) {
  const note = byId('challenge-examples-note', HTMLParagraphElement);
  function draw() {
    const { list } = examples;
    note.textContent =
      list.length > 0
        ? 'Click those that are to be in the challenge.'
        : 'There are none yet. Say under Try what your picture shows, and it becomes one.';
    choices.show(
      list.map((example, i) => ({ ...example, caption: example.name, words: `Example ${i + 1}, ${example.name}` })),
    );
  }
  whileOpen(byId('challenge-examples', HTMLDetailsElement), [examples, classes], draw);
}

/**
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof createChoices>} choices
 * @param {HTMLElement} place for a problem
 */
function offerMistakes({ engine, evaluation, classes }, choices, place) {
  const note = byId('challenge-mistakes-note', HTMLParagraphElement);
  /** The test whose mistakes are shown. @type {import('../../engine/engine.js').Evaluation | null | undefined} */
  let shown;
  async function draw() {
    const { result } = evaluation;
    if (result === shown) return;
    shown = result;
    choices.show([]);
    note.textContent = 'Test the network under Judge first: then its surest mistakes can be chosen here.';
    if (!result) return;
    const mistakes = surestMistakes(answersOf(result)).slice(0, OFFERED);
    note.textContent = mistakes.length > 0 ? 'Click those that are to be in the challenge.' : 'It made no mistake.';
    try {
      const { pixels } = await engine.images({ split: 'test', indices: mistakes.map(({ index }) => index) });
      if (shown !== result) return;
      const { names } = classes;
      choices.show(
        mistakes.map((answer, i) => ({
          name: names[answer.label],
          kind: /** @type {const} */ ('photo'),
          pixels: pixels.slice(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1)),
          caption: names[answer.label],
          words: `Test image ${integer(answer.index + 1)}, ${answerInWords(names, answer)}`,
        })),
      );
    } catch (error) {
      shown = undefined;
      showProblem(place, error, () => void draw());
    }
  }
  whileOpen(byId('challenge-mistakes', HTMLDetailsElement), [evaluation], () => void draw());
}

/**
 * Draws when it is opened, and while it is open whenever something has changed.
 * @param {HTMLDetailsElement} details
 * @param {import('../../lab/news.js').Fact[]} facts
 * @param {() => void} draw
 */
function whileOpen(details, facts, draw) {
  details.addEventListener('toggle', () => details.open && draw());
  for (const fact of facts) fact.listen(() => details.open && draw());
}
