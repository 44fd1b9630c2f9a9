import { byId } from '../../parts/dom.js';
import { verdictOf } from '../../parts/verdict.js';

/** @typedef {import('../../lab/weights.js').Origin} Origin */

/** @param {Origin} origin */
function whose(origin) {
  switch (origin.from) {
    case 'ready-made':
      return 'The network in use is the ready-made model. Train starts a new one, from random weights.';
    case 'fresh':
      return 'The network in use has fresh random weights: it has learned nothing yet.';
    case 'training':
      return 'The network in use is the one in training.';
    case 'trained':
      return 'The network in use is the one that you trained. Test it below, or keep it as a file.';
    case 'corrected':
      return 'The network in use is the one that you corrected. Test it below, or keep it as a file.';
    case 'file':
      return `The network in use is the one from ${origin.name}.`;
    case 'run':
      return 'The network in use is the one from the saved run.';
    case 'recovered':
      return 'The network in use is the last one that was kept before the engine stopped.';
  }
}

/**
 * Says whose weights are in use, and beside the curves of a run what they take the visitor's picture for.
 * @param {import('../../lab/lab.js').Lab} lab
 */
export function showWeightsNote({ weights, picture, classes, draft }) {
  const note = byId('train-weights-note', HTMLSpanElement);
  const draftNote = byId('train-draft-note', HTMLSpanElement);

  function draw() {
    const { said } = picture;
    const guess =
      weights.origin.from === 'training' && said
        ? ` It takes your picture for: ${verdictOf(classes.names, said.probabilities, said).guess}`
        : '';
    note.textContent = `${whose(weights.origin)}${guess}`;
  }
  weights.listen(draw);
  picture.listen(draw);
  classes.listen(draw);
  draw();

  draft.listen(() => {
    const another = draft.problem
      ? ' The one that you have built below cannot work, and the reason stands there: change it, or discard the changes.'
      : ' You have built another one below: Train takes that one.';
    draftNote.textContent = draft.differs ? another : '';
  });
}
