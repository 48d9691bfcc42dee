import { writeExact } from '../format.ts';
import type { Check } from './formula.ts';

/*
 * Checks that several formulas share. Bounds of results are wide: what lies outside is on no record.
 */

/** A result in `unit` that is at most `most`, and at least `least`. */
export function between(least: number, most: number, unit: string, hint: string): Check<never> {
  const low = writeExact(least, unit);
  const high = writeExact(most, unit);
  return {
    says: least > 0 ? `The result lies between ${low} and ${high}.` : `The result is at most ${high}.`,
    doubt: value =>
      value > most ? `More than ${high}: ${hint}` : value < least ? `Less than ${low}: ${hint}` : undefined,
  };
}

/** Heads share out the hidden size. */
export const wholeHeads: Check<'hidden' | 'heads'> = {
  says: 'The hidden size is a multiple of the heads.',
  doubt: (_, v) =>
    v.hidden % v.heads === 0 || Number.isNaN(v.hidden % v.heads)
      ? undefined
      : `${v.hidden} is no multiple of ${v.heads} heads.`,
};

/** Queries are no fewer than keys. */
export const narrowKeys: Check<'attention_width' | 'kv_width'> = {
  says: 'Keys and values are no wider than queries.',
  doubt: (_, v) =>
    v.kv_width > v.attention_width
      ? `Keys and values are ${v.kv_width} wide and queries ${v.attention_width}: there are no more key-value heads than heads.`
      : undefined,
};

/** A rotation turns pairs. */
export const evenHead: Check<'head_dim'> = {
  says: 'The size of a head is even.',
  doubt: (_, v) =>
    v.head_dim % 2 === 1 ? `Pairs need an even size of the head, and ${v.head_dim} is odd.` : undefined,
};
