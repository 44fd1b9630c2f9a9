// The visitor's picture: what it is, what the network sees in it and says of it.

import { EngineError } from '../engine/engine.js';
import { latest } from '../parts/latest.js';
import { Fact } from './news.js';

/** @typedef {import('../engine/engine.js').Drawing} Drawing */
/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/engine.js').PictureKind} PictureKind */
/** @typedef {import('../engine/engine.js').Unlike} Unlike */

/**
 * A drawing is its strokes and fills, and has a name when it comes from a file. A photo keeps its own
 * colours. A sample is an image of the data set, exactly as the network takes it. None is changed in place,
 * save for the last stroke of a drawing while it is being made.
 * @typedef {Drawing & { kind: 'drawing', name?: string }
 *   | { kind: 'photo', image: ImageData, name: string }
 *   | { kind: 'sample', pixels: Uint8Array, label: number, source: string }} Shown
 */

/** What the network sees, null for nothing, and as what it is judged. @typedef {{ pixels: Uint8Array | null, kind: PictureKind }} Seen */
/** What it says of that. @typedef {{ probabilities: number[], unlike: Unlike }} Said */

/** @type {Drawing & { kind: 'drawing' }} */
export const BLANK = Object.freeze({ kind: 'drawing', marks: [] });

export class Picture extends Fact {
  /** What is on the stage. @type {Shown} */
  shown = BLANK;
  /** The picture of which the rest is said: the one on the stage, or the one before. @type {Shown | null} */
  judged = null;
  /** Null until something is judged. @type {Seen | null} */
  seen = null;
  /** Null for an empty picture, and while nothing is known. @type {Said | null} */
  said = null;
  /** Why the picture could not be judged. @type {unknown} */
  problem = null;

  /** @type {Engine | null} */
  #engine = null;
  /**
   * Finding the garment in a photo takes longer than judging it, and a network in training judges the same
   * picture many times.
   * @type {WeakMap<Shown, Seen>}
   */
  #sights = new WeakMap();
  #ask = latest((/** @type {Shown} */ picture) => this.#judge(picture));

  /** Whether there is a network to judge it. */
  get ready() {
    return this.#engine !== null;
  }

  /** Judges pictures from now on. @param {Engine} engine @returns {Promise<void>} that the first one is judged */
  open(engine) {
    this.#engine = engine;
    this.changed();
    return this.#judge(this.shown);
  }

  /** @param {Shown} picture */
  show(picture) {
    this.shown = picture;
    this.changedNow();
    this.#ask(picture);
  }

  /** The network has changed. */
  judgeAgain() {
    this.#ask(this.shown);
  }

  /**
   * Which pixels the last mark of a drawing fills.
   * @param {Drawing} drawing
   * @returns {Promise<Uint8Array | null>} null while there is no engine
   */
  async fillArea(drawing) {
    return this.#engine?.fillArea(drawing) ?? null;
  }

  /** @param {Shown} picture */
  async #judge(picture) {
    const engine = this.#engine;
    if (!engine) return;
    try {
      /** @type {Seen | undefined} */
      let seen = picture.kind === 'sample' ? { pixels: picture.pixels, kind: 'photo' } : this.#sights.get(picture);
      /** @type {Said | null} */
      let said = null;
      if (seen?.pixels) said = await engine.predict(seen.pixels, { kind: seen.kind });
      else if (!seen && picture.kind !== 'sample') {
        const isPhoto = picture.kind === 'photo';
        const sight = await (isPhoto ? engine.see(picture.image, { kind: 'photo' }) : engine.seeDrawing(picture));
        const { pixels, kind, probabilities, unlike } = sight;
        seen = { pixels, kind: kind ?? picture.kind };
        this.#sights.set(picture, seen);
        said = probabilities && { probabilities, unlike };
      }
      Object.assign(this, { judged: picture, seen, said, problem: null });
    } catch (error) {
      // After a crash the engine comes back by itself, and the picture is judged then.
      if (error instanceof EngineError && error.code === 'crashed') return;
      Object.assign(this, { judged: picture, seen: null, said: null, problem: error });
    }
    this.changedNow();
  }
}
