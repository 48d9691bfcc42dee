import type { Quantity } from '../quantity.ts';
import { readAmount, writtenAmount } from './written-number.ts';

/** A stretch of a run with one batch size; of a ramp, the mean. */
export interface BatchSegment {
  readonly steps: number;
  /** In tokens. */
  readonly batch: number;
  /** Of a ramp whose shape is not said: the batches that it begins and ends with. */
  readonly between?: readonly [number, number];
  /** A ramp whose length is told in tokens: how many steps it took hangs on its shape. */
  readonly inTokens?: true;
}

const amount = (name: string): string => String.raw`(?<![\d.,])(?<${name}>${writtenAmount})`;
const unit = String.raw`(?: (?:sequences|samples|examples|tokens|seqs))?(?: (?:of|with) \d[\d,]* tokens(?: each)?)?(?: (?:per|in each|in every|a) (?:step|batch))?`;
const grown = `(?:(?:linearly|gradually|slowly|then|is|are|was|were|being|we|it|which) ){0,4}(?:ramp(?:s|ed|ing)?|increas(?:es|ed|ing)|grow(?:s|n|ing)|rais(?:es|ed|ing)|warm(?:s|ed|ing)|scal(?:es|ed|ing))(?:[- ]up)?(?: (?:linearly|gradually|slowly)){0,2}`;
const extent = `(?:over|during|in|for|across|within|in the training of|over the course of) (?:the first )?${amount('extent')} (?:training )?(?<of>steps|iterations|updates|tokens)`;
const rest = String.raw`(?:afterwards?|thereafter|after that|then on|from then on|from there on|(?:for|in|during) the (?:rest|remainder|remaining)\b[^.;]{0,30}|later)`;

/** "4M tokens, ramped up from 1M over the first 1,000 steps"; "increased from 1M to 4M over the first 1,000 steps". */
const RAMPS = [
  new RegExp(`${amount('last')}${unit},? \\(?${grown} from ${amount('first')}${unit} ${extent}`, 'i'),
  new RegExp(`${grown} from ${amount('first')}${unit} to ${amount('last')}${unit} ${extent}`, 'i'),
  new RegExp(`${grown} ${extent} from ${amount('first')}${unit} to ${amount('last')}${unit}`, 'i'),
];

const then = '(?:,|and|then|but|which|is|was|it|we|later|the batch(?: size)?|again)';
const change = '(?:increas|doubl|rais|chang|tripl|quadrupl|switch)(?:es|ed|e|ing)?';
const after = `after (?:the first )?${amount('extent')} (?:training )?(?<of>steps|iterations|updates|tokens)`;

/** "512 sequences for the first 10,000 steps and 1024 afterwards"; "doubled to 3M after 20,000 steps". */
const CHANGES = [
  new RegExp(
    `${amount('first')}${unit} (?:for|during|in|over) the first ${amount('extent')} (?<of>steps|iterations|updates|tokens),? (?:and|then|but)(?: then)?(?: of| with| to)? ${amount('last')}${unit} ${rest}`,
    'i',
  ),
  new RegExp(`${amount('first')}${unit}(?: ?${then}){0,5} ${change}(?: it)? to ${amount('last')}${unit} ${after}`, 'i'),
  new RegExp(`${amount('first')}${unit}(?: ?${then}){0,5} ${change}(?: it)? ${after} to ${amount('last')}`, 'i'),
  new RegExp(
    `${amount('first')}${unit}(?: ?${then}){0,5} (?<times>doubl|tripl|quadrupl)(?:es|ed|e|ing)(?: it)? ${after}`,
    'i',
  ),
];

const TIMES: Readonly<Record<string, number>> = { doubl: 2, tripl: 3, quadrupl: 4 };

/**
 * The batch sizes of a run that changed its batch once, or ramped it up, as a paragraph tells; undefined where it
 * does not, or not in words that are understood.
 *
 * @param text the paragraph
 * @param extent the steps of the whole run, or else its tokens
 * @param batch the batch as it was read: one of the sizes told
 * @param tokensOfOne tokens in one of the batch's units: 1, or the length of a sequence
 */
export function batchHistoryIn(
  text: string,
  extent: { readonly steps: number } | { readonly tokens: number },
  batch: Quantity,
  tokensOfOne: number,
): readonly BatchSegment[] | undefined {
  const plain = text.replace(/[\s>]+/g, ' ').replace(/(\d), (?=000\b)/g, '$1,');
  for (const [pattern, ramps] of [
    ...RAMPS.map(one => [one, true] as const),
    ...CHANGES.map(one => [one, false] as const),
  ]) {
    const groups = pattern.exec(plain)?.groups;
    if (groups === undefined) continue;
    const [first, told, early] = [groups.first, groups.last, groups.extent].map(each => readAmount(each ?? ''));
    const last = groups.times === undefined ? told : first! * TIMES[groups.times.toLowerCase()]!;
    if (![first, last].some(each => Math.abs(each! - batch.value) <= 0.01 * batch.value)) continue;
    const [mean, then] = [(ramps ? (first! + last!) / 2 : first!) * tokensOfOne, last! * tokensOfOne];
    const counted = /tokens/i.test(groups.of ?? '') ? early! / mean : early!;
    const left = 'steps' in extent ? extent.steps - counted : (extent.tokens - counted * mean) / then;
    if (!(counted > 0 && left > 0 && mean > 0)) return undefined;
    const inTokens = ramps && /tokens/i.test(groups.of ?? '');
    const isLinear = /linear/i.test(plain);
    return [
      {
        steps: counted,
        batch: mean,
        ...(ramps && !isLinear ? { between: [first! * tokensOfOne, then] as const } : {}),
        ...(inTokens ? { inTokens } : {}),
      },
      { steps: left, batch: then },
    ];
  }
  return undefined;
}

/** The tokens that a run saw at least and at most, for a ramp of any shape. */
export function boundsOf(segments: readonly BatchSegment[]): readonly [number, number] {
  const of = (side: 0 | 1): number =>
    segments.reduce((sum, { steps, batch, between }) => sum + steps * (between?.[side] ?? batch), 0);
  return [Math.min(of(0), of(1)), Math.max(of(0), of(1))];
}

/** The tokens in a step, on average. */
export const meanBatch = (segments: readonly BatchSegment[]): number =>
  tokensOf(segments) / segments.reduce((sum, { steps }) => sum + steps, 0);

/** The tokens of all segments. */
export const tokensOf = (segments: readonly BatchSegment[]): number =>
  segments.reduce((sum, { steps, batch }) => sum + steps * batch, 0);
