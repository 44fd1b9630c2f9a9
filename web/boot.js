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

/**
 * What is wrong with a module that was to be run, in a sentence for the visitor; null when nothing is.
 * @param {URL} url
 * @param {(text: string) => void} onText told what is in it
 * @returns {Promise<string | null>}
 */
async function faultOf(url, onText) {
  const name = url.pathname.slice(new URL('.', document.baseURI).pathname.length);
  const response = await fetch(url).catch(() => null);
  if (!response) {
    return navigator.onLine
      ? `The file ${name} cannot be fetched. Check the connection, and whether an extension of the browser blocks it; then load the page again.`
      : 'The browser is offline. Load the page again when the connection is back.';
  }
  if (response.status === 404) {
    return `The file ${name} is missing on the server. Whoever put the page there must copy its whole folder.`;
  }
  if (!response.ok) return `The server answers ${response.status} for the file ${name}. Load the page again later.`;
  const type = (response.headers.get('Content-Type') ?? '').split(';')[0].trim();
  if (type === 'text/html') {
    return `In place of the file ${name} the server sends a web page. If this network asks for a sign-in, do that first; then load the page again.`;
  }
  if (!/^(text|application)\/(x-)?(java|ecma)script$/.test(type)) {
    const as = type ? `as “${type}”` : 'without a type';
    return `The server sends the file ${name} ${as}, and browsers do not run that. Whoever set the server up must let it send .js files as text/javascript.`;
  }
  onText(await response.text());
  return null;
}

/**
 * Why a module could not be imported: the first file that is at fault, of all that it needs, or the browser.
 * @param {string} path of the module, from the page's folder
 * @param {unknown} error
 * @returns {Promise<string>} a sentence for the visitor
 */
async function explainImport(path, error) {
  if (location.protocol === 'file:') {
    return 'This page was opened from disk, and browsers run it only from a web server. To start one, run “python3 -m http.server” in its folder, and open http://localhost:8000/.';
  }
  if (self.origin === 'null') {
    return `The page around this one shows it in a sandboxed frame, which keeps it from its own files. Open it in a tab of its own: ${location.href}`;
  }
  const files = new Set([new URL(path, document.baseURI).href]);
  for (const file of files) {
    const fault = await faultOf(new URL(file), (text) => {
      for (const [, to] of text.matchAll(/^(?:import|export|\}).*?\bfrom '(\.[^']+)';$/gm))
        files.add(new URL(to, file).href);
    });
    if (fault) return fault;
  }
  if (error instanceof SyntaxError) {
    return /export/.test(error.message)
      ? 'Its files are of two versions. Load the page again.'
      : 'This browser cannot read its JavaScript. Update the browser, or open the page in a current Chrome, Edge, Firefox or Safari.';
  }
  if (!(error instanceof Error) || /import|module/i.test(error.message)) return 'Load the page again.';
  return `It stopped at an error: ${error.message}. Update the browser, or open the page in another one.`;
}

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
    sayAtTop(`The page could not be loaded completely. ${await explainImport('./main.js', error)}`);
  })
  .finally(() => clearTimeout(slow));
