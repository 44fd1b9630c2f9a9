// Whether the network knows a picture's like: learned from the loaded images when a run has ended, in
// the time that nobody else wants.

import { EngineError } from '../engine/engine.js';

/**
 * @param {import('../engine/engine.js').Engine} engine
 * @param {() => void} onKnown predictions say from now on how unlike the training images a picture is
 */
export function createKnowing(engine, onKnown) {
  let control = new AbortController();
  return {
    async learn() {
      const { signal } = (control = new AbortController());
      try {
        await engine.fitNovelty({ signal });
        onKnown();
      } catch (error) {
        // A new run came first, or the images are too few: then pictures are judged without.
        if (!signal.aborted && !(error instanceof EngineError)) throw error;
      }
    },
    cancel: () => control.abort(),
  };
}
