// Train: the buttons, the curves, the settings, and what is said of the weights in use.

import { byId } from '../../parts/dom.js';
import { createChanges } from './changes.js';
import { createCharts } from './charts.js';
import { createControls } from './controls.js';
import { showFound } from './found.js';
import { openShared } from './shared.js';
import { showCurvesInWords } from './curves-in-words.js';
import { showWeightsNote } from './weights-note.js';

/**
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./settings.js').createSettings>} settings
 */
export function openTrain(lab, settings) {
  const { engine, run } = lab;
  const controls = createControls(lab, settings);
  const charts = createCharts(byId('train-curves', HTMLDivElement));
  const changes = createChanges(engine, settings);
  let { record } = run;
  showWeightsNote(lab);
  openShared(lab, settings, { onSettings: () => changes.show() });
  showFound(lab);
  showCurvesInWords(lab, settings, { onSettings: () => changes.show() });

  run.listen(() => {
    settings.lock(run.busy || run.state === 'restored');
    // Others than the form's: of a run from a file, of one that is made again, or of an experiment.
    if (run.record !== record && run.record && !settings.are(run.record.settings)) {
      settings.write(run.record.settings);
      changes.show();
    }
    record = run.record;
    charts.show(record);
  });

  return { pressTrain: () => void controls.start() };
}
