/** What stands before the ids that a note's own HTML gives: no other id of a page, and no property of a window, is so called. */
export const anchorPrefix = 'anchor:';

/** The id of the place that a note's HTML calls so (`<a id="here">`); undefined for what is no name. */
export function anchorId(name: string): string | undefined {
  return /^[\p{L}\p{N}_.:-]{1,100}$/u.test(name) ? `${anchorPrefix}${name}` : undefined;
}
