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
  if (governor.concept !== undefined && governor.links.length === 0 && isFlatTable(placed))
    return decideGoverned({ ...placed, right: '', compound: NO_NOUN }, governor.concept, [], governor.head);
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
  // "a tensor-parallel degree of eight"
  if (
    figure.form === 'word' &&
    !(figure.value > 1 && /^(?:tp|pp|dp|grad_accum|layers|heads)$/.test(governor.concept ?? ''))
  )
    return undefined;
  return decideGoverned(placed, governor.concept, governor.links, governor.head);
}

const NO_NOUN = { counted: undefined, words: '', per: [], to: 0 } as const;

/** "Updates 1048576 Batch Size 256 Warmup Updates 2048": names before their values, and no word between. */
function isFlatTable({ right }: Placed): boolean {
  const next = /^ ((?:[a-z]+ ){1,4})\d/.exec(right)?.[1];
  return next !== undefined && governorOf(next).concept !== undefined && governorOf(next).links.length === 0;
}
