import { make } from '../../parts/dom.js';

/**
 * One explanation: a few sentences and a picture that answers to the hand.
 * @typedef {object} Topic
 * @property {string} title
 * @property {string[]} text paragraphs
 * @property {(place: HTMLElement) => void | Promise<void>} draw fills an empty element with the picture
 */

/** @type {Record<string, () => Promise<{ topic: Topic }>>} */
const TOPICS = {
  convolution: () => import('./convolution.js'),
  pooling: () => import('./pooling.js'),
  dropout: () => import('./dropout.js'),
  softmax: () => import('./softmax.js'),
  loss: () => import('./loss.js'),
  optimizer: () => import('./optimizer.js'),
  epoch: () => import('./epoch.js'),
  batch: () => import('./batch.js'),
};

/** Space between the card and the window's edge, or what it belongs to, in pixels. */
const GAP = 12;

/** What is open, and the button that opened it. @type {{ name: string, card: HTMLDialogElement, button: HTMLButtonElement } | null} */
let open = null;
/** Opens the explanation that a button asks for, or closes it. @param {HTMLButtonElement} button */
export async function toggle(button) {
  const name = button.dataset.theory ?? '';
  const again = open?.name === name;
  close();
  if (again) return;
  const { topic } = await TOPICS[name]();
  close(); // another one may have been opened meanwhile
  const card = build(topic);
  open = { name, card, button };
  button.setAttribute('aria-expanded', 'true');
  document.body.append(card);
  await topic.draw(/** @type {HTMLElement} */ (card.querySelector('.picture')));
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

/** @param {Topic} topic */
function build({ title, text }) {
  const heading = make('h3', { text: title });
  heading.id = 'theory-title';
  heading.tabIndex = -1;
  const shut = make('button', { class: 'shut', text: 'Close' });
  shut.type = 'button';
  shut.addEventListener('click', close);
  const card = make(
    'dialog',
    { class: 'theory' },
    make('div', { class: 'head' }, heading, shut),
    ...text.map((paragraph) => make('p', { text: paragraph })),
    make('div', { class: 'picture' }),
  );
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
  const stops = [...card.querySelectorAll('button:enabled, input:enabled, [tabindex="0"]')];
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
