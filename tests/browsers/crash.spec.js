// The worker dies in the middle of a run.

import { LONG, SHORT } from '../page/support/room.js';
import { BROWSERS, test } from './support/test.js';

const DEATHS = { silent: 'ends without a word', loud: 'throws' };

for (const browser of BROWSERS) {
  for (const [death, words] of Object.entries(DEATHS)) {
    test(`${browser}: the worker ${words} in the middle of a run`, async ({ visit }) => {
      const visitor = await visit(browser, { allowed: /out of order/ });
      await visitor.startTraining(LONG);
      await visitor.confusion.expectText(/From the validation after epoch/);
      await visitor.driver.run((how) => new BroadcastChannel('death').postMessage(how), death);
      await visitor.problem.expectText(/stopped unexpectedly/);
      await visitor.expectPrediction();
      await visitor.trainToTheEnd(SHORT);
      await visitor.problem.expectCount(0);
    });
  }
}
