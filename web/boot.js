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
    .then(() => waiting?.remove())
    .catch(async (error) => {
      console.error(error);
      const { message } = await globalThis.fileFaults.explainModule(error, new URL('./main.js', document.baseURI));
      sayAtTop(`The page could not be loaded completely. ${message}`);
    })
    .finally(() => clearTimeout(slow));
}

if (globalThis.fileFaults) start();
