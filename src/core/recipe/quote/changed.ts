import type { Range } from '../../text.ts';
import type { QuantityRole } from '../quantity.ts';
import type { Figure } from './figures.ts';
import { type Known, knownOf } from './known.ts';

/*
 * Values that are changed where they are told: "clip gradient norms at 1.0, except for changes that reduce this
 * threshold to 0.3", "… using a clipping value of 1. For the 7B model we reduce this to 0.25".
 */

const CHANGED =
  /\b(?:reduc|lower|increas|rais|chang|drop|decreas|set|sett|tighten|relax|switch|adjust|cut)\w* (?:it|this|that|(?:the|this|that) (?:value|threshold|norm|limit|coefficient|parameter))(?: (?:value|threshold|norm|limit|parameter|coefficient))?(?: back| down| up)*(?: from [\d.,]{1,9}[KM]?)? to (?:only |just |about )?$/i;

/** "a clipping of 1.0, later lowered to 0.3" */
const LATER =
  /^,? (?:\(|which (?:we|is|was) |and |but |is |was )*(?:later|then|subsequently|afterwards|eventually|finally) (?:on )?(?:reduced|lowered|increased|raised|changed|dropped|decreased|set|tightened|relaxed|switched)(?: back| down| up)? to (?:only |just |about )?$/;

const CHANGEABLE = new Set<QuantityRole>([
  'grad_clip',
  'beta1',
  'beta2',
  'weight_decay',
  'batch_seqs',
  'batch_tokens',
  'batch_examples',
  'micro_batch',
  'context',
  'warmup_steps',
]);

/** Gives the new value of what a pronoun means the role of the value told last; `earlier` is that of sentences before. */
export function readChanges(
  text: string,
  sentence: Range,
  figures: readonly Figure[],
  known: (Known | undefined)[],
  earlier: Known | undefined,
): void {
  for (const [index, figure] of figures.entries()) {
    if (
      known[index] !== undefined ||
      figure.kind !== 'number' ||
      !/to (?:\w+ )?$/.test(text.slice(figure.from - 9, figure.from))
    )
      continue;
    const before = index === 0 ? undefined : known[index - 1];
    const later = isChangeable(before) && LATER.test(text.slice(before.to, figure.from)) ? before : undefined;
    if (later === undefined && !CHANGED.test(text.slice(Math.max(sentence.from, figure.from - 70), figure.from)))
      continue;
    const owner = later ?? known.slice(0, index).findLast(isChangeable) ?? earlier;
    if (owner === undefined || owner.figure.value >= 32 !== figure.value >= 32) continue;
    const ratio = owner.figure.value / figure.value;
    if (!(ratio < 100 && ratio > 1 / 100)) continue;
    known[index] = knownOf(figure, { role: owner.decided.role, unit: owner.decided.unit, to: figure.to }, undefined);
  }
}

/** A value that a later sentence may change by a pronoun. */
export const isChangeable = (entry: Known | undefined): entry is Known =>
  entry !== undefined && CHANGEABLE.has(entry.decided.role);
