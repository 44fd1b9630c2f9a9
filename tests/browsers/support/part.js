// What a visitor finds in any browser, by its role and name, as the browser's own accessibility tree has them.

import { expect } from '../../page/support/playwright.js';

/** @typedef {import('./webdriver.js').WebElement} WebElement */
/** @typedef {import('./webdriver.js').WebDriver} WebDriver */

/** How long to wait before looking again, in ms. */
const OFTEN = { intervals: [50, 100, 200] };

/** Which elements can have a role; whether one has it, the browser says. */
const SELECTORS = {
  alert: '[role=alert]',
  application: '[role=application]',
  button: 'button',
  contentinfo: 'footer',
  group: '[role=group]',
  img: '[role=img]',
  list: 'ol',
  listitem: 'li',
  region: 'section',
  row: 'tr',
  slider: 'input[type=range]',
  status: '[role=status]',
  table: 'table',
  textbox: 'input[inputmode]',
};

/** @typedef {keyof typeof SELECTORS} Role */

/**
 * The visible elements that may have this name. Runs in the page.
 * @param {Element | null} whole where they are looked for
 * @param {string} selector
 * @param {string | null} source of a regular expression
 * @returns {Element[]}
 */
function guess(whole, selector, source) {
  /** @param {Element & { labels?: NodeList, caption?: Element }} element */
  const names = (element) => [
    element.getAttribute('aria-label'),
    document.getElementById(element.getAttribute('aria-labelledby') ?? '')?.textContent,
    ...[...(element.labels ?? [])].map((label) => label.textContent),
    element.caption?.textContent,
    element.textContent,
  ];
  const visible = [...(whole ?? document).querySelectorAll(selector)].filter((element) => element.checkVisibility());
  if (source === null) return visible;
  const pattern = new RegExp(source);
  return visible.filter((element) => names(element).some((name) => name && pattern.test(name.trim())));
}

/** Browsers have two words for one role. @param {string} role */
const plainRole = (role) => ({ image: 'img', graphic: 'img' })[role] ?? role;

/** @param {string} text */
const literally = (text) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);

/** What of the page has a role and perhaps a name; looked for when it is needed. */
export class Part {
  /**
   * @param {WebDriver} driver
   * @param {Part | null} whole that it is a part of
   * @param {Role} role
   * @param {RegExp | string} [name]
   */
  constructor(driver, whole, role, name) {
    this.driver = driver;
    this.whole = whole;
    this.role = role;
    this.name = typeof name === 'string' ? literally(name) : name;
  }

  /** @param {Role} role @param {RegExp | string} [name] */
  part(role, name) {
    return new Part(this.driver, this, role, name);
  }

  toString() {
    return `${this.role} ${this.name ?? ''}`;
  }

  /** All that there are now. @returns {Promise<WebElement[]>} */
  async elements() {
    const whole = this.whole && (await this.whole.elements())[0];
    if (this.whole && !whole) return [];
    const guesses = await this.driver.run(guess, whole, SELECTORS[this.role], this.name?.source ?? null);
    const found = [];
    for (const element of guesses) {
      if (plainRole(await this.driver.role(element)) !== this.role) continue;
      if (this.name && !this.name.test(await this.driver.label(element))) continue;
      found.push(element);
    }
    return found;
  }

  /** The texts of all that there are now. @returns {Promise<string[]>} */
  async texts() {
    const elements = await this.elements();
    return this.driver.run((...all) => all.map((element) => element.textContent.trim()), ...elements);
  }

  /** The text of the first of them. */
  async text() {
    return (await this.texts())[0];
  }

  /**
   * Does something with the first of them as soon as it is there; again as long as the browser refuses, since the page
   * may just be drawing it anew.
   * @template Result
   * @param {(element: WebElement) => Promise<Result>} deed
   * @returns {Promise<Result>}
   */
  async once(deed) {
    /** @type {Result} */
    let result;
    await expect(async () => {
      const [element] = await this.elements();
      expect(element, `${this}`).toBeTruthy();
      result = await deed(element);
    }).toPass(OFTEN);
    return result;
  }

  /** @param {WebElement} element */
  async #expectUsable(element) {
    expect(await this.driver.run((it) => it.disabled ?? false, element), `${this} is disabled`).toBe(false);
  }

  /** Waits until it can be used. */
  expectUsable() {
    return this.once((element) => this.#expectUsable(element));
  }

  click() {
    return this.once(async (element) => {
      await this.#expectUsable(element);
      await this.driver.click(element);
    });
  }

  /** @param {string} text */
  async fill(text) {
    await this.once(async (element) => {
      await this.driver.clear(element);
      await this.driver.sendKeys(element, text);
    });
  }

  /** Waits until its text is so. @param {RegExp | string} text */
  async expectText(text) {
    const pattern = typeof text === 'string' ? literally(text) : text;
    await expect(async () => expect((await this.text()) ?? '', `${this}`).toMatch(pattern)).toPass(OFTEN);
  }

  /** Waits until there are so many. @param {number} count */
  async expectCount(count) {
    await expect(async () => expect(await this.elements(), `${this}`).toHaveLength(count)).toPass(OFTEN);
  }

  /** Brings it into the window, where a visitor would see it. */
  async look() {
    await this.once((element) => this.driver.run((it) => it.scrollIntoView(), element));
  }
}
