import type { Claim } from './claims.ts';
import { speaksOfPart } from './remark.ts';
import type { Run } from './run.ts';
import { valuesIn } from './run-inputs.ts';
import { readAmount, writtenAmount } from './written-number.ts';

/** What of a run a sentence speaks of: all of it, all until a step, or some part that nothing is computed for. */
export type Scope =
  | { readonly kind: 'whole' }
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'part' };

/** What kind of thing a claim is about. */
export type ClaimKind = 'data' | 'time' | 'accelerator-time' | 'flops' | 'steps' | 'rate' | 'learning-rate' | 'warmup';

/** What is the larger, the more of a run one takes. */
const extents: ReadonlySet<ClaimKind> = new Set(['data', 'time', 'accelerator-time', 'flops', 'steps']);

/** The kind of thing that a claim is about, by the first calculation that it may be of. */
export function kindOf({ calculations: [first = ''] }: Claim): ClaimKind {
  if (/^(?:tokens-(?:seen|planned)|epochs|fraction)/.test(first)) return 'data';
  if (first === 'wall-clock') return 'time';
  if (/^(?:gpu-hours|cost|energy|co2)$/.test(first)) return 'accelerator-time';
  if (first.startsWith('training-flops')) return 'flops';
  if (first === 'steps-for-budget') return 'steps';
  if (first.startsWith('learning-rate')) return 'learning-rate';
  return first.startsWith('warmup') ? 'warmup' : 'rate';
}

/** True for a claim of what is the larger, the more of a run one takes. */
export const isExtent = (claim: Claim): boolean => extents.has(kindOf(claim));

const atStep = new RegExp(
  String.raw`(?<of>\b(?:of|over|in)\s+(?:the\s+)?)?(?:\bstep\s+#?(?<one>${writtenAmount})|(?<![\d.,])(?<many>${writtenAmount})\s+(?:training\s+)?steps\b)`,
  'giu',
);

/**
 * What a sentence speaks of.
 *
 * @param rest the sentence with all claims blanked but those of steps and of learning rates
 */
export function scopeOf(rest: string, claims: readonly Claim[], run: Run): Scope {
  if (speaksOfPart(rest)) return { kind: 'part' };
  const steps = run.byRole.get('steps');
  const stated = steps === undefined ? [] : valuesIn(steps);
  for (const { groups } of rest.matchAll(atStep)) {
    const step = readAmount(groups?.one ?? groups?.many ?? '');
    if (stated.some(value => Math.abs(value - step) <= 0.006 * value)) continue;
    const planned = [run.byRole.get('steps_planned'), run.byRole.get('decay_steps')];
    if (groups?.of !== undefined && planned.some(quantity => quantity?.value === step)) continue;
    // Of a run whose steps are not stated, their number is what is claimed.
    if (steps === undefined && groups?.one === undefined) continue;
    if (run.byRole.get('warmup_steps')?.value === step && claims.some(claim => kindOf(claim) === 'warmup')) continue;
    return { kind: 'step', step };
  }
  return isSubject(rest, claims) ? { kind: 'part' } : { kind: 'whole' };
}

/** "One epoch took 4 days": the first is not claimed of the run, but what the second is said of. */
function isSubject(rest: string, claims: readonly Claim[]): boolean {
  const [first, second] = claims;
  if (first === undefined || second === undefined || !isExtent(first) || !isExtent(second)) return false;
  if (kindOf(first) === kindOf(second)) return false;
  return /\b(?:takes?|took|needs?|needed|lasts?|lasted|costs?)\b/i.test(rest) && first.half > 0.03 * first.value;
}
