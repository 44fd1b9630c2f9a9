// Look inside: wires what is drawn of the network at work on the visitor's picture. Nothing is asked
// of the engine while nobody can see it.

import { offerGradientCheck } from './gradients-button.js';
import { createMaps } from './maps.js';
import { createPlane } from './plane.js';
import { createSpread } from './spread.js';
import { createWhy } from './why.js';
import { byId } from '../../parts/dom.js';
import { whileInView } from './in-view.js';
import { lookAt } from '../../parts/look-at.js';

/** The maps are drawn anew at most this often, in ms. */
const AT_MOST_EVERY = 100;
/** So are weights and gradients, for which the worker looks at some hundred images. */
const HISTOGRAMS_EVERY = 1000;

/** @param {import('../../lab/lab.js').Lab} lab */
export function openInside(lab) {
  const { engine, picture, weights, classes, run } = lab;
  const onImage = lookAt(picture);
  const pixels = () => picture.seen?.pixels ?? null;
  const probabilities = () => picture.said?.probabilities ?? null;

  const maps = createMaps(engine, classes, () => mapsView.changed());
  const mapsView = whileInView(
    byId('inside-maps-frame', HTMLDivElement),
    () => maps.show(pixels()),
    () => AT_MOST_EVERY,
  );
  const why = createWhy(engine, classes, () => whyView.changed());
  const whyView = whileInView(
    byId('inside-why-frame', HTMLDivElement),
    () => why.show(pixels(), probabilities()),
    why.rest,
  );
  const spread = createSpread(engine);
  const spreadView = whileInView(byId('inside-spread-frame', HTMLDivElement), spread.show, () => HISTOGRAMS_EVERY);
  const plane = createPlane(engine, classes, { onImage, onPlot: () => pictureView.changed() });
  const planeFrame = byId('inside-plane-frame', HTMLDivElement);
  const planeView = whileInView(planeFrame, plane.update);
  const pictureView = whileInView(
    planeFrame,
    () => plane.placePicture(pixels()),
    () => AT_MOST_EVERY,
  );

  offerGradientCheck(lab);

  /** What was drawn last. */
  let { summary, version } = weights;
  let { said, seen } = picture;
  let epochs = 0;

  const changedPicture = () => {
    mapsView.changed();
    whyView.changed();
    pictureView.changed();
  };

  picture.listen(() => {
    if (picture.said !== said || picture.seen !== seen) changedPicture();
    ({ said, seen } = picture);
  });
  weights.listen(() => {
    if (weights.version !== version) {
      spreadView.changed();
      plane.age();
    }
    if (weights.summary && weights.summary !== summary) {
      maps.setNetwork(weights.summary);
      changedPicture();
      spreadView.changed();
      planeView.changed();
    }
    ({ summary, version } = weights);
  });
  run.listen(() => {
    const count = run.record?.epochs.length ?? 0;
    if (count > epochs) planeView.changed();
    epochs = count;
  });
}
