// Look inside: wires what is drawn of the network at work on the visitor's picture. Nothing is asked
// of the engine while nobody can see it.

import { createMaps } from './maps.js';
import { createPlane } from './plane.js';
import { createSpread } from './spread.js';
import { createWhy } from './why.js';
import { byId } from '../../parts/dom.js';
import { whileInView } from './in-view.js';

/** The maps are drawn anew at most this often, in ms. */
const AT_MOST_EVERY = 100;
/** So are weights and gradients, for which the worker looks at some hundred images. */
const HISTOGRAMS_EVERY = 1000;

/**
 * @param {import('../../engine/engine.js').Engine} engine
 * @param {{ onImage: import('../../parts/gallery.js').OnImage }} wires an image is to be classified
 */
export function openInside(engine, { onImage }) {
  /** What the network sees; null for an empty picture. @type {Uint8Array | null} */
  let pixels = null;
  /** What it says of that. @type {ArrayLike<number> | null} */
  let probabilities = null;

  const maps = createMaps(engine, () => mapsView.changed());
  const mapsView = whileInView(
    byId('inside-maps-frame', HTMLDivElement),
    () => maps.show(pixels),
    () => AT_MOST_EVERY,
  );
  const why = createWhy(engine, () => whyView.changed());
  const whyView = whileInView(
    byId('inside-why-frame', HTMLDivElement),
    () => why.show(pixels, probabilities),
    why.rest,
  );
  const spread = createSpread(engine);
  const spreadView = whileInView(byId('inside-spread-frame', HTMLDivElement), spread.show, () => HISTOGRAMS_EVERY);
  const plane = createPlane(engine, { onImage, onMap: () => pictureView.changed() });
  const planeFrame = byId('inside-plane-frame', HTMLDivElement);
  const planeView = whileInView(planeFrame, plane.update);
  const pictureView = whileInView(
    planeFrame,
    () => plane.placePicture(pixels),
    () => AT_MOST_EVERY,
  );

  const changed = () => {
    mapsView.changed();
    whyView.changed();
    pictureView.changed();
  };

  return {
    /** There is another network. @param {import('../../engine/engine.js').Summary} summary */
    setNetwork(summary) {
      maps.setNetwork(summary);
      changed();
      spreadView.changed();
      plane.age();
      planeView.changed();
    },
    /** A run has trained on some batches. */
    learned() {
      spreadView.changed();
      plane.age();
    },
    /** A run has ended an epoch. */
    endEpoch: () => planeView.changed(),
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
