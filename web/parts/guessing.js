/** An accuracy below this is no more than guessing: of ten classes that knows a tenth, and a bit more is chance. */
export const GUESSING = 0.15;
