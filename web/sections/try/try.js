// Try: the picture on the stage, the ways in which it gets there, and what the network says of it. That it is wrong,
// correct.js lets the visitor say once there is a lab.

import { byId } from '../../parts/dom.js';
import { createStage } from './draw.js';
import { createPrediction } from './prediction.js';
import { asShown, createSamples } from './samples.js';
import { createUpload } from './upload.js';

/** @param {import('../../lab/picture.js').Picture} picture @param {import('../../lab/classes.js').Classes} classes */
export function openTry(picture, classes) {
  const prediction = createPrediction(byId('try-prediction', HTMLDivElement), classes);
  const predict = () => prediction.show(picture);
  picture.listen(predict);
  classes.listen(predict);
  const samples = createSamples(picture, classes);
  const upload = createUpload(picture, (drawing, name) => stage.showDrawing(drawing, name));
  const stage = createStage(picture, { onProblem: upload.showProblem });

  return {
    /**
     * Puts the picture of the last visit on the stage, otherwise the first sample, or an empty canvas where there is
     * none.
     * @param {Promise<import('../../lab/picture.js').Shown | null>} before
     */
    async begin(before) {
      const [kept, first] = await Promise.all([before, samples.load()]);
      stage.open(kept ?? (first && asShown(first)));
    },
    /** There will be no prediction. @param {string} advice */
    giveUp: (advice) => prediction.showNothing('There is no prediction.', advice),
  };
}
