import { byId, make } from '../../parts/dom.js';

/**
 * The form shows the settings of the run above it. Where that is not one that the form has started, but a kept one, one from a
 * file or an experiment, it says whose they are, and the visitor's own come back by a button.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./settings.js').createSettings>} settings
 * @param {{ onSettings: () => void }} wires the form was filled in
 */
export function createWhose({ run, runs }, settings, { onSettings }) {
  const place = byId('train-whose', HTMLParagraphElement);
  const back = make('button', { class: 'link', text: 'Bring mine back' });
  back.type = 'button';
  /** What the visitor had set. @type {import('../../lab/run.js').Settings | null} */
  let mine = null;
  let { record } = run;

  function forget() {
    mine = null;
    place.replaceChildren();
  }

  /** @param {import('../../lab/run.js').Settings} values */
  function write(values) {
    settings.write(values);
    onSettings();
  }

  back.addEventListener('click', () => {
    if (mine) write(mine);
    forget();
    byId('train-recipe-setting', HTMLSelectElement).focus();
  });
  // What is changed by hand is the visitor's own.
  byId('train-settings', HTMLFormElement).addEventListener('input', forget);

  run.listen(() => {
    const locked = run.busy || run.state === 'restored';
    settings.lock(locked);
    back.hidden = locked;
    if (run.record === record) return;
    ({ record } = run);
    if (!record || settings.are(record.settings)) return;
    mine ??= settings.standing();
    write(record.settings);
    const name = record.file || runs.current?.name || record.name;
    place.replaceChildren(`These are the settings of “${name}”. `, back);
  });

  return { forget };
}
