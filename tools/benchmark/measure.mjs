// What runs inside the browser's page. Each function stands alone: the browser gets its text.

/**
 * Billions of floating-point operations a second of independent multiply-adds on one core.
 * @param {{ base64: string, seconds: number }} options
 * @returns {Promise<number>}
 */
export async function measureCeiling({ base64, seconds }) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes);
  const { multiply_adds: run, operations_per_round: operations } = instance.exports;
  run(1_000_000); // until the optimising compiler has taken over
  let rounds = 0;
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    run(200_000);
    rounds += 200_000;
  }
  return (rounds * operations()) / (performance.now() - start) / 1e6;
}

/**
 * Speeds of one variant of the engine with the reference CNN.
 * @param {{ system: { variant: string, threads: number }, seconds: number }} options
 * @returns {Promise<{ train32: number, train128: number, infer1ms: number, infer256: number }>}
 *   images a second; milliseconds from call to answer for one image
 */
export async function measureEngine({ system, seconds }) {
  const { createEngine } = await import(new URL('engine/engine.js', location.href).href);
  const description = await (await fetch('model/reference.json')).json();
  const engine = await createEngine({ variant: system.variant, threads: system.threads });
  await engine.newModel(description, { seed: 1 });

  /** Images a second of a run that is stopped when it has been watched for long enough. */
  async function train(batchSize) {
    let first = null;
    let last = null;
    const settings = { epochs: 1000, batchSize, trainingImages: 5000, seed: 1 };
    const run = engine.fit({
      settings,
      onProgress(progress) {
        if (progress.phase !== 'training') {
          // Validation and what came before it do not count as training.
          if (last && last.time - first.time > seconds * 500) run.stop();
          first = last = null;
          return;
        }
        const here = { time: performance.now(), step: progress.step, epoch: progress.epoch };
        if (!first || here.epoch !== first.epoch) first = here;
        last = here;
        if (last.time - first.time > seconds * 1000) run.stop();
        if (last.step > first.step) {
          best = ((last.step - first.step) * batchSize * 1000) / (last.time - first.time);
        }
      },
    });
    let best = 0;
    await run.done;
    return best;
  }

  const train32 = await train(32);
  const train128 = await train(128);

  const pixels = new Uint8Array(256 * 784).map((_, i) => (i * 37) % 256);
  const one = pixels.subarray(0, 784);
  const times = [];
  for (const start = performance.now(); performance.now() - start < seconds * 500; ) {
    const before = performance.now();
    await engine.predict(one);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);

  await engine.predictBatch(pixels);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < seconds * 500) {
    await engine.predictBatch(pixels);
    count += 256;
  }
  const infer256 = (count * 1000) / (performance.now() - start);
  engine.close();
  return { train32, train128, infer1ms: times[times.length >> 1], infer256 };
}
