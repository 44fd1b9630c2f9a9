// Judge: the test, what is read from its result, and the game against the network.

import { byId } from '../../parts/dom.js';
import { integer } from '../../parts/format.js';
import { lookAt } from '../../parts/look-at.js';
import { answersOf } from '../../parts/metrics.js';
import { createBehindCell } from './behind-cell.js';
import { createClassScores } from './class-scores.js';
import { createConfusion } from '../../parts/confusion.js';
import { showEvaluation } from './evaluate.js';
import { createGame } from './game.js';
import { createMistakes } from './mistakes.js';
import { createMixUps } from './mix-ups.js';
import { createReliability } from './reliability.js';
import { createTestInWords } from './test-in-words.js';

/**
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {{ onTry: (settings: Partial<import('../../lab/run.js').Settings>) => void }} wires these are to be tried
 */
export function openJudge(lab, { onTry }) {
  const { engine, evaluation, run, picture, classes } = lab;
  const onImage = lookAt(picture);
  showEvaluation(lab);
  const onCell = (/** @type {number} */ cell) => behind.open(cell);
  const confusion = createConfusion(byId('judge-confusion', HTMLTableElement), classes, { onCell });
  const mixUps = createMixUps(classes, { onCell });
  const behind = createBehindCell(engine, classes, { onImage, onOpen: confusion.mark, onLeave: confusion.focus });
  const words = createTestInWords(lab, { onCell, onTry });
  const scores = createClassScores(classes);
  const reliability = createReliability();
  const mistakes = createMistakes(engine, classes, { onImage });
  const game = createGame(engine, classes, { onImage });

  /** The result that is drawn; null when none is, or that of other weights. */
  let { result } = evaluation;
  evaluation.listen(() => {
    if (evaluation.result === result) return;
    result = evaluation.result;
    showResult();
    if (result) showConfusion(result.confusion, `From the test with ${integer(result.count)} images.`);
    else confusion.tell('From the test of the weights that were in use before.');
  });

  classes.listen(() => {
    for (const view of [confusion, mixUps, behind, game]) view.rename();
    showResult();
  });

  function showResult() {
    const answers = result && answersOf(result);
    behind.show(answers);
    words.show(result, answers);
    scores.show(result?.confusion ?? null);
    reliability.show(answers);
    mistakes.show(answers);
  }

  let { record } = run;
  /** The epoch whose matrix is drawn, or that a file has brought. */
  let last = record?.epochs.at(-1);
  run.listen(() => {
    const epoch = run.record?.epochs.at(-1);
    if (epoch && epoch !== last && run.record === record)
      showConfusion(epoch.confusion, `From the validation after epoch ${epoch.epoch}.`);
    last = epoch;
    ({ record } = run);
  });

  /** @param {ArrayLike<number>} counts @param {string} from */
  function showConfusion(counts, from) {
    confusion.show(counts, from);
    mixUps.show(counts);
  }
}
