import { once } from '../../once.ts';
import { type DataSet, dataSets } from '../data/data-sets.ts';
import { compoundRest, readCompoundTime } from './compound-time.ts';
import { readAmount, readWrittenNumber, type WrittenNumber, writtenAmount, writtenNumber } from './written-number.ts';

/** A claim that a remark makes: the calculations that it may stand on, and the value it says. */
export interface Claim extends WrittenNumber {
  /** Ids of offers, best first; one of them giving the value suffices. */
  readonly calculations: readonly string[];
  /** What the value is to be multiplied by to be in the calculation's unit: percent, days, gigabytes. */
  readonly scale: number;
  /** Where the number stands in the remark. */
  readonly from: number;
  readonly to: number;
  /** All that was understood, in the remark. */
  readonly range: { readonly from: number; readonly to: number };
  /** What stands between the words and the number of it, and may say more. */
  readonly filler: string;
  /** The amount that it is related to ("over the 200B dataset"). */
  readonly related: number | undefined;
  /** A data set that it is related to by name; `unknown` for a name without a size. */
  readonly set: DataSet | 'unknown' | undefined;
  /** The value is that of the peak learning rate over the calculation's. */
  readonly ofPeak: boolean;
  /** It may be said of the end of the schedule, which a run that stopped early did not reach. */
  readonly ofEnd: boolean;
  /** It is said of one accelerator; the calculation is of a replica, on as many as TP and PP take. */
  readonly ofChip: boolean;
  /** It is a time in several units, all of which `text` holds. */
  readonly isCompound: boolean;
  /** What the remark reckons with besides: the price of an hour. */
  readonly price: string | undefined;
  /** False where the remark leaves open what it rests on (watts, a price): then it may hold, but is never told. */
  readonly certain: boolean;
}

/** One way to say something: an expression with the groups of `writtenNumber`, and what it may stand on. */
interface Wording {
  readonly pattern: RegExp;
  readonly calculations: readonly string[] | ((groups: Groups, sentence: string) => readonly string[]);
  readonly scale?: (groups: Groups, value: number) => number;
  readonly certain?: (groups: Groups, sentence: string, match: string) => boolean;
  readonly ofPeak?: boolean;
  readonly ofEnd?: boolean;
  readonly ofChip?: boolean;
  /** Smaller numbers mean something else: "4096 tokens" are a context. */
  readonly least?: number;
  /** Larger numbers mean something else: no learning rate is 24,000. */
  readonly most?: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

const N = writtenNumber();
const dollars = writtenNumber(String.raw`\$\s?`);
const chips = String.raw`(?:[GTN]PUs?|[AHVB]\d{2,3}0?s?|accelerators?|chips?|devices?)`;
/** A percent sign, or nothing that makes the number one of something else ("MFU 40 days"). */
const share = String.raw`(?:(?<percent>\s?%)|(?![\d.,]*\d|\s?(?!(?:on|with|and|in|for|at|of|to)\b)\p{L}))`;
const wording = (source: string): RegExp => new RegExp(source, 'giu');

const percent = (groups: Groups, value: number): number => (groups.percent !== undefined || value > 1 ? 0.01 : 1);
const hours: Readonly<Record<string, number>> = { d: 24, h: 1, w: 168, mo: 730.5, mi: 1 / 60 };
const hoursOf = ({ unit = 'h' }: Groups): number =>
  hours[unit.toLowerCase().slice(0, 2)] ?? hours[unit.toLowerCase()[0]!] ?? 1;
const prefixes: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Z: 1e21,
};
const prefixOf = ({ prefix = '' }: Groups): number => prefixes[prefix] ?? 1;

const conventions = (_: Groups, sentence: string): readonly string[] => {
  if (/\b6\s?N\b/.test(sentence)) return ['mfu'];
  if (/causal/i.test(sentence)) return ['mfu-causal-half'];
  return /PaLM|with attention/i.test(sentence) ? ['mfu-palm'] : ['mfu', 'mfu-palm', 'mfu-causal-half'];
};
const flopConventions = (_: Groups, sentence: string): readonly string[] => {
  if (/causal/i.test(sentence)) return ['training-flops-causal'];
  if (/PaLM|with attention/i.test(sentence)) return ['training-flops-palm'];
  if (/\b6\s?ND\b|\b6N\b/.test(sentence)) return ['training-flops'];
  if (/\b3\s?ND\b/.test(sentence)) return ['training-flops-encoder-decoder'];
  return [
    'training-flops',
    'training-flops-encoder-decoder',
    'training-flops-palm',
    'training-flops-causal',
    'training-flops-recompute',
  ];
};

const stopped = ['learning-rate-at-stop', 'learning-rate-at-stop-linear'];

const the = '(?:the |a |its |their |all |whole |full |planned |scheduled |total )*';

