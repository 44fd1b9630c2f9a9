// Judge: wires the test, what is read from its result, and the game against the network.

import { createCalibration } from './panels/calibration.js';
import { createClassScores } from './panels/class-scores.js';
import { createConfusion } from './panels/confusion.js';
import { createGame } from './panels/game.js';
import { createJudge } from './panels/judge.js';
import { createMistakes } from './panels/mistakes.js';
import { answersOf } from './parts/metrics.js';

/**
 * @param {import('./engine/engine.js').Engine} engine
 * @param {{ onImage: import('./parts/gallery.js').OnImage }} wires an image is to be classified
 */
export function openJudging(engine, { onImage }) {
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

  return {
    evaluate: judge.evaluate,
    cancel: judge.cancel,
    setBusy: judge.setBusy,
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
