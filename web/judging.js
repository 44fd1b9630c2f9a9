// Judge: wires the test, what is read from its result, and the game against the network.

import { createReliability } from './panels/reliability.js';
import { createClassScores } from './panels/class-scores.js';
import { createConfusion } from './panels/confusion.js';
import { createGame } from './panels/game.js';
import { createJudge } from './panels/judge.js';
import { createMistakes } from './panels/mistakes.js';
import { createKnowing } from './parts/knowing.js';
import { answersOf } from './parts/metrics.js';

/**
 * @param {import('./engine/engine.js').Engine} engine
 * @param {{ onImage: import('./parts/gallery.js').OnImage, onKnown: () => void }} wires an image is to be
 *   classified; predictions say from now on whether a picture is unlike the training images
 */
export function openJudging(engine, { onImage, onKnown }) {
  const knowing = createKnowing(engine, onKnown);
  let turn = 0; // counts what was begun or cancelled
  const confusion = createConfusion(engine, { onImage });
  const scores = createClassScores();
  const reliability = createReliability();
  const mistakes = createMistakes(engine, { onImage });
  createGame(engine, { onImage });
  const judge = createJudge(engine, {
    onTest(result) {
      const answers = answersOf(result);
      confusion.showTest(result.confusion, answers);
      scores.show(result.confusion);
      reliability.show(answers);
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
      reliability.show(null);
      mistakes.show(null);
    },
  };
}
