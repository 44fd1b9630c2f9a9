// By which scripts workers are started.

/** @typedef {{ createScriptURL(address: string): string | null }} Rules what it has no rule for is refused */
/** @typedef {{ defaultPolicy: unknown, createPolicy(name: string, rules: Rules): unknown }} TrustedTypes */

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

/**
 * Lets this page, or this worker, start workers by scripts of its own origin (ours, and Emscripten's threads) where its
 * Content-Security-Policy requires Trusted Types: no text becomes HTML or code there. To be called before the first worker;
 * trusted-types must allow `default`. A default policy that is there already stays.
 */
export function allowOwnScripts() {
  const { location } = globalThis;
  const { trustedTypes } = /** @type {{ trustedTypes?: TrustedTypes }} */ (globalThis);
  if (!trustedTypes || trustedTypes.defaultPolicy) return;
  try {
    trustedTypes.createPolicy('default', {
      createScriptURL: (address) => (new URL(address, location.href).origin === location.origin ? address : null),
    });
  } catch {
    // Not allowed here: where types are required, the browser refuses the worker.
  }
}