/** What says more stands first: a number that one wording took is left alone by those after it. */
const wordings = once((): readonly Wording[] => [
  {
    pattern: wording(String.raw`${N} of \d+ rotary pairs`),
    calculations: ['rope-turning-pairs'],
  },
  {
    pattern: wording(String.raw`${N} (?:epochs?|passes)\b (?:over|of|on) (?:its|the) (?<part>\S+) part\b`),
    calculations: ({ part = '' }) => [`epochs-of-data-set-${part}`],
  },
  {
    pattern: wording(
      String.raw`${N} (?:full |whole |complete |more )?(?:epochs?|passes)\b(?: (?:over|of|on|through|across|in) ${the}(?:(?<amount>${writtenAmount})(?:[- ]?tokens?)?|(?<set>\p{Lu}[\p{L}\d]*(?:-[\p{L}\d]+)*))?)?`,
    ),
    calculations: ['epochs', 'epochs-of-data-set'],
  },
  {
    pattern: wording(String.raw`warm-?up\b(?<filler>[^\d;.]{0,20}?)${N}(?<percent>\s?%)`),
    calculations: ['warmup-share'],
    scale: () => 0.01,
  },
  {
    pattern: wording(
      String.raw`${N}(?<percent>\s?%)(?: of ${the}(?:steps|run|training))? (?:is |was |are |were |of |as |for )?(?:the )?warm-?up`,
    ),
    calculations: ['warmup-share'],
    scale: () => 0.01,
  },
  { pattern: wording(String.raw`${N} tokens (?:of|for|in)(?: the)? warm-?up`), calculations: ['warmup-tokens'] },
  { pattern: wording(String.raw`warm-?up\b(?<filler>[^\d;.]{0,20}?)${N} tokens`), calculations: ['warmup-tokens'] },
  {
    pattern: wording(
      String.raw`${N}(?<percent>\s?%| percent)? (?:of|through|into) ${the}(?<amount>${writtenAmount})?[- ]?${the}(?<what>tokens?|steps?|budget|schedule|plan(?:ned)?|scheduled)?\b`,
    ),
    calculations: ({ what = '', amount }) => {
      if (/step/i.test(what)) return ['fraction-of-steps'];
      if (/token|budget/i.test(what)) return ['fraction-of-plan'];
      return what === '' && amount === undefined ? [] : ['fraction-of-plan', 'fraction-of-steps'];
    },
    scale: ({ percent: sign }) => (sign === undefined ? 1 : 0.01),
    // "80% of the tokens" may be of any kind of tokens.
    certain: ({ amount }, _, match) => amount !== undefined || /plan|schedul|budget/i.test(match),
  },
  {
    pattern: wording(String.raw`${N}(?<percent>\s?%) (?:MFU|(?:model )?(?:FLOPs? )?utili[sz]ation)`),
    calculations: conventions,
    scale: percent,
  },
  {
    pattern: wording(String.raw`\b(?:MFU|utili[sz]ation)\b(?: ?\([^)]*\))?(?<filler>[^\d%;(]{0,20}?)${N}${share}`),
    calculations: conventions,
    scale: percent,
  },
  {
    pattern: wording(String.raw`\bHFU\b(?: ?\([^)]*\))?(?<filler>[^\d%;(]{0,20}?)${N}${share}`),
    calculations: ['hfu'],
    scale: percent,
  },
  { pattern: wording(String.raw`${N}(?<percent>\s?%) HFU`), calculations: ['hfu'], scale: percent },
  { pattern: wording(String.raw`${N} ${chips}[- ]?(?:hours?|hrs?|h)\b`), calculations: ['gpu-hours'] },
  {
    pattern: wording(String.raw`${N}\s?(?:tokens?|toks?)(?:/s(?:ec)?| per second)(?:/| per )${chips}`),
    calculations: ['throughput'],
  },
  {
    pattern: wording(String.raw`${N}\s?(?:tokens?|toks?)(?:/s(?:ec)?\b| per second)(?!/| per| an? )`),
    calculations: ['total-throughput', 'throughput'],
  },
  { pattern: wording(String.raw`${N}\s?s(?:ec(?:ond)?s?)?(?: per |/| a )step`), calculations: ['seconds-per-step'] },
  {
    pattern: wording(
      String.raw`${N} ?(?<unit>days?|hours?|hrs?|h|weeks?|min(?:ute)?s?|months?)\b(?!-| ago| later| old| off)(?<more>${compoundRest})?`,
    ),
    calculations: ['wall-clock'],
    scale: hoursOf,
  },
  {
    pattern: wording(String.raw`${N}\s?(?<prefix>[kMGTPEZ]?)FLOPS?(?:/s| per second)`),
    calculations: ['achieved-flops'],
    scale: prefixOf,
    certain: (_, sentence) => /achiev|sustain|effective/i.test(sentence) && !/peak|rated|nominal/i.test(sentence),
  },
  {
    pattern: wording(String.raw`${N}\s?(?<prefix>[kMGTPEZ]?)FLOPs?\b(?! ?(?:/|per))`),
    calculations: flopConventions,
    scale: prefixOf,
  },
  {
    pattern: wording(String.raw`${N}\s?(?:PF|PFLOP/s|petaflop/s)[- ]?days?\b`),
    calculations: flopConventions,
    scale: () => 8.64e19,
  },
  { pattern: wording(String.raw`${N} steps\b(?! (?:of|for|in) (?:the )?warm)`), calculations: ['steps-for-budget'] },
  {
    pattern: wording(String.raw`${N} ?tokens?(?: per |/| a | for each | each )param(?:eter)?s?`),
    calculations: ['tokens-per-parameter'],
  },
  {
    pattern: wording(
      String.raw`${N} (?:seq(?:uence)?s?|samples?)(?: per |/| a | on each | for each )(?:replica|rank)(?:(?: per | a |/)step)?`,
    ),
    calculations: ['sequences-per-replica'],
  },
  {
    pattern: wording(
      String.raw`${N} (?:seq(?:uence)?s?|samples?)(?: per |/| a | on each | for each )${chips}(?:(?: per | a |/)step)?`,
    ),
    calculations: ['sequences-per-replica'],
    ofChip: true,
    // What is kept on one of them is said as often.
    certain: () => false,
  },
  {
    pattern: wording(String.raw`${N} (?:seq(?:uence)?s?|samples?)\b(?: per |/| a | in a | in each )?(?:step|batch)?`),
    calculations: ['sequences-per-step'],
  },
  {
    pattern: wording(String.raw`${N} bytes of (?:key-value|KV) cache per token`),
    calculations: ['kv-cache-per-token'],
  },
  {
    pattern: wording(String.raw`${N} param(?:eter)?s (?:per|on each|a) ${chips}`),
    calculations: ['parameters-per-gpu'],
  },
  {
    pattern: wording(String.raw`${N} tokens? (?:of|for) (?:the )?longest wavelength`),
    calculations: ['rope-max-wavelength'],
  },
  {
    pattern: wording(String.raw`${N} tokens?(?: per |/| a | in a | in each )(?:step|batch)`),
    calculations: ['batch-tokens'],
  },
  {
    pattern: wording(String.raw`${N} tokens?\b(?! ?(?:per|/|a |each|context|in a|in each))`),
    least: 1e6,
    calculations: (_, sentence) =>
      /planned|schedule|would|full/i.test(sentence) ? ['tokens-seen', 'tokens-planned'] : ['tokens-seen'],
    certain: (_, sentence) => /seen|saw|in (?:all|total)|total|trained|^\s*(?:[=≈→]|=>|so\b|that|i\.e)/i.test(sentence),
  },
  {
    pattern: wording(String.raw`\bpeak\s?(?:LR )?[/÷]\s?${writtenNumber('', '')}`),
    calculations: stopped,
    ofPeak: true,
  },
  {
    pattern: wording(String.raw`${N}(?: ?[x×]| times) (?:below|under|smaller than|less than) ${the}(?:peak|max)`),
    calculations: stopped,
    ofPeak: true,
  },
  {
    pattern: wording(String.raw`${N}(?<percent>\s?%)? of ${the}(?:peak|max(?:imum)?)\b`),
    calculations: ['learning-rate-share'],
    scale: ({ percent: sign }) => (sign === undefined ? 1 : 0.01),
  },
  {
    pattern: wording(
      String.raw`\b(?:final|last|end(?:ing)?|min(?:imum)?)[- ](?:learning rate|LR)\b(?<filler>(?:(?!step)[^\d;]){0,20}?)${N}(?!\s?steps)`,
    ),
    calculations: stopped,
    ofEnd: true,
    most: 0.1,
  },
  {
    pattern: wording(
      String.raw`\b(?:learning rate|LR)\b (?:(?:ends?|ended|ending|decays?|decayed|anneal(?:s|ed)|goes|falls|drops) ?(?:at|to|with|down to)?|at the end(?: of ${the}(?:run|training|schedule|decay))?)(?: (?:a )?(?:learning rate|LR)(?: of)?)?(?: is| was|:| =)? ?${N}(?!\s?steps)`,
    ),
    calculations: stopped,
    ofEnd: true,
    most: 0.1,
  },
  {
    pattern: wording(
      String.raw`\b(?:learning rate|LR)\b(?: at (?:the )?step \d[\d,]*k?)?(?<filler>(?:(?!step)[^\d;]){0,30}?)${N}(?!\s?steps)`,
    ),
    calculations: stopped,
    most: 0.1,
    certain: (_, sentence) => /\bstop|\bend|final|last|at step|\bthere\b/i.test(sentence),
  },
  {
    pattern: wording(String.raw`\b(?:DP|data[- ]parallel(?:ism)?(?: degree| size)?)\b(?<filler>[^\d;.]{0,10}?)${N}`),
    calculations: ['data-parallel-degree'],
  },
  {
    pattern: wording(String.raw`${N}(?:[- ]way)? (?:data[- ]parallel|DP\b|replicas\b)`),
    calculations: ['data-parallel-degree'],
  },
  {
    pattern: wording(String.raw`${N} ?(?<unit>GB|GiB)\b`),
    calculations: ['zero-1-memory', 'zero-1-memory-fp32-gradients', 'model-states', 'activation-memory', 'kv-cache'],
    scale: ({ unit }) => (unit === 'GiB' ? 2 ** 30 : 1e9),
    certain: () => false,
  },
  {
    pattern: wording(
      String.raw`${dollars}(?:(?: at\b)?(?<filler>[^\d$;.]{1,20})\$(?<price>\d+(?:\.\d+)?)(?: ?\/ ?| per | an? )(?:${chips}[- ]?)?(?:accelerator-)?(?:h\b|hr\b|hour))?`,
    ),
    calculations: ['cost'],
    certain: ({ price }, _, match) =>
      price !== undefined && !/(?:\bper|\ban?|\bevery|\/) ?(?:day|week|month|epoch|run)/i.test(match),
  },
  {
    pattern: wording(String.raw`${N} ?(?<unit>kWh|MWh|GWh)\b`),
    calculations: ['energy'],
    scale: ({ unit }) => ({ kWh: 1, MWh: 1e3, GWh: 1e6 })[unit ?? ''] ?? 1,
    certain: () => false,
  },
  {
    pattern: wording(String.raw`${N} ?t(?:on(?:ne)?s?)? (?:of )?CO`),
    calculations: ['co2'],
    scale: () => 1000,
    certain: () => false,
  },
]);

