// The first thing that runs. If the page's other modules do not all arrive, or the browser is too old
// to read them, nobody else could say so.

import('./main.js').catch((error) => {
  console.error(error);
  const box = document.createElement('p');
  box.className = 'problem';
  box.setAttribute('role', 'alert');
  box.textContent =
    'The page could not be loaded completely. Check the connection and load it again; if that does not help, update the browser.';
  document.getElementById('page-problem')?.replaceChildren(box);
});
