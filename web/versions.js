// A newer version of the page: it is announced in words, and taken on the visitor's word alone, when no run is on and
// nothing would be lost.

import { addressOf } from './lab/address.js';
import { OPENING } from './lab/recipes.js';
import { byId, make } from './parts/dom.js';

const HERE = 'A new version of this page is here.';
const BUSY = `${HERE} It can be taken when the run has ended.`;
const FREE = `${HERE} Taking it loads the page again; what you did is kept.`;
const RISK = `${HERE} But what you trained is kept nowhere and would be gone: download the model under Keep first.`;
const COMES = `${HERE} It comes as soon as the one before rests, which may take half a minute.`;
const OTHERS = `${HERE} Close the other tabs of this page first: they need the version that they began with.`;

/**
 * @param {import('./lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./sections/train/settings.js').createSettings>} settings
 */
export function announceVersions(lab, settings) {
  const { offline, run, experiments, draft } = lab;
  /** What came of the button, in place of what is said before; empty while it was not pressed. */
  let answer = '';
  const place = byId('page-version', HTMLDivElement);
  const sentence = make('p');
  const take = make('button', { text: 'Take it' });
  take.type = 'button';
  place.append(sentence, take);

  function draw() {
    place.hidden = !offline.newer;
    const busy = offline.isHeld;
    const text = busy ? BUSY : answer || FREE;
    if (sentence.textContent !== text) sentence.textContent = text;
    take.hidden = busy;
  }

  /** What stands in the form and the editor comes back by the address. */
  async function keepExperiment() {
    const notebook = await lab.notebook();
    const standing = { settings: settings.standing(), network: draft.description };
    const experiment = addressOf(standing, notebook);
    if (experiment !== addressOf({ settings: OPENING, network: notebook }, notebook))
      history.replaceState(null, '', `#${experiment}`);
  }

  take.addEventListener('click', async () => {
    take.disabled = true;
    answer = COMES;
    draw();
    await keepExperiment().catch(() => {}); // a network that cannot work is in no address
    if (await lab.takeVersion()) return location.reload();
    take.disabled = false;
    answer = lab.isAtRisk ? RISK : OTHERS;
    draw();
  });
  for (const fact of [offline, run, experiments]) fact.listen(draw);
  draw();
}
