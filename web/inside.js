// Look inside: wires what is drawn of the network at work on the visitor's picture. Nothing is asked
// of the engine while nobody can see it.

import { createMaps } from './panels/maps.js';
import { createWhy } from './panels/why.js';
import { byId } from './parts/dom.js';
import { latest } from './parts/latest.js';
import { whileInView } from './parts/in-view.js';

/** The maps are drawn anew at most this often, in ms. */
const AT_MOST_EVERY = 100;

/**
 * Draws one after the other, with a rest after each.
 * @param {() => Promise<void>} draw
 * @param {() => number} rest at least so many ms from one beginning to the next
 */
function paced(draw, rest) {
  const run = latest(async () => {
    const start = performance.now();
    await draw();
    const left = rest() - (performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, left));
  });
  return () => run(undefined);
}

/** @param {import('./engine/engine.js').Engine} engine */
export function openInside(engine) {
  /** What the network sees; null for an empty picture. @type {Uint8Array | null} */
  let pixels = null;
  /** What it says of that. @type {ArrayLike<number> | null} */
  let probabilities = null;

  const maps = createMaps(engine, () => mapsView.changed());
  const mapsView = whileInView(
    byId('maps-frame', HTMLDivElement),
    paced(
      () => maps.show(pixels),
      () => AT_MOST_EVERY,
    ),
  );
  const why = createWhy(engine, () => whyView.changed());
  const whyView = whileInView(
    byId('why-frame', HTMLDivElement),
    paced(() => why.show(pixels, probabilities), why.rest),
  );

  const changed = () => {
    mapsView.changed();
    whyView.changed();
  };

  return {
    /** There is another network. @param {import('./engine/engine.js').Summary} summary */
    setNetwork(summary) {
      maps.setNetwork(summary);
      changed();
    },
    /**
     * The picture or the weights have changed.
     * @param {Uint8Array | null} seen by the network; null for nothing
     * @param {ArrayLike<number> | null} said of it, by class
     */
    look(seen, said) {
      pixels = seen;
      probabilities = said;
      changed();
    },
  };
}
