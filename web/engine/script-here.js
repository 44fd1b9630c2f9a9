/**
 * What a worker is to be started with, to run a module: its address; where that is of another origin, a script of this
 * page's own that imports it, since browsers start no other.
 * @param {URL} module
 * @returns {string | Blob}
 */
export function scriptHere(module) {
  if (module.origin === globalThis.location.origin) return module.href;
  return new Blob([`import ${JSON.stringify(module.href)};`], { type: 'text/javascript' });
}
