// axe's rules.

import { AxeBuilder as Axe } from './playwright.js';

/** Looks at the page at rest: a colour on its way to another is none to be measured. */
export class AxeBuilder extends Axe {
  #page;

  /** @param {{ page: import('@playwright/test').Page }} look */
  constructor({ page }) {
    super({ page });
    this.#page = page;
  }

  async analyze() {
    await this.#page.evaluate(() => {
      for (const animation of document.getAnimations()) {
        if (animation instanceof CSSTransition) animation.finish();
      }
    });
    return super.analyze();
  }
}
