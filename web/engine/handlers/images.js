// The data set's images: loaded, handed out, and changed as a run changes them.

import { EngineError } from '../errors.js';
import { IMAGE_PIXELS } from '../image.js';
import { checkSettingNames } from '../input.js';

/** @typedef {import('../session.js').Handlers} Handlers */
/** @typedef {import('../session.js').Session} Session */

/** @param {Session} session */
export const imageHandlers = ({ core, shards }) =>
  /** @satisfies {Partial<Handlers>} */ ({
    loadImages({ split, count }, { signal, progress }) {
      return shards.load(split, count, signal, progress);
    },

    imagesKept: () => shards.kept(),

    imagesNeeded({ settings }) {
      checkSettingNames(settings);
      return core.fitNeeds(settings);
    },

    async images({ query }, { signal }) {
      await shards.restore(query.split, signal);
      const all = core.imageLabels(query.split);
      const classes = core.imageClasses();
      if ('class' in query && query.class !== undefined && query.class >= classes.length)
        throw new EngineError('bad-settings', `There is no such class. Choose one from 0 to ${classes.length - 1}.`);
      const indices = chosen(all, query);
      const pixels = new Uint8Array(indices.length * IMAGE_PIXELS);
      indices.forEach((index, place) => {
        pixels.set(core.imagePixels(query.split, index), place * IMAGE_PIXELS);
      });
      const labels = Uint8Array.from(indices, (index) => all[index]);
      return { indices, pixels, labels, classes };
    },

    augment({ settings, pixels, labels, step }) {
      checkSettingNames(settings);
      return core.augment(settings, step, pixels, labels);
    },
  });

/**
 * The indices that a query asks for.
 * @param {Uint8Array} labels of all loaded images
 * @param {import('../messages.js').ImagesQuery} query
 * @returns {Uint32Array<ArrayBuffer>}
 * @throws {EngineError} `wrong-state` for an index beyond the loaded images
 */
function chosen(labels, query) {
  if ('indices' in query) {
    const wrong = Array.from(query.indices).find((index) => !(index in labels));
    if (wrong === undefined) return Uint32Array.from(query.indices);
    throw new EngineError(
      'wrong-state',
      `There is no image ${wrong}: ${labels.length} are loaded. Load more images first.`,
    );
  }
  const { class: wanted, start = 0, count } = query;
  const found = [];
  let passed = 0; // images of the class before `start`
  for (let i = 0; i < labels.length && found.length < count; ++i) {
    if (wanted !== undefined && labels[i] !== wanted) continue;
    if (passed < start) passed += 1;
    else found.push(i);
  }
  return Uint32Array.from(found);
}