/** "0.22 epochs per day": what is said of a unit is not said of the whole. */
const PER_UNIT = /^\s?(?:\/|(?:per|an?|each|every|(?:for|in|on) (?:each|every|an?))\b)/i;

/** The claims of a sentence; `offset` is where it begins in the remark. */
export function claimsIn(sentence: string, offset = 0): Claim[] {
  const claims: Claim[] = [];
  const taken: { readonly from: number; readonly to: number }[] = [];
  for (const each of wordings()) {
    for (const match of sentence.matchAll(each.pattern)) {
      const groups: Groups = match.groups ?? {};
      const read = readWrittenNumber(groups);
      if (!Number.isFinite(read.value) || read.value <= (each.least ?? 0) || read.value > (each.most ?? Infinity)) {
        continue;
      }
      const calculations =
        typeof each.calculations === 'function' ? each.calculations(groups, sentence) : each.calculations;
      if (calculations.length === 0) continue;
      const from = match.index + numberAt(match[0], groups);
      const end = match.index + match[0].length;
      const compound = groups.more === undefined ? undefined : readCompoundTime(sentence.slice(from, end), groups);
      const to = compound === undefined ? from + read.text.length : end;
      if (taken.some(other => from < other.to && other.from < to)) continue;
      taken.push({ from, to });
      if (groups.amount !== undefined) {
        const amount = match.index + match[0].indexOf(groups.amount, to - match.index);
        taken.push({ from: amount, to: amount + groups.amount.length });
      }
      if (PER_UNIT.test(sentence.slice(end))) continue;
      claims.push({
        ...(compound ?? read),
        isCompound: compound !== undefined,
        calculations,
        scale: each.scale?.(groups, read.value) ?? 1,
        from: from + offset,
        to: to + offset,
        range: { from: match.index + offset, to: end + offset },
        filler: groups.filler ?? '',
        related: groups.amount === undefined ? undefined : readAmount(groups.amount),
        set: groups.set !== undefined && /^\p{Lu}/u.test(groups.set) ? setOf(groups.set) : undefined,
        ofPeak: each.ofPeak === true,
        ofEnd: each.ofEnd === true,
        ofChip: each.ofChip === true,
        price: groups.price,
        certain: each.certain?.(groups, sentence, match[0]) ?? true,
      });
    }
  }
  return claims.sort((a, b) => a.from - b.from);
}

/** Where the number stands in the match: behind the words that qualify it. */
function numberAt(match: string, groups: Groups): number {
  const before = [groups.bound, groups.about].filter(part => part !== undefined);
  const start = before.reduce((at, part) => match.indexOf(part, at) + part.length, 0);
  return match.indexOf(`${groups.number}${groups.suffix ?? ''}`, start);
}

function setOf(name: string): DataSet | 'unknown' {
  return dataSets.find(set => set.pattern.test(name)) ?? 'unknown';
}
