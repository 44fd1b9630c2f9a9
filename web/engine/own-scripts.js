// Trusted Types, where the Content-Security-Policy requires them: no text becomes HTML or code then, and workers are started
// only by addresses that a policy lets through.

/** @typedef {{ createScriptURL(address: string): string | null }} Rules what it has no rule for is refused */
/** @typedef {{ defaultPolicy: unknown, createPolicy(name: string, rules: Rules): unknown }} TrustedTypes */

/**
 * Lets this page, or this worker, start workers by scripts of its own origin: ours, and Emscripten's threads. To be called
 * before the first one, where the policy requires Trusted Types; it must have `trusted-types default`, then. A default policy
 * that is there already stays, and decides.
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
    // The policy of somebody else's page does not let us: then its own rules are asked.
  }
}
