import { findAccelerator } from '../data/accelerators.ts';
import { findHardware } from '../quote/hardware.ts';
import type { ReadParagraph } from '../quote/note.ts';
import { remembered } from '../quote/remembered.ts';

/** A degree by which a model is split over accelerators, as the formulas name it. */
export type SplitDegree = 'tp' | 'pp' | 'cp';

/**
 * What the words of a quote tell of a run beside its numbers. A calculation may not take for granted what these words
 * leave open: the degree of a parallelism that is only mentioned, a batch that grows.
 */
export interface Circumstances {
  /** Accelerators that are named, with or without a count. */
  readonly accelerators: readonly string[];
  /** Number formats that are named, as the table of accelerators knows them. */
  readonly formats: readonly string[];
  /** How the model is said to be split, whether a degree is stated or not. */
  readonly splits: readonly SplitDegree[];
  readonly warmsUp: boolean;
  readonly batchChanges: boolean;
  /** Sequences have several lengths. */
  readonly lengthChanges: boolean;
  /** Parameters are split between an encoder and a decoder, and a token passes about half of them. */
  readonly encoderDecoder: boolean;
  /** The data is said to be passed over several times, without a number. */
  readonly severalEpochs: boolean;
  /** Halves of accelerators are counted: a TPU's cores, an MI250X's dies. */
  readonly halves: boolean;
  /** Numbers are said of one of several runs (seeds, trials): how many, NaN where that is not said. */
  readonly runs: number | undefined;
}

const NONE: Circumstances = {
  accelerators: [],
  formats: [],
  splits: [],
  warmsUp: false,
  batchChanges: false,
  lengthChanges: false,
  encoderDecoder: false,
  severalEpochs: false,
  halves: false,
  runs: undefined,
};

/** A cheap look: most paragraphs tell nothing of the kind. */
const MAY_TELL =
  /\b[AHVPBLTK]-?\d|[AHVL]\d{2}|G[BH]\d|TPU|MI\d|Gaudi|RTX|Trainium|910|Titan|TITAN|GTX|CS-\d|f(?:loat|p) ?\d|bf16|bfloat|tf32|int8|precision|parallel|\b[TPC]P\b|Megatron|warm|batch|length|context|coder|epochs|[Nn]ode|seeds?\b|\bruns?\b|trials?\b/;

const word = String.raw`(?:[^.;\n]|\.(?=\d)|\n(?!\n))`;

/** The batch, with what is said of it in its sentence, a rate or a length not among it. */
const BATCH_IS = (most: number): string =>
  String.raw`\bbatch(?:[- ]?sizes?)?\b(?:(?!\blearning|\blr\b|\bcontext|\blengths?\b|\bwarm)${word}){0,${most}}?`;

const BATCH_CHANGES = new RegExp(
  [
    String.raw`${BATCH_IS(110)}\b(?:ramp|increas|grow|grew|doubl|tripl|quadrupl|rais|scal(?:ed|es|ing) up)\w*\b(?! (?:the |our |its )?(?:learning|lr\b|context|sequence length|peak))`,
    String.raw`\b(?:ramp\w*|increas\w*|doubl\w*|grow\w*|rais\w*)(?: up)?(?: linearly| gradually)? (?:the |our |its |a )?(?:global |training |effective )*batch`,
    String.raw`\bbatch(?:[- ]?sizes?)? (?:is |was |are |were )?(?:linearly |gradually |slowly )?(?:ramped|warmed)`,
    String.raw`\bbatch(?:[- ]?size)?[- ](?:ramp|warm|schedul|increas|growth)`,
    String.raw`${BATCH_IS(90)}\b(?:for|during|in|over) the (?:first|initial|last|rest|remain)`,
    String.raw`${BATCH_IS(140)}\b(?:afterwards?|thereafter|after that|midway|half[- ]?way|until)\b`,
  ].join('|'),
  'i',
);

