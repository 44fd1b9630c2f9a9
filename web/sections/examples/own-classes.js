import { LEAST } from '../../lab/correction.js';
import { classLabel } from '../../parts/classes.js';
import { byId, composing, make } from '../../parts/dom.js';

/**
 * Classes of the visitor's own: added to the network in use, and removed from it.
 * @param {import('../../lab/lab.js').Lab} lab
 * @param {number} first of them, behind those of the images
 */
export function openClasses({ correction, classes, examples, run }, first) {
  const form = byId('examples-class', HTMLFormElement);
  const name = byId('examples-class-name', HTMLInputElement);
  const add = byId('examples-class-add', HTMLButtonElement);
  const list = byId('examples-classes', HTMLUListElement);

  function row(/** @type {string} */ own, /** @type {number} */ index) {
    const count = examples.list.filter((example) => example.name === own).length;
    const text = count < LEAST ? `${count} of ${LEAST} examples` : `${count} examples`;
    const remove = make('button', { class: 'link', text: 'Remove class' });
    remove.type = 'button';
    remove.setAttribute('aria-label', `Remove class ${own}`);
    remove.disabled = run.occupied || correction.busy;
    remove.addEventListener('click', async () => {
      await correction.removeClass(own);
      name.focus();
    });
    return make(
      'li',
      { data: { class: String(first + index) } },
      classLabel(classes.names, first + index),
      make('span', { class: 'note', text }),
      remove,
    );
  }

  let drawn = '';
  function draw() {
    add.disabled = run.occupied;
    const own = classes.names.slice(first);
    const now = JSON.stringify([
      own,
      run.occupied,
      own.map((each) => examples.list.filter((e) => e.name === each).length),
    ]);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...own.map(row));
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (name.value.trim() === '') return name.focus();
    await correction.addClass(name.value);
    if (!correction.problem) name.value = '';
  });
  name.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && composing(event)) event.preventDefault();
  });
  for (const fact of [correction, classes, examples, run]) fact.listen(draw);
  draw();
}
