// Where a run stands, and how many steps it takes, in words.

import { fetchingInWords, shareFetched } from '../../parts/download.js';
import { counted, duration, integer, percent } from '../../parts/format.js';

/** @typedef {import('../../lab/run.js').Run} Run */

/**
 * How many steps an epoch has.
 * @param {number} images
 * @param {number} batch images of each step
 */
export function stepsInWords(images, batch) {
  const steps = Math.ceil(images / batch);
  const rest = images % batch;
  const last = rest > 0 && steps > 1 ? `, the last one with ${counted(rest, 'image')}` : '';
  return `${integer(images)} images in batches of ${integer(batch)}: ${counted(steps, 'step')} in each epoch${last}.`;
}

/** How far it has come. @param {Run} run */
function reached({ progress }) {
  if (!progress) return '';
  const { phase, epoch, epochs, step, steps, note } = progress;
  const what = phase === 'validating' ? 'validation step' : 'step';
  return `Epoch ${epoch} of ${epochs}, ${what} ${integer(step)} of ${integer(steps)}${note ? `. ${note}` : ''}`;
}

/** @param {Run} run */
function endOf({ end, record }) {
  const last = record?.epochs.at(-1);
  const accuracy = last ? ` Validation accuracy ${percent(last.validationAccuracy)}.` : '';
  switch (end?.how) {
    case undefined:
      return 'Ready.';
    case 'finished':
      return `Finished.${end?.message ? ` ${end.message}` : accuracy}`;
    case 'stopped':
      return `Stopped; the weights stay as they are.${accuracy}`;
    case 'diverged':
      return 'Training has stopped by itself.';
    case 'failed':
      return 'Training has stopped.';
    case 'not started':
      return 'Training has not started.';
    case 'cancelled':
      return 'Cancelled. The images that have arrived are kept; press Train to fetch the rest.';
    case 'set aside':
      return 'The saved run is set aside; the weights stay as they are.';
    case 'complete':
      return `“${record?.file}” had come to its end.`;
  }
}

/**
 * The sentence below the progress bar.
 * @param {Run} run
 * @returns {{ text: string, aloud: boolean }} aloud: worth saying to screen readers, too
 */
export function whereItStands(run) {
  const { state, download, record } = run;
  switch (state) {
    case 'idle':
      return { text: endOf(run), aloud: true };
    case 'restored':
      return run.end
        ? { text: endOf(run), aloud: true }
        : { text: `“${record?.file}” is ready. Press Resume to go on.`, aloud: true };
    case 'fetching': {
      if (!download) return { text: 'Starting…', aloud: true };
      const what = download.split === 'train' ? 'training images' : 'test images';
      if (download.total === 0) return { text: `Fetching the ${what}…`, aloud: true };
      return { text: fetchingInWords(what, download), aloud: false };
    }
    case 'paused':
      return { text: ['Paused.', reached(run)].join(' ').trim(), aloud: true };
    case 'running':
      return { text: reached(run) || 'Starting…', aloud: run.progress === null };
  }
}

/** @param {Run} run */
export function timeLeft({ state, progress }) {
  const left = state === 'running' ? (progress?.secondsLeft ?? null) : null;
  return left === null ? '' : `${duration(left)} left`;
}

/** How much of it is done, 0 to 1, for the bar. @param {Run} run */
export function shareDone({ state, progress, download, share, end }) {
  if (state === 'fetching') return download ? shareFetched(download) : 0;
  if (state === 'restored') return share;
  if (end?.how === 'finished' || end?.how === 'complete') return 1;
  if (!progress) return 0;
  const { phase, epoch, epochs, step, steps } = progress;
  return (epoch - 1 + (phase === 'validating' ? 1 : step / steps)) / epochs;
}
