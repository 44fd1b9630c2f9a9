// One core of the ceiling: first the module, answered when the optimising compiler has taken over; then
// for how many seconds, answered with GFLOP/s.

const ROUNDS = 200_000;
let core;

self.onmessage = ({ data: { module, seconds } }) => {
  if (module) {
    core = new WebAssembly.Instance(module).exports;
    core.multiply_adds(5 * ROUNDS);
    self.postMessage('ready');
    return;
  }
  let rounds = 0;
  const start = performance.now();
  while (performance.now() - start < seconds * 1000) {
    core.multiply_adds(ROUNDS);
    rounds += ROUNDS;
  }
  self.postMessage((rounds * core.operations_per_round()) / (performance.now() - start) / 1e6);
};
