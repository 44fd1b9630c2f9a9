// The ceiling: independent multiply-adds (ceiling.cpp) on as many cores as asked for, each in a worker.

/**
 * Billions of floating-point operations a second of all cores together.
 * @param {string} level `relaxed` or `simd`
 * @param {number} threads
 * @param {number} seconds
 */
export async function measureCeiling(level, threads, seconds) {
  const response = await fetch(`/ceiling/ceiling-${level}.wasm`);
  if (!response.ok) throw new Error(`ceiling-${level}.wasm is missing`);
  const module = await WebAssembly.compile(await response.arrayBuffer());
  const workers = Array.from({ length: threads }, () => new Worker('/page/ceiling-worker.js'));
  const ask = (worker, request) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request);
    });
  try {
    // All are warm before the first one is timed.
    await Promise.all(workers.map((worker) => ask(worker, { module })));
    const speeds = await Promise.all(workers.map((worker) => ask(worker, { seconds })));
    return speeds.reduce((sum, speed) => sum + speed, 0);
  } finally {
    for (const worker of workers) worker.terminate();
  }
}
