import { LONG } from '../../page/support/room.js';

/** The worker ends in the middle of a run, without a word and with an exception. @param {import('../support/visitor.js').Visitor} visitor */
export async function outlive(visitor) {
  const problem = visitor.training.part('alert');
  for (const death of ['silent', 'loud']) {
    await visitor.startTraining(LONG);
    await problem.expectCount(0); // of the death before
    await visitor.driver.run((how) => new BroadcastChannel('death').postMessage(how), death);
    await problem.expectText(/stopped unexpectedly/);
    await visitor.expectPrediction();
  }
}
