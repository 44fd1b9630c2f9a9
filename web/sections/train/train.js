// Train: the buttons, the curves, the settings, and what is said of the weights in use.

import { byId } from '../../parts/dom.js';
import { createChanges } from './changes.js';
import { createCharts } from './charts.js';
import { createControls } from './controls.js';
import { showCurvesInWords } from './curves-in-words.js';
import { showFound } from './found.js';
import { openShared } from './shared.js';
import { showWeightsNote } from './weights-note.js';
import { createWhose } from './whose.js';

/**
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./settings.js').createSettings>} settings
 */
export function openTrain(lab, settings) {
  const { engine, run } = lab;
  const controls = createControls(lab, settings);
  const charts = createCharts(byId('train-curves', HTMLDivElement));
  const changes = createChanges(engine, settings);
  showWeightsNote(lab);
  const whose = createWhose(lab, settings, { onSettings: () => changes.show() });
  /** The form was filled in. */
  const onSettings = () => {
    changes.show();
    whose.forget();
  };
  /** Fills in what is to be tried next, and goes to the button that does. @param {Partial<import('../../lab/run.js').Settings>} next */
  function fillIn(next) {
    settings.write(next);
    settings.startFresh();
    onSettings();
    byId('train-go', HTMLButtonElement).focus();
  }
  openShared(lab, settings, { onSettings });
  showFound(lab);
  showCurvesInWords(lab, { onTry: fillIn });
  run.listen(() => charts.show(run.record));

  return { pressTrain: () => void controls.start(), fillIn };
}
