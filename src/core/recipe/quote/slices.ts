import type { Range } from '../../text.ts';
import { type Known, knownOf, numberAt } from './known.ts';

/*
 * Accelerators that are told by the shape or the name of a slice of a TPU: "a v4-512 slice", "a 4x4x8 topology",
 * "two pods of 1,024 chips each".
 */

/** "on a v4-128": a name with a count. */
const NAMED =
  /(?:\b(?:on|using|with|across|of|over|used|use|via|to) (?:an? |one |the |our |single |full |whole |entire |Cloud |Google )*(?:TPU[ -]?(?:pods? )?)?v[2-6][ep]?-(\d{1,5})\b(?!-))|\b(?:TPU[ -]?)?v[2-6][ep]?-(\d{1,5})(?= (?:slice|pod|TPU|topology)s?\b)/gi;
/** "a 4x4x8 TPU v4 slice", "a slice of 16 × 16 chips", "TPU v3 with a 8x8 topology": the sides of a torus. */
const SIDES =
  /(?<![\d.,x×] ?)(\d{1,3}) ?[x×] ?(\d{1,3})(?: ?[x×] ?(\d{1,3}))?(?=,? (?:(?:Cloud |Google )*TPU[ -]?v?\d[ep]?(?: chips?)? ?(?:pod |sub)?(?:slices?|topology|topologies|pods?|mesh|torus)?\b|TPUs?(?: (?:devices|chips|cores|slice|pod))?\b|(?:pod )?(?:slices?|topology|torus)\b))/gi;
/** "2 TPU v4 pods, each with 4,096 chips", "two TPU v4 Pods with 3072 TPU v4 chips in each Pod". */
const PODS =
  /\b(two|three|four|five|six|eight|\d{1,3}) (?:[\w-]+ ){0,3}?pods?,?(?: (?:each|both|all))? (?:with|of|having|containing|comprising|consisting of) (\d[\d,]*) (?:[\w-]+ ){0,3}?(?:chips|cores)(?: (?:in each|per|each))?/gi;

/** A pod of TPU v5p has 8,960 chips, and none has more. */
const LARGEST_POD = 8960;

const COUNTS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4, five: 5, six: 6, eight: 8 };

/** The accelerators of slices that a sentence names, and what was read of their parts left out. */
export function withSlices(text: string, sentence: Range, known: readonly Known[]): Known[] {
  const words = text.slice(sentence.from, sentence.to);
  if (!/\bv\d[ep]?-\d|TPU|pods?\b|topology|slice/i.test(words)) return [...known];
  const slices: Known[] = [];
  const add = (m: RegExpExecArray, value: number, whole: boolean): void => {
    const to = sentence.from + m.index + m[0].length;
    const from = whole ? sentence.from + m.index : to - String(value).length;
    if (slices.some(other => other.from < to && from < other.to)) return;
    slices.push(knownOf(numberAt(from, to, value), { role: 'gpus', unit: 'GPU', to }, undefined));
  };
  for (const m of words.matchAll(SIDES)) {
    const chips = Number(m[1]) * Number(m[2]) * Number(m[3] ?? 1);
    if (chips <= LARGEST_POD) add(m, chips, true);
  }
  for (const m of words.matchAll(PODS)) {
    const count = COUNTS[(m[1] ?? '').toLowerCase()] ?? Number(m[1]);
    add(m, count * Number((m[2] ?? '').replace(/,/g, '')), true);
  }
  const isPart = (other: Known): boolean =>
    slices.some(slice => slice.from <= other.figure.from && other.figure.from < slice.to);
  const out = known.filter(other => !isPart(other));
  for (const m of words.matchAll(NAMED)) {
    const value = Number(m[1] ?? m[2]);
    const to = sentence.from + m.index + m[0].length;
    if (!out.some(other => other.from < to && to - String(value).length < other.to)) add(m, value, false);
  }
  return [...out, ...slices];
}
