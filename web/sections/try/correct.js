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

  /** What is none of the classes; it stands behind them. */
  const other = new Option('something else', 'other');
  /** Of which picture the note is. */
  let { judged } = picture;

  /** The name of the class that is chosen, if one is. */
  const chosen = () => (select.value === '' ? undefined : classes.names[Number(select.value)]);

  function draw() {
    // What is seen must be of the picture that stands there.
    select.disabled = picture.judged !== picture.shown || !picture.seen?.pixels;
    add.disabled = select.disabled || !chosen();
    if (picture.judged === judged) return;
    judged = picture.judged;
    note.textContent = '';
    select.value = '';
    add.disabled = true;
  }

  function offer() {
    if (select.value === other.value) select.value = note.textContent = '';
    offerClasses(select, classes.names);
    select.add(other);
    draw();
  }

  /** @param {string} id of the place in the page that it leads to */
  function toExamples(id) {
    const link = make('a', { text: 'My examples' });
    link.href = `#${id}`;
    return link;
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const { seen } = picture;
    const name = chosen();
    if (select.disabled || !seen?.pixels || !name) return;
    try {
      examples.add({ name, kind: seen.kind, pixels: seen.pixels });
      const count = examples.list.filter((example) => example.name === name).length;
      note.replaceChildren(
        toExamples('examples'),
        ` has ${count} of ${name} now. Fine-tune there to teach the network.`,
      );
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  });
  select.addEventListener('change', () => {
    if (select.value === other.value)
      note.replaceChildren(
        'First give it a name: add a class of your own under ',
        toExamples('examples-class-name'),
        '.',
      );
    else note.textContent = '';
    draw();
  });
  picture.listen(draw);
  classes.listen(offer);
  offer();
}
