/**
 * Runs a slow job for the newest of many requests: one job at a time, and a request that arrives
 * meanwhile replaces the one that waits, so that nothing queues up behind a fast hand.
 *
 * @template T
 * @param {(request: T) => Promise<void>} job must deal with its own errors
 * @returns {(request: T) => void}
 */
export function latest(job) {
  let running = false;
  /** @type {{ request: T } | null} */
  let waiting = null;

  async function drain() {
    running = true;
    try {
      while (waiting) {
        const { request } = waiting;
        waiting = null;
        await job(request);
      }
    } finally {
      running = false;
    }
  }

  return (request) => {
    waiting = { request };
    if (!running) void drain();
  };
}
