import { byId, make } from '../../parts/dom.js';
import { integer, size } from '../../parts/format.js';
import { download, fileButton } from '../../parts/files.js';
import { clearProblem, showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';

const FILE_NAME = 'fitting-room-everything.zip';

const loadZip = () => import('./zip.js');

/** What is kept on this device, all together. @param {import('../../lab/lab.js').Lab} lab */
export function openDevice(lab) {
  const { shelf, runs, run, examples } = lab;
  const take = byId('keep-take-all', HTMLButtonElement);
  const bring = byId('keep-bring-all', HTMLButtonElement);
  const forget = byId('keep-forget', HTMLButtonElement);
  const note = byId('keep-device-note', HTMLParagraphElement);
  const outcome = byId('keep-device-outcome', HTMLParagraphElement);
  const place = byId('keep-device-problem', HTMLDivElement);

  async function draw() {
    const { list, kept } = runs;
    const count = list.length;
    const what = count === 0 ? 'No run is kept yet.' : count === 1 ? 'One run is kept.' : `${count} runs are kept.`;
    const on = run.busy && kept ? ` “${kept.name}” is kept up to epoch ${kept.epoch}, step ${integer(kept.step)}.` : '';
    const bytes = await shelf.size();
    const room = bytes > 0 ? ` It takes ${size(bytes)}.` : '';
    tell(note, [why(), `${what}${on}${room}`].join(' ').trim(), false);
  }

  /** Why nothing is kept at all: so it is, and no news. */
  const why = () => (!shelf.lasting && shelf.problem ? shelf.problem.message : '');

  function drawProblem() {
    if (shelf.problem && shelf.lasting) showProblem(place, shelf.problem);
    else if (runs.problem ?? examples.problem) showProblem(place, runs.problem ?? examples.problem);
    else clearProblem(place);
  }

  /** @param {() => Promise<string>} work says what was done */
  async function carryOut(work) {
    clearProblem(place);
    try {
      tell(outcome, await work());
    } catch (error) {
      tell(outcome, 'Nothing was changed.');
      showProblem(place, error);
    }
  }

  take.addEventListener(
    'click',
    () =>
      void carryOut(async () => {
        const blob = await lab.takeEverything(await loadZip());
        download(blob, FILE_NAME);
        return `Saved as ${FILE_NAME} (${size(blob.size)}).`;
      }),
  );
  fileButton(
    bring,
    byId('keep-all-file', HTMLInputElement),
    (file) =>
      void carryOut(async () => {
        await lab.bringEverything(file, await loadZip());
        return `Brought back what was in ${file.name}.`;
      }),
  );

  // What cannot be undone is asked about, in the place of the button.
  forget.addEventListener('click', () => {
    const question = make('span', { text: 'Picture, examples, runs and networks will be gone for good.' });
    const yes = make('button', { text: 'Forget them' });
    const no = make('button', { class: 'link', text: 'Keep them' });
    yes.type = no.type = 'button';
    const answer = () => {
      box.replaceWith(forget);
      forget.focus();
    };
    yes.addEventListener('click', () => {
      answer();
      void carryOut(async () => {
        await lab.forgetEverything();
        return 'Everything is forgotten.';
      });
    });
    no.addEventListener('click', answer);
    const box = make('span', { class: 'keep-question' }, question, yes, no);
    forget.replaceWith(box);
    yes.focus();
  });

  let { list, kept } = runs;
  runs.listen(() => {
    if (runs.list.length !== list.length || runs.kept !== kept) void draw();
    ({ list, kept } = runs);
    drawProblem();
  });
  examples.listen(drawProblem);
  shelf.listen(() => {
    drawProblem();
    if (why()) void draw();
  });
  for (const button of [take, bring, forget]) button.disabled = false;
  drawProblem();
  void draw();
}
