// Judge: wires the test, what is read from its result, and the game against the network.

import { createCalibration } from './reliability.js';
import { createClassScores } from './class-scores.js';
import { createConfusion } from './confusion.js';
import { createGame } from './game.js';
import { createJudge } from './evaluate.js';
import { createMistakes } from './mistakes.js';
import { createKnowing } from '../../lab/knowing.js';
import { answersOf } from '../../parts/metrics.js';

/**
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {{ onImage: import('../../parts/gallery.js').OnImage, onKnown: () => void }} wires an image is to be
 *   classified; predictions say from now on whether a picture is unlike the training images
 */
export function openJudging(engine, { onImage, onKnown }) {
  const knowing = createKnowing(engine, onKnown);
  let turn = 0; // counts what was begun or cancelled
  const confusion = createConfusion(engine, { onImage });
  const scores = createClassScores();
  const calibration = createCalibration();
  const mistakes = createMistakes(engine, { onImage });
  createGame(engine, { onImage });
  const judge = createJudge(engine, {
    onTest(result) {
      const answers = answersOf(result);
      confusion.showTest(result.confusion, answers);
      scores.show(result.confusion);
      calibration.show(answers);
      mistakes.show(answers);
    },
  });

  function cancel() {
    turn += 1;
    knowing.cancel();
    judge.cancel();
  }

  return {
    /** A run has ended: tests the network, if wanted, and learns what is unlike its training images. @param {boolean} test */
    async judgeRun(test) {
      const own = ++turn;
      if (test) await judge.evaluate();
      if (own === turn) await knowing.learn();
    },
    /** Ends what is under way, so that the weights may change. */
    cancel,
    /** @param {boolean} busy a run is on */
    setBusy(busy) {
      if (busy) cancel();
      judge.setBusy(busy);
    },
    showEpoch: confusion.showEpoch,
    /** The weights have changed: what was measured is no longer true of them. */
    forget() {
      judge.forget();
      confusion.forget();
      scores.show(null);
      calibration.show(null);
      mistakes.show(null);
    },
  };
}