const LENGTH_CHANGES = new RegExp(
  [
    String.raw`%\s(?:of\s)?(?:them|the\s(?:steps|sequences|batches|time|training|examples|updates)|(?:all\s)?(?:steps|sequences|training|updates))\b${word}{0,60}?\blength`,
    String.raw`\blengths?\b(?:\sof)?\s\d[\d,]*(?:\stokens)?\s(?:for|in)\s(?:the\s)?(?:first|last|\d+\s?%)`,
    String.raw`\b(?:contexts?(?:[- ](?:lengths?|window|size))?|sequence[- ]lengths?)\b(?:(?!\bbatch|\blearning)${word}){0,40}?\b(?:increas|extend|grow|doubl|lengthen|rais)\w*`,
    String.raw`\b(?:increas|extend|doubl|rais|lengthen)\w* (?:the |our |its )?(?:context|sequence)\b`,
    String.raw`\b(?:variable|varying|mixed|different|several|both)[- ](?:sequence |context )?lengths?\b`,
  ].join('|'),
  'i',
);

const ENCODER_DECODER = /\bencoder[-–—\s/]*(?:and[-\s]+)?decoder|\bseq(?:uence)?[-\s]?(?:2|to)[-\s]?seq(?:uence)?\b/i;

/** Families of encoder-decoders, in a model's name; a tokenizer may be named by them as well. */
const ENCODER_DECODER_NAME = /\b(?:m|By|Flan-|Code)?T5\b|\bm?BART\b|\bUL2\b|\bNLLB\b/i;

const NUMBERS: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
  ten: 10,
  twenty: 20,
};

/** What the words of one paragraph tell, wherever it stands. */
const toldIn = remembered(
  (source: string): Circumstances => (MAY_TELL.test(source) ? readCircumstances(source) : NONE),
);

/**
 * Reads the words of a text.
 *
 * @example readCircumstances('We use tensor parallelism on H100 GPUs in fp8.') // accelerators H100, formats fp8, splits tp
 */
export function readCircumstances(text: string): Circumstances {
  return {
    accelerators: acceleratorsIn(text.replace(OF_OTHERS, ' ')),
    formats: formatsIn(text),
    splits: splitsIn(text),
    warmsUp: /\bwarm(?:ed|ing|s)?[-\s]?up\b/i.test(text),
    batchChanges: BATCH_CHANGES.test(text),
    lengthChanges: LENGTH_CHANGES.test(text),
    encoderDecoder: ENCODER_DECODER.test(text),
    severalEpochs: /\b(?:several|multiple|many|a few|some) (?:full )?(?:epochs|passes)\b/i.test(text),
    halves: /\b(?:TPU|v\d)[^.;]{0,12}\bcores?\b|\bGCDs?\b/i.test(text),
    runs: runsIn(text),
  };
}

/** What is said of other models, and of what comes after the training. */
const OF_OTHERS =
  /\b(?:while|whereas|unlike|compared (?:to|with)|than|versus|vs|instead of|as opposed to|rather than)\b(?:[^,.;]|[.,](?=\d)){0,200}|(?<![^,.;\s])(?:[^,.;]|[.,](?=\d)){0,120}\b(?:evaluat\w*|inference|deploy\w*|serv(?:ed|ing)|latency)\b(?:[^,.;]|[.,](?=\d)){0,200}/gi;

/** The accelerators that a text names, by the names of the table where it has them; each once. */
export function acceleratorsIn(text: string): readonly string[] {
  const names = findHardware(text).flatMap(({ from, to, name }) =>
    name === 'TPU' ? [] : [findAccelerator(text.slice(from, to))?.name ?? findAccelerator(name)?.name ?? name],
  );
  return [...new Set(names)];
}

