/**
 * The element with this id.
 * @template {Element} T
 * @param {string} id
 * @param {{ new (): T }} type the class that it must have, so that its properties are known
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return element;
}

/**
 * The element within another one that is marked as this part of it (`data-part`): for what may stand in the page
 * more than once, where an id may not.
 * @template {Element} T
 * @param {Element} whole
 * @param {string} name
 * @param {{ new (): T }} type the class that it must have
 * @returns {T}
 */
export function partOf(whole, name, type) {
  const element = whole.querySelector(`[data-part="${name}"]`);
  if (!(element instanceof type)) throw new Error(`There is no ${type.name} “${name}” in ${whole.className}.`);
  return element;
}

/**
 * A new element with a class name, a text and children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{ class?: string, text?: string, data?: Record<string, string> }} [options]
 * @param {...Node} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  if (options.class) element.className = options.class;
  if (options.text !== undefined) element.textContent = options.text;
  Object.assign(element.dataset, options.data);
  element.append(...children);
  return element;
}

/**
 * A table cell that heads its row or column.
 * @param {'row' | 'col'} scope
 * @param {...(Node | string)} children
 */
export function heading(scope, ...children) {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.append(...children);
  return cell;
}

/**
 * Whether a key belongs to text that is still being composed, as Japanese is: Enter then takes a word, and nothing
 * more. Safari says so by the code alone.
 * @param {KeyboardEvent} event
 */
export const composing = (event) => event.isComposing || event.keyCode === 229;
