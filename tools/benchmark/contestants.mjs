// Who runs for an accuracy: networks, by the names of their files in model/, and for each the page's best recipe.

import { FAST, STRONG, STRONGEST } from '../../web/lab/recipes.js';

export const CONTESTANTS = Object.freeze({
  reference: FAST,
  small: FAST,
  'ready-made': STRONG,
  strong: STRONG,
  strongest: STRONGEST,
});
