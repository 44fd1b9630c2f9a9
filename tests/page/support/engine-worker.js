// The engine's worker, from a test's point of view.

/**
 * Runs something in the engine's worker before the engine.
 * @param {import('@playwright/test').Page} page
 * @param {(argument?: any) => void} first
 * @param {object} [argument] of it
 */
export async function beforeEngine(page, first, argument = {}) {
  await page.route('**/engine/worker.js', async (route) => {
    const response = await route.fetch().catch(() => null);
    if (!response) return; // the test is over
    await route.fulfill({ response, body: `(${first})(${JSON.stringify(argument)});\n${await response.text()}` });
  });
}
