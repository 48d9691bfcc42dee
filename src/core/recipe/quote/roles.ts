import { decideCounted } from './counted-roles.ts';
import { decideGoverned } from './governed-roles.ts';
import { governorOf } from './governors.ts';
import { type Decided, decided, type Placed } from './placed.ts';
import { decidePercent, decideTimes, finalRatio } from './ratio-roles.ts';

/*
 * What a number is said of, decided by the grammar around it: the noun after it, the phrase that governs it, the verb
 * and preposition it hangs on.
 */

/** The role of one figure by its own surroundings; undefined when it is no quantity, or shares a list's. */
export function decideRole(placed: Placed): Decided | undefined {
  const { figure, compound } = placed;
  if (figure.kind === 'money')
    return /cost|pric|rent|budget|spen[dt]|usd|dollar/.test(placed.left + placed.right)
      ? decided('cost', '$', figure.to)
      : undefined;
  if (figure.kind === 'percent') return decidePercent(placed);
  if (figure.kind === 'times') return decideTimes(placed);
  const governor = governorOf(placed.left);
  if (figure.form === 'fraction' || (figure.form === 'word' && figure.value < 1)) {
    const ratio = finalRatio(placed);
    if (ratio !== undefined) return ratio;
  }
  const keyed =
    compound.counted === undefined || compound.words === ''
      ? undefined
      : decideCounted(placed, governor.concept, governor.links);
  if (keyed !== undefined) return keyed;
  if (compound.counted === 'other' && governor.concept === undefined) return undefined;
  if (figure.form === 'word') return undefined;
  return decideGoverned(placed, governor.concept, governor.links, governor.head);
}
