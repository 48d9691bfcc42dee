import { decideCounted } from './counted-roles.ts';
import { decideGoverned } from './governed-roles.ts';
import { governorOf } from './governors.ts';
import type { Compound } from './nouns.ts';
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
    // "$2 per GPU hour" is a price.
    return !/^ ?(?:per|\/|an?) ?(?:[\w-]+ ){0,2}(?:gpu |chip )?h(?:ou)?r?\b/.test(placed.right.replace(/-/g, ' ')) &&
      /cost|pric|rent|budget|spen[dt]|usd|dollar/.test(placed.left + placed.right) &&
      placed.topic.ofTraining
      ? decided('cost', '$', figure.to)
      : undefined;
  if (figure.kind === 'percent') return decidePercent(placed);
  if (figure.kind === 'times') return decideTimes(placed);
  const governor = governorOf(placed.left);
  // "Learning rate: 0.0003 Batch size: 128": the noun behind it is the name of the next value.
  if (
    compound.counted !== undefined &&
    /^ ?[:=] ?[\d.]/.test(placed.right.slice(compound.to - figure.to)) &&
    governor.concept !== undefined
  )
    return decideGoverned({ ...placed, right: '', compound: NO_NOUN }, governor.concept, governor.links, governor.head);
  // "dim 4096 n_layers 32 head_dim 128 hidden_dim 14336", as the parameters of Llama are told
  if (
    placed.left.endsWith('dim ') &&
    /(?:^|[ |])dim (?:\d+ )?n ?layers \d/.test(placed.left + String(figure.value) + placed.right)
  ) {
    if (/(?:^|[ |])dim $/.test(placed.left) && /^ n ?layers/.test(placed.right))
      return decided('hidden', '', figure.to);
    if (placed.left.endsWith('hidden dim ')) return decided('ffn', '', figure.to);
  }
  if (governor.concept !== undefined && governor.links.length === 0 && isFlatTable(placed))
    return decideGoverned({ ...placed, right: '', compound: NO_NOUN }, governor.concept, [], governor.head);
  if (
    figure.form === 'fraction' ||
    (figure.form === 'word' && figure.value < 1) ||
    // "the cosine decay ends at 0.1 of the peak"
    (figure.form === 'plain' && figure.value > 0 && figure.value < 1 && /^ ?(?:of|times) /.test(placed.right))
  ) {
    const ratio = finalRatio(placed);
    if (ratio !== undefined) return ratio;
  }
  const borrowed = compound.counted === undefined && governor.concept === undefined ? borrowedNoun(placed) : undefined;
  if (borrowed !== undefined) return decideCounted({ ...placed, compound: borrowed }, undefined, governor.links);
  const keyed =
    compound.counted === undefined || compound.words === ''
      ? undefined
      : decideCounted(placed, governor.concept, governor.links);
  if (keyed !== undefined) return keyed;
  if (compound.counted === 'other' && governor.concept === undefined) return undefined;
  // "a tensor-parallel degree of eight"
  if (figure.form === 'word' && governor.concept === 'batch' && /^ ?(?:per|on each|for each) /.test(placed.right))
    return decideGoverned(placed, governor.concept, governor.links, governor.head);
  if (
    figure.form === 'word' &&
    !(figure.value > 1 && /^(?:tp|pp|dp|grad_accum|layers|heads)$/.test(governor.concept ?? ''))
  )
    return undefined;
  return decideGoverned(placed, governor.concept, governor.links, governor.head);
}

/** What the number before it counted: "for 200k steps, and decays for another 50k", "2.1T unique tokens, of which we use 1.8T". */
function borrowedNoun({ figure, left, right, previous }: Placed): Compound | undefined {
  if (previous === undefined || figure.kind !== 'number' || !Number.isInteger(figure.value)) return undefined;
  if (previous.role === 'gpu_hours' && figure.value >= 100 && /\bof which (?:about |only |some )?$/.test(left))
    return { counted: 'hour', words: 'gpu hours', per: [], to: figure.to };
  const counted = /steps(?:_planned)?$/.test(previous.role)
    ? 'step'
    : /tokens(?:_planned)?$/.test(previous.role) && previous.role !== 'batch_tokens'
      ? 'token'
      : undefined;
  if (
    counted === undefined ||
    !/^ ?(?:$|[,.;)]|(?:and|or|but|before|after|then|of|in|for|during|at|to|with|on|using|since|because|as|when|instead)\b)/.test(
      right,
    )
  )
    return undefined;
  if (
    counted === 'step'
      ? figure.value < 1000 || /[MBT]/.test(figure.magnitude)
      : figure.magnitude !== 'B' && figure.magnitude !== 'T'
  )
    return undefined;
  const hangs =
    counted === 'step'
      ? /\b(?:for|over|after|during|of) (?:another|a further|an additional|the (?:next|last|final|remaining|first|following)) (?:about )?$|\b(?:at|stopped (?:at|after)|ended (?:at|after)|halted (?:at|after)) $/
      : /\b(?:another|a further|an additional|the (?:next|last|final|remaining|first|following)) (?:about )?$|\b(?:phase|stage|period) $|\b(?:on|us(?:e|ed|es|ing)|train(?:ed)?|consum\w*|saw|seen|see|with|after|(?:stopp?|end|halt|interrupt|paus)\w* (?:at|after)) (?:only |about |around |just |roughly )*$/;
  return hangs.test(left) ? { counted, words: `${counted}s`, per: [], to: figure.to } : undefined;
}

const NO_NOUN = { counted: undefined, words: '', per: [], to: 0 } as const;

/** "Updates 1048576 Batch Size 256 Warmup Updates 2048": names before their values, and no word between. */
function isFlatTable({ right }: Placed): boolean {
  const next = /^ ((?:[a-z]+ ){1,4})\d/.exec(right)?.[1];
  return next !== undefined && governorOf(next).concept !== undefined && governorOf(next).links.length === 0;
}
