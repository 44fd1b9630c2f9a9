import { offerClasses } from '../../parts/classes.js';
import { byId, make } from '../../parts/dom.js';

/**
 * What the picture really shows: the visitor says so, and it becomes an example.
 * @param {import('../../lab/lab.js').Lab} lab
 */
export function openCorrect({ picture, classes, examples }) {
  const form = byId('try-correct', HTMLFormElement);
  const select = byId('try-correct-class', HTMLSelectElement);
  const add = byId('try-correct-add', HTMLButtonElement);
  const note = byId('try-correct-note', HTMLParagraphElement);

  /** Of which picture the note is. */
  let { judged } = picture;

  function draw() {
    // What is seen must be of the picture that stands there.
    select.disabled = picture.judged !== picture.shown || !picture.seen?.pixels;
    add.disabled = select.disabled || select.value === '';
    if (picture.judged === judged) return;
    judged = picture.judged;
    note.textContent = '';
    select.value = '';
    add.disabled = true;
  }

  function offer() {
    offerClasses(select, classes.names);
    draw();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { seen } = picture;
    const name = classes.names[Number(select.value)];
    if (select.disabled || !seen?.pixels || !name) return;
    try {
      examples.add({ name, kind: seen.kind, pixels: seen.pixels });
      const count = examples.list.filter((example) => example.name === name).length;
      const link = make('a', { text: 'My examples' });
      link.href = '#examples';
      note.replaceChildren(link, ` has ${count} of ${name} now. Fine-tune there to teach the network.`);
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  });
  select.addEventListener('change', draw);
  picture.listen(draw);
  classes.listen(offer);
  offer();
}
