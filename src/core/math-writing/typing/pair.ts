/**
 * What a typed `$` should do at a place in prose: pair (put its partner behind the cursor), step over the partner that
 * stands there, open a display formula out of an empty pair, or stay a plain sign.
 */
export type DollarAction = 'pair' | 'over' | 'display' | 'plain';

/**
 * @param before the line's text before the cursor
 * @param after the line's text behind it
 * @param inMath whether the cursor stands in a formula
 */
export function dollarAt(before: string, after: string, inMath: boolean): DollarAction {
  if (/(?<!\\)(?:\\\\)*\\$/.test(before)) return 'plain';
  if (/(?<![\\$])\$$/.test(before) && /^\$(?!\$)/.test(after)) return 'display';
  if (after.startsWith('$') && inMath) return 'over';
  if (inMath) return 'plain';
  // A partner only where a formula can begin: not inside a word, and not before one.
  if (/[\p{L}\p{N}]$/u.test(before) || /^[\p{L}\p{N}\\$]/u.test(after)) return 'plain';
  return 'pair';
}
