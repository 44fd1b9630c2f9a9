import { make } from './dom.js';
import { tell } from './status.js';

/**
 * Copies the address of this page with another hash; where the browser does not let it, the address stands there to be
 * copied by hand.
 * @param {string} hash
 * @param {HTMLElement} note for what came of it
 */
export async function copyLink(hash, note) {
  const address = `${location.href.split('#')[0]}#${hash}`;
  try {
    await navigator.clipboard.writeText(address);
    tell(note, 'The link is copied: whoever opens it can train the same run.');
  } catch {
    tell(note, 'Copy this link: ');
    const field = make('input');
    field.readOnly = true;
    field.value = address;
    field.setAttribute('aria-label', 'Link');
    note.append(field);
    field.select();
  }
}
