// How long the page's main thread was busy at a stretch, from Chromium's own trace.
//
// A PerformanceObserver for long tasks measures by the clock: on a machine whose cores are all training, a task
// that was merely put aside would count. The trace also tells the processor time of each task.

/** @typedef {{ name: string, ph: string, pid: number, tid: number, dur?: number, tdur?: number }} Event */

/**
 * @param {import('@playwright/test').Page} page
 * @param {() => Promise<void>} action
 * @returns {Promise<number[]>} milliseconds of processor time that each task of the main thread took
 */
export async function mainThreadTasks(page, action) {
  const browser = page.context().browser();
  const categories = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];
  await browser.startTracing(page, { categories });
  await page.evaluate(() => performance.mark('fitting-room-page'));
  await action();
  const trace = await browser.stopTracing();
  /** @type {Event[]} */
  const events = JSON.parse(trace.toString()).traceEvents;
  const mark = events.find(({ name }) => name === 'fitting-room-page'); // set on the thread that is meant
  return events
    .filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && pid === mark?.pid && tid === mark?.tid)
    .flatMap(({ tdur }) => (tdur === undefined ? [] : tdur / 1000)); // undefined: cut by the trace's beginning or end
}
