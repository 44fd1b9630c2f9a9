// Experiments in the page's address: one that is opened fills in the form and the network, and the form's own can be
// copied as a link.

import { addressOf, isExperiment, readAddress } from '../../lab/address.js';
import { copyLink } from '../../parts/copy-link.js';
import { byId } from '../../parts/dom.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

/** @typedef {import('../../engine/engine.js').NetworkDescription} NetworkDescription */

/**
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {ReturnType<typeof import('./settings.js').createSettings>} settings
 * @param {{ onSettings: () => void }} wires the form was filled in
 */
export function openShared(lab, settings, { onSettings }) {
  const { engine, draft, run } = lab;
  const note = byId('train-shared', HTMLParagraphElement);
  const place = byId('train-shared-problem', HTMLDivElement);

  /**
   * The network with all its fields.
   * @param {NetworkDescription} network
   * @param {string} what is said before what is wrong with it
   * @throws {Error} with a sentence for the visitor
   */
  async function checked(network, what) {
    const { description, problem } = await engine.summarise(network);
    if (problem) throw new Error(`${what} ${problem.message}`);
    return description;
  }

  async function open() {
    const { hash } = location;
    if (!isExperiment(hash)) return;
    clearProblem(place);
    tell(note, '');
    try {
      const { settings: wanted, layers } = readAddress(hash);
      const notebook = await lab.notebook();
      const network = await checked(
        { ...notebook, layers: layers ?? notebook.layers },
        'The address of this page holds a network that cannot work, and nothing was changed.',
      );
      if (run.busy || run.state === 'restored')
        throw new Error('A run is on, and nothing was changed. Stop it, then open the link again.');
      draft.replace(network.layers);
      settings.write(wanted);
      settings.startFresh();
      onSettings();
      tell(
        note,
        'The experiment from the address of this page is filled in here and under Build: press Train to make it.',
      );
      byId('train', HTMLElement).scrollIntoView();
    } catch (error) {
      showProblem(place, error);
    }
  }

  async function copy() {
    clearProblem(place);
    const chosen = settings.read();
    if (!chosen) return;
    try {
      if (!settings.startsFresh())
        throw new Error(
          'A link cannot hold the weights in use, nor examples and classes of your own. Start from fresh weights.',
        );
      const network = await checked(draft.description, 'This network cannot work.');
      await copyLink(addressOf({ settings: chosen, network }, await lab.notebook()), note);
    } catch (error) {
      showProblem(place, error);
    }
  }

  byId('train-link', HTMLButtonElement).addEventListener('click', () => void copy());
  addEventListener('hashchange', () => void open());
  // What the address holds takes the place of what the editor shows at first, which takes a moment to come.
  const opened = draft.listen(() => {
    if (draft.base.layers.length === 0) return;
    opened();
    void open();
  });
}
