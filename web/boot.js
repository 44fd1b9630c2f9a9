// The first thing that runs. It is no module: where modules cannot be had (opened from disk, in a sandboxed frame, sent
// under a wrong type), it must still say so. Where not even this runs, index.html has a sentence that page.css shows.

/** Whoever waits longer than this for the page's modules is told that it waits. */
const SLOW_MS = 8000;

/** Says what is wrong with the page as a whole, before any module could. @param {string} sentence */
function sayAtTop(sentence) {
  const box = document.createElement('p');
  box.className = 'problem';
  box.setAttribute('role', 'alert');
  box.textContent = sentence;
  document.getElementById('page-problem')?.replaceChildren(box);
  return box;
}

/** Whether what the page has begun with is of one build. @param {object} main the module */
function isWhole(main) {
  const build = 'build_unbuilt'; // as in engine/build.js, which only modules have
  const { documentElement: page } = document;
  const others = [
    page.dataset.build,
    getComputedStyle(page).getPropertyValue('--build').trim(),
    globalThis.fileFaults.build,
  ];
  return build in main && others.every((other) => other === build);
}

/** Runs the page. */
function start() {
  document.getElementById('page-unstarted')?.remove();
  /** @type {HTMLElement | null} */
  let waiting = null;
  const slow = setTimeout(() => {
    waiting = sayAtTop(
      'Some files of the page have not arrived yet. If it stays so, check the connection and load it again.',
    );
  }, SLOW_MS);
  import('./main.js')
    .then((main) => {
      // As the browser says it of modules, which it does not link with those of another build.
      if (!isWhole(main)) throw new SyntaxError('There is no import of this build.');
      waiting?.remove();
    })
    .catch(async (error) => {
      console.error(error);
      const files = ['main.js', 'boot.js', 'engine/faults.js', 'page.css'];
      const own = files.map((file) => new URL(file, document.baseURI));
      const { code, message } = await globalThis.fileFaults.explainModule(error, ...own);
      if (code === 'other-version' && (await import('./reload.js').then((it) => it.reloadAnew()).catch(() => false)))
        return;
      sayAtTop(`The page could not be loaded completely. ${message}`);
    })
    .finally(() => clearTimeout(slow));
}

if (globalThis.fileFaults) start();
