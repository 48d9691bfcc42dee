/** Money goes on in words: `$5 per hour`, `$3.50. Then`. */
const money = /^\d[\d.,]*(?:[kKMB]|bn|mn)?(?:[.;:!?)] |[.,;:!?)]? \p{L}{2,}[ .,;:!?)])$/u;
/** What can stand between two `$` that make a formula. */
const formula = /^(?!\s)(?:\\.|[^\\$])+(?<!\s)$/s;

/**
 * True when a `$` that the editor put behind the cursor by itself closes nothing: after a typed `$` that ended a
 * formula, and once what follows the typed `$` turns out to be money.
 *
 * @param before the line up to the cursor
 * @example isStrayDollar('It costs $5 per ') // true
 * @example isStrayDollar('so $x^2$') // true: that one has closed the formula
 */
export function isStrayDollar(before: string): boolean {
  const dollars = [...before.matchAll(/(?<!\\)\$/g)].map(match => match.index);
  const last = dollars.at(-1);
  if (last === undefined) return false;
  if (last < before.length - 1) return money.test(before.slice(last + 1));
  return dollars.length % 2 === 0 && formula.test(before.slice(dollars.at(-2)! + 1, last));
}
