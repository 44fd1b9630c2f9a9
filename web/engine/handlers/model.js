// The network in use, replaced.

/** @typedef {import('../session.js').Handlers} Handlers */
/** @typedef {import('../session.js').Session} Session */

/** @param {Session} session */
export const modelHandlers = (session) =>
  /** @satisfies {Partial<Handlers>} */ ({
    newModel({ description, seed }) {
      session.refuseDuringWork('make a new network');
      session.core.newModel(description, seed);
      session.snapshot();
      return null;
    },

    loadModel({ bytes }) {
      session.refuseDuringWork('load another network');
      session.core.loadModel(bytes);
      session.snapshot();
      return null;
    },

    addClass({ name }) {
      session.refuseDuringWork('add a class');
      session.core.addClass(name);
      session.snapshot();
      return null;
    },

    removeClass({ index }) {
      session.refuseDuringWork('remove a class');
      session.core.removeClass(index);
      session.snapshot();
      return null;
    },
  });
