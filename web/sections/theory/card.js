// Cards: the words of an explanation, which stand in theory.html and nowhere else, beside what they explain, and for
// some a picture that answers to the hand.

import { byId, make } from '../../parts/dom.js';

/** Fills an empty element with the picture. @typedef {(place: HTMLElement) => void | Promise<void>} Draw */

/** Space between the card and the window's edge, or what it belongs to, in pixels. */
const GAP = 12;

/** What is open, and the button that opened it. @type {{ name: string, card: HTMLDialogElement, button: HTMLButtonElement } | null} */
let open = null;

/**
 * Opens the explanation that a button asks for, or closes it.
 * @param {HTMLButtonElement} button
 * @param {Draw} [draw] its picture, if it has one
 */
export async function toggle(button, draw) {
  const name = button.dataset.theory ?? '';
  const again = open?.name === name;
  const from = open?.card.contains(button) ? opener(open) : button; // a word in a card leads to another card
  close();
  if (again) return;
  const card = build(byId(`theory-${name}`, HTMLDivElement), from);
  open = { name, card, button: from };
  from.setAttribute('aria-expanded', 'true');
  document.body.append(card);
  await draw?.(card.appendChild(make('div', { class: 'picture' })));
  if (open?.card !== card) return;
  card.open = true; // show() would give the focus away, and scroll there, before the card has its place
  place();
  card.querySelector('h3')?.focus({ preventScroll: true });
  show();
  moved.observe(document.body);
}

/** Scrolls the card into the window; on a phone, where it covers the lower edge, its button. */
function show() {
  if (!open) return;
  const sheet = getComputedStyle(open.card).position === 'fixed';
  if (sheet) opener(open).scrollIntoView({ block: 'start' });
  else open.card.scrollIntoView({ block: 'nearest' });
}

/** The page may grow above the card, as when something is drawn on coming into view: it goes along. */
const moved = new ResizeObserver(() => {
  if (!open) return;
  place();
  if (open.card.contains(document.activeElement)) show();
});

/** The button that opened it, or the one that has taken its place: tables are written anew. @param {NonNullable<typeof open>} what */
function opener({ name, button }) {
  const now = document.querySelector(`button[data-theory="${name}"]`);
  return button.isConnected || !(now instanceof HTMLButtonElement) ? button : now;
}

function close() {
  if (!open) return;
  const { card } = open;
  const button = opener(open);
  open = null;
  moved.disconnect();
  button.removeAttribute('aria-expanded');
  if (card.contains(document.activeElement)) button.focus();
  card.remove();
}

/** @param {HTMLDivElement} source the words, in the page @param {HTMLButtonElement} from that asked for them */
function build(source, from) {
  const heading = make('h3', { text: source.querySelector('h4, dt')?.textContent ?? '' });
  heading.id = 'theory-card-title';
  heading.tabIndex = -1;
  const shut = make('button', { class: 'shut', text: 'Close' });
  shut.type = 'button';
  shut.addEventListener('click', close);
  const card = make('dialog', { class: 'theory' }, make('div', { class: 'head' }, heading, shut));
  if (!source.parentElement?.contains(from)) {
    for (const words of source.querySelectorAll('p, dd'))
      card.append(make('p', {}, ...[...words.childNodes].map((node) => node.cloneNode(true))));
    const there = make('a', { text: source.closest('dl') ? 'All words' : 'With what stands around it' });
    there.href = `#${source.id}`;
    card.append(make('p', { class: 'theory-there' }, there));
  }
  card.addEventListener('click', ({ target }) => target instanceof HTMLAnchorElement && close());
  card.setAttribute('aria-labelledby', heading.id);
  card.addEventListener('keydown', (event) => keydown(event, card));
  return card;
}

/** Escape closes; Tab leads from the card back to its button. @param {KeyboardEvent} event @param {HTMLDialogElement} card */
function keydown(event, card) {
  if (event.key === 'Escape') {
    event.stopPropagation();
    close();
  }
  if (event.key !== 'Tab') return;
  const stops = [...card.querySelectorAll('a[href], button:enabled, input:enabled, [tabindex="0"]')];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (event.target !== edge && !(event.shiftKey && event.target instanceof HTMLHeadingElement)) return;
  if (event.shiftKey) event.preventDefault(); // forwards, the browser goes on from the button
  if (open) opener(open).focus();
}

/** Beside its button, and inside the window; on a phone the style sheet puts it at the lower edge. */
function place() {
  if (!open) return;
  const { card } = open;
  const at = opener(open).getBoundingClientRect();
  const left = Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - GAP);
  card.style.setProperty('--left', `${Math.max(GAP, left) + scrollX}px`);
  card.style.setProperty('--top', `${at.bottom + GAP + scrollY}px`);
}

addEventListener('resize', place);
document.addEventListener('pointerdown', ({ target }) => {
  if (!(target instanceof Element) || target.closest('dialog.theory, [data-theory]')) return;
  close();
});
