import { LONG } from '../../page/support/room.js';

/** The worker ends in the middle of a run, without a word and with an exception. @param {import('../support/visitor.js').Visitor} visitor */
export async function outlive(visitor) {
  for (const death of ['silent', 'loud']) {
    await visitor.startTraining(LONG);
    await visitor.driver.run((how) => new BroadcastChannel('death').postMessage(how), death);
    await visitor.problem.expectText(/stopped unexpectedly/);
    await visitor.expectPrediction();
  }
}
