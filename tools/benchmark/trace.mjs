// How long the page's main thread was busy at a stretch, from Chromium's own trace.
//
// A PerformanceObserver for long tasks measures by the clock: on a machine whose cores are all training, a task
// that was merely put aside would count. The trace also tells the processor time of each task. What Playwright asks the page to look up runs there too
// and takes tens of milliseconds; it has no entry in the timeline of DevTools, and so what has one is what counts.

/** @typedef {{ name: string, cat: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number }} Event */

/**
 * @param {import('@playwright/test').Page} page
 * @param {() => Promise<void>} action
 * @returns {Promise<number[]>} milliseconds of processor time that the page took in each task of its main thread
 */
export async function mainThreadTasks(page, action) {
  const browser = page.context().browser();
  const categories = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'blink.user_timing'];
  await browser.startTracing(page, { categories });
  await page.evaluate(() => performance.mark('fitting-room-page'));
  await action();
  const trace = await browser.stopTracing();
  /** @type {Event[]} */
  const events = JSON.parse(trace.toString()).traceEvents;
  const mark = events.find(({ name }) => name === 'fitting-room-page'); // set on the thread that is meant
  const here = events
    .filter(({ ph, pid, tid, ts, tdur }) => ph === 'X' && pid === mark.pid && tid === mark.tid && ts >= mark.ts && tdur)
    .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
  /** @type {number[]} */
  const tasks = [];
  let [taskEnd, entryEnd] = [0, 0];
  for (const { name, cat, ts, dur, tdur } of here) {
    if (name === 'RunTask') {
      if (ts >= taskEnd) {
        tasks.push(0);
        taskEnd = ts + dur;
      }
    } else if (tasks.length > 0 && ts < taskEnd && ts >= entryEnd && /(^|,)devtools\.timeline/.test(cat)) {
      tasks[tasks.length - 1] += tdur / 1000; // an outermost entry
      entryEnd = ts + dur;
    }
  }
  return tasks;
}
