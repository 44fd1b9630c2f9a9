import { IMAGE_PIXELS } from '../../engine/engine.js';
import { byId, make } from '../../parts/dom.js';
import { paintGrey } from '../../parts/grey-image.js';
import { latest } from '../../parts/latest.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { readSamples } from '../../parts/samples.js';

/**
 * Sample images as augmentation changes them, while any of it is switched on.
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {{ standing: () => import('../../engine/engine.js').Settings }} settings
 */
export function createChanges(engine, settings) {
  const panel = byId('train-changed', HTMLDivElement);
  const row = byId('train-changed-images', HTMLDivElement);
  const place = byId('train-changed-problem', HTMLDivElement);
  /** @type {ReturnType<typeof readSamples> | null} */
  let samples = null;
  let step = 0;

  const draw = latest(async (/** @type {import('../../engine/engine.js').Settings} */ now) => {
    clearProblem(place);
    try {
      samples ??= readSamples();
      const images = await samples;
      const pixels = await engine.augment({
        pixels: images.flatMap((image) => [...image.pixels]),
        labels: images.map(({ label }) => label),
        settings: now,
        step,
      });
      row.replaceChildren(
        ...images.map((_, i) => {
          const canvas = make('canvas');
          paintGrey(canvas, pixels.subarray(IMAGE_PIXELS * i, IMAGE_PIXELS * (i + 1)));
          return canvas;
        }),
      );
    } catch {
      samples = null;
      showProblem(place, 'The sample images could not be shown.', () => draw(settings.standing()));
    }
  });

  /** Shows what the settings do now. */
  function show() {
    const { augmentation, flip, shift, erase, figures, seed } = settings.standing();
    panel.hidden = augmentation === 'none' && !flip && !shift && !erase && !figures;
    if (!panel.hidden) draw({ augmentation, flip, shift, erase, figures, seed });
  }

  byId('train-settings', HTMLFormElement).addEventListener('change', show);
  byId('train-change-again', HTMLButtonElement).addEventListener('click', () => {
    step += 1;
    show();
  });
  show();
  return { show };
}
