// The page in training, held and let go by its buttons, and how far it comes meanwhile.

export const PATIENCE_MS = 60_000;

/** @typedef {{ phase: string, step: number, time: number }} Mark the step reached by a time in ms; steps count from 1 in each phase */

/**
 * The page, held after some steps.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} address
 * @param {object} options
 * @param {string} options.recipe
 * @param {number} options.epochs
 * @param {() => void} [options.before] runs in the page before all else
 */
export async function openRoom(browser, address, { recipe, epochs, before }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  page.setDefaultTimeout(PATIENCE_MS);
  const button = (name) => page.getByRole('button', { name, exact: true, disabled: false });
  await page.goto(address);
  await button('Train').waitFor();
  await page.getByRole('combobox', { name: 'Recipe' }).selectOption(recipe);
  await page.getByRole('textbox', { name: 'Epochs', exact: true }).fill(String(epochs));
  await button('Train').click();
  const progress = page.getByText(/^Epoch \d+ of \d+, (validation )?step \d+ of/);
  await progress.waitFor();
  const hold = async () => {
    await button('Pause').click();
    await page
      .getByText(/^Paused\. Epoch/)
      .first()
      .waitFor();
  };
  await hold();
  return {
    page,
    /** Trains for so long. @param {number} ms @returns {Promise<Mark[]>} how it went */
    async stretch(ms) {
      await button('Resume').click();
      const marks = await progress.evaluate(async (element, ms) => {
        const seen = [];
        const observer = new MutationObserver(() => {
          const [, epoch, validation, step] =
            /Epoch (\d+) .*, (validation )?step ([\d,]+)/.exec(element.textContent) ?? [];
          if (!epoch) return;
          const phase = `${epoch} ${validation ? 'validating' : 'training'}`;
          seen.push({ phase, step: Number(step.replace(',', '')), time: performance.now() });
        });
        observer.observe(element, { childList: true, characterData: true, subtree: true });
        await new Promise((resolve) => setTimeout(resolve, ms));
        observer.disconnect();
        return seen;
      }, ms);
      await hold();
      return marks;
    },
  };
}