/** The number formats that a text names; "mixed precision" alone is of 16 bits. */
export function formatsIn(text: string): readonly string[] {
  const formats = FORMATS.flatMap(([format, pattern]) => (pattern.test(text) ? [format] : []));
  const isNarrow = formats.some(format => format !== 'fp32');
  return !isNarrow && /\bmixed[-\s]precision/i.test(text) ? ['bf16', ...formats] : formats;
}

const FORMATS: readonly (readonly [string, RegExp])[] = [
  ['bf16', /\bbf(?:loat)?-?16\b/i],
  ['fp16', /\bf(?:loat|p)-?16\b|\bhalf[-\s]precision/i],
  ['fp8', /\bf(?:loat|p)-?8\b|\bE[45]M[23]\b/i],
  ['tf32', /\btf-?32\b/i],
  ['int8', /\bint8\b/i],
  ['fp32', /\bf(?:loat|p)-?32\b|\b(?:full|single)[-\s]precision/i],
];

function splitsIn(text: string): readonly SplitDegree[] {
  const splits: SplitDegree[] = [];
  const whole = /\b3[-\s]?D[-\s](?:parallel|Megatron)/i.test(text);
  const model = /\b(?:tensor|model|intra-layer)[-\s](?:and[-\s]\w+[-\s])?(?:model[-\s])?parallel|\bTP\b|\bMegatron\b/i;
  if (whole || model.test(text)) splits.push('tp');
  if (whole || /\bpipeline[-\s](?:model[-\s])?(?:and[-\s]\w+[-\s])?parallel|\bPP\b|\bpipeline stages\b/i.test(text))
    splits.push('pp');
  if (/\bcontext[-\s]parallel|\bring[-\s]attention\b|\bCP\b/i.test(text)) splits.push('cp');
  return splits;
}

function runsIn(text: string): number | undefined {
  const several =
    /\b(\d{1,3}|two|three|four|five|six|eight|ten|twenty) (?:\w+ )?(?:seeds|trials|folds|repetitions|(?:independent|separate|training|identical|repeated) runs)\b/i.exec(
      text,
    )?.[1];
  if (several !== undefined) return NUMBERS[several.toLowerCase()] ?? Number(several);
  return /\b(?:each|every|per|one)(?: of (?:the|our|these))?(?: \w+)? (?:seeds?|trials?|folds?|repetitions?|runs?)\b/i.test(
    text,
  )
    ? Number.NaN
    : undefined;
}

/**
 * What is told of a run: by the paragraph that it is seen from and those that its numbers stand in, and, of machines and
 * of the schedule, by those around them as well.
 *
 * @param near the paragraphs that state the run's numbers, that which it is seen from first
 * @param around others under the same heading
 * @param model the run's model, as it is named
 */
export function circumstancesOf(
  near: readonly ReadParagraph[],
  around: readonly ReadParagraph[],
  model = '',
): Circumstances {
  const own = near.map(({ source }) => toldIn(source)).filter(one => one !== NONE);
  const all = [...own, ...around.map(({ source }) => toldIn(source)).filter(one => one !== NONE)];
  const isByName = ENCODER_DECODER_NAME.test(model);
  if (all.length === 0 && !isByName) return NONE;
  const any = (from: readonly Circumstances[], told: (one: Circumstances) => boolean): boolean => from.some(told);
  const of = <T>(list: (one: Circumstances) => readonly T[]): readonly T[] => [...new Set(all.flatMap(list))];
  return {
    accelerators: all.find(one => one.accelerators.length > 0)?.accelerators ?? [],
    formats: of(one => one.formats),
    splits: of(one => one.splits),
    warmsUp: any(all, one => one.warmsUp),
    batchChanges: any(own, one => one.batchChanges),
    lengthChanges: any(own, one => one.lengthChanges),
    encoderDecoder: isByName || any(own, one => one.encoderDecoder),
    severalEpochs: any(own, one => one.severalEpochs),
    halves: any(own, one => one.halves),
    runs: own.find(one => one.runs !== undefined)?.runs,
  };
}
