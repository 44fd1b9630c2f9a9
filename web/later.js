// All that needs the engine: training, building, looking inside, judging, correcting, challenging others, comparing
// runs, the data, keeping, how fast the machine is.

import { createLab } from './lab/lab.js';
import { byId } from './parts/dom.js';
import { leftOutInWords, machineInWords } from './parts/format.js';
import { openBuild } from './sections/build/build.js';
import { openChallenge } from './sections/challenge/challenge.js';
import { openData } from './sections/data/data.js';
import { openExamples } from './sections/examples/examples.js';
import { openInside } from './sections/inside/inside.js';
import { openJudge } from './sections/judge/judge.js';
import { openKeep } from './sections/keep/keep.js';
import { openLearn } from './sections/learn/learn.js';
import { openRuns } from './sections/runs/runs.js';
import { openSpeed } from './sections/speed/speed.js';
import { openTheory } from './sections/theory/theory.js';
import { openTrain } from './sections/train/train.js';
import { openCorrect } from './sections/try/correct.js';
import { announceVersions } from './versions.js';

/**
 * @typedef {object} Begun what the page has begun with
 * @property {ReturnType<typeof import('./sections/train/settings.js').createSettings>} settings
 */

/** @param {Parameters<typeof createLab>[0] & Begun} begun */
export function openAll({ settings, ...known }) {
  const lab = createLab(known);
  openBuild(lab, settings.seed);
  openInside(lab);
  openJudge(lab, { onTry: (next) => train.fillIn(next) });
  openCorrect(lab);
  openExamples(lab);
  openChallenge(lab);
  openRuns(lab);
  openLearn(lab, settings);
  openData(lab);
  openKeep(lab);
  openSpeed(lab);
  openTheory(lab);
  announceVersions(lab, settings);
  byId('about-engine', HTMLSpanElement).textContent =
    `It runs on your own processor: ${machineInWords(lab.engine.info)}.${leftOutInWords(lab.engine.info)}`;
  const train = openTrain(lab, settings);
  return train;
}
