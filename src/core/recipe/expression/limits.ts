/*
 * Expressions stand in notes that come from strangers. They have no loops, so these bounds on their size bound the
 * work; evaluation counts all the same, for trees that no text made.
 */

/** UTF-16 units of an expression's text. */
export const maxLength = 2000;

/** Parentheses, signs and powers within each other. */
export const maxDepth = 64;

/** Nodes that one evaluation visits. */
export const maxWork = 4000;

/** Arguments of one call. */
export const maxArguments = 64;
