// What makes runs and keeps them, on an engine whose answers a test decides.

import { Evaluation } from '../../../web/lab/evaluation.js';
import { News } from '../../../web/lab/news.js';
import { Picture } from '../../../web/lab/picture.js';
import { Plans } from '../../../web/lab/plans.js';
import { Run } from '../../../web/lab/run.js';
import { Runs } from '../../../web/lab/runs.js';
import { Shelf } from '../../../web/lab/shelf.js';
import { Weights } from '../../../web/lab/weights.js';
import { StoreError } from '../../../web/store/store.js';
import { FakeEngine } from './fake-engine.mjs';

export const NOTEBOOK = {
  name: 'Notebook',
  input: [28, 28, 1],
  layers: [{ type: 'Flatten' }, { type: 'Dropout', rate: 0.25 }, { type: 'Dense', units: 10, activation: 'softmax' }],
};

/** As on a device that keeps nothing; the preset that is fetched is a small “Notebook”. */
export async function openRuns() {
  globalThis.self = /** @type {any} */ (Object.assign(new EventTarget(), { location: new URL('http://room.test/') }));
  globalThis.location = self.location;
  globalThis.fetch = async () => Response.json(NOTEBOOK);
  const fake = new FakeEngine();
  const engine = /** @type {any} */ (fake);
  const news = new News((tell) => tell());
  const evaluation = new Evaluation(news, engine, new Picture(news));
  const weights = new Weights(news, engine, async () => new Blob());
  const run = new Run(news, engine, weights, evaluation);
  const shelf = new Shelf(news, async () => Promise.reject(new StoreError('denied', 'Nothing is kept.')));
  const runs = new Runs(news, engine, run, evaluation, shelf);
  await runs.open();
  return { fake, engine, news, evaluation, weights, run, shelf, runs, plans: new Plans(run, runs, evaluation) };
}
