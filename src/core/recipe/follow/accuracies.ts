import { type Benchmark, benchmarkIn } from '../data/benchmarks.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities, ReadParagraph } from '../quote/note.ts';
import { remembered } from '../quote/remembered.ts';

/** What a quote says of a test: how many of the examples were answered rightly, and how many there are. */
export interface Accuracies {
  /** Shares of 1. */
  readonly accuracies: readonly Quantity[];
  readonly examples: readonly Quantity[];
  /** It states nothing else that may be an accuracy. */
  readonly isClear: boolean;
  /** The benchmark that it names. */
  readonly benchmark: Benchmark | undefined;
}

const percent = String.raw`(?<![\d.,–-])(?<percent>\d{1,3}(?:\.\d{1,3})?)\s?%`;
const fraction = String.raw`(?<![\d.,–-])(?<fraction>0?\.\d{2,6})(?![\d%]|\s?%)`;
const word = String.raw`accurac(?:y|ies)\b|\bacc\.?(?=[ :=])|\bpass@1\b|\bexact match\b`;

/** Words that make the number beside an accuracy something else: a change of it, a bound, a mean of several. */
const ofOther =
  /\bby\b|\bdrop|\bgain|\bimprov|\bincreas|\bdecreas|\bwithin\b|\bloss\b|\bless\b|\bmore\b|\blower\b|\bhigher\b|\bthan\b|\bbetter\b|\bworse\b|\bpoints?\b|\brelative|\baverage|\bmean\b|\bmacro|\bfrom\b|\bthreshold|\btarget\b|\bm?AP\b|\bin$/i;

const accuracyForms: readonly RegExp[] = [
  // "an accuracy of 18.0%", "accuracy on WinoGrande: 0.637"
  new RegExp(`(?:${word})(?<between>[^.;%]{0,50}?)(?:${percent}|${fraction})`, 'giu'),
  // "18.0% accuracy", "95.1 % top-1 accuracy"
  new RegExp(`${percent}(?<between>(?:[ -](?!and |or )[\\w@()-]+){0,3}?)[ -](?:${word})(?<behind>[^.;,]{0,15})`, 'giu'),
  // "solves 18.0% of the 5,000 problems"
  new RegExp(
    `\\b(?:solv|answer|pass)\\w*(?<between>[^.;%]{0,20}?)${percent} of (?:the |all )?[^.;%]{0,40}?(?:problems|questions|examples|items|instances|exercises)\\b`,
    'giu',
  ),
  // "reaches 18.0% on MATH and 25.0% on GSM8K"
  new RegExp(
    `(?:\\b(?:scor|reach|achiev|attain|obtain)\\w*|\\band|,)(?<between>[^.;%]{0,20}?)${percent} on (?:the )?(?=[A-Z]\\w*[A-Z\\d])`,
    'gu',
  ),
];

const count = String.raw`(?<![\d.,$])(?<count>\d{1,3}(?:, ?\d{3})+|\d{2,8})(?![\d.,]*\d|\s?%|-)`;
const examplesForms: readonly RegExp[] = [
  new RegExp(
    `(?<before>.{0,40}?)${count}(?<between>(?: [\\w-]+){0,3}?) (?:problems|questions|examples|items|instances|samples|exercises|test cases|images)\\b(?<behind>[^.;]{0,12})`,
    'giu',
  ),
  new RegExp(`\\b[nN] ?= ?${count}`, 'gu'),
  new RegExp(
    `\\b(?:test|evaluation|validation|dev|held-out) (?:set|split)(?: of| with| has| contains| \\()? ?(?:of )?${count}`,
    'giu',
  ),
];
const ofTraining = /\btrain|\bfine-?tun|\bbatch|\bshots?\b|\bper\b|\beach\b|\bsynthetic|\bgenerat|\bfiltered/i;

/** Fewer are examples of a prompt. */
const FEWEST = 30;

const MAY_TELL =
  /accurac|\bacc\b|pass@1|exact match|(?:solv|answer|pass|scor|reach|achiev|attain|obtain)\w* [^;%]{0,25}%|(?:evaluat|test|benchmark|held-out|\b[nN] ?=)[\s\S]{0,200}\d/i;

/** Reads what a paragraph says of a test; its ranges are of the note. Empty where it speaks of none. */
export function accuraciesOf({ source, range: { from } }: ReadParagraph): Accuracies {
  const told = read(source);
  const placed = (one: Quantity): Quantity => ({
    ...one,
    range: { from: one.range.from + from, to: one.range.to + from },
  });
  return { ...told, accuracies: told.accuracies.map(placed), examples: told.examples.map(placed) };
}

/** The paragraph that an offset stands in or behind, where it states an accuracy, or a number of
 * test examples; the nearest before it that does. */
export function accuracyParagraphAt(note: NoteQuantities, offset: number): ReadParagraph | undefined {
  const { paragraphs } = note;
  let low = 0;
  let high = paragraphs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (paragraphs[middle]!.range.from <= offset) low = middle + 1;
    else high = middle;
  }
  for (let index = low - 1; index >= Math.max(0, low - LOOKED_BACK); index--) {
    const { accuracies, examples } = read(paragraphs[index]!.source);
    if (accuracies.length > 0 || examples.length > 0) return paragraphs[index];
  }
  return undefined;
}

/** An aside further behind is about something else. */
const LOOKED_BACK = 4;

const nothing: Accuracies = { accuracies: [], examples: [], isClear: false, benchmark: undefined };

const read = remembered((source: string): Accuracies => {
  if (!MAY_TELL.test(source)) return nothing;
  const accuracies = distinct(accuracyForms.flatMap(form => [...source.matchAll(form)].flatMap(accuracyIn)));
  // Examples are those of a test where the text says so.
  if (accuracies.length === 0 && !/\b(?:evaluat|test(?:s|ed)?\b|benchmark|held-out)/i.test(source)) return nothing;
  const examples = distinct(examplesForms.flatMap(form => [...source.matchAll(form)].flatMap(examplesIn)));
  const shares = source.match(/\d\s?%/g)?.length ?? 0;
  const isClear = accuracies.length === 1 && shares <= 1 && examples.length <= 1;
  return { accuracies, examples, isClear, benchmark: benchmarkIn(source) };
});

function accuracyIn(match: RegExpMatchArray): readonly Quantity[] {
  const { percent: share, fraction: part, between = '', behind = '' } = match.groups ?? {};
  const before = match.input!.slice(Math.max(0, match.index! - 12), match.index!);
  const after = match.input!.slice(match.index! + match[0].length);
  if (/^\s?(?:m?AP|BLEU|F1)\b/.test(after)) return [];
  if (ofOther.test(between) || ofOther.test(behind) || /(?:\bby|\bwithin|\bthan|\bextra|[+−])\s*$/i.test(before))
    return [];
  if (/\b(?:average|mean|macro)\b/i.test(match.input!.slice(Math.max(0, match.index! - 25), match.index!))) return [];
  const written = share ?? part ?? '';
  const value = share === undefined ? Number(written) : Number(written) / 100;
  if (!(value > 0 && value < 1)) return [];
  const digits = written.replace(/^0?\.?0*/, '').replace('.', '').length;
  return [quantity('accuracy', value, digits, match, written, share === undefined ? '' : '%')];
}

function examplesIn(match: RegExpMatchArray): readonly Quantity[] {
  const { count: written = '', before = '', between = '', behind = '' } = match.groups ?? {};
  if (ofTraining.test(before.split(/[.;]/).at(-1)!) || ofTraining.test(between) || ofTraining.test(behind)) return [];
  const value = Number(written.replace(/[, ]/g, ''));
  return value < FEWEST ? [] : [quantity('test_examples', value, String(value).length, match, written, '')];
}

function quantity(
  role: QuantityRole,
  value: number,
  significant: number,
  match: RegExpMatchArray,
  written: string,
  sign: string,
): Quantity {
  const at = match.index! + match[0].lastIndexOf(written);
  const rest = match.input!.slice(at + written.length);
  const to = at + written.length + (sign === '' ? 0 : rest.indexOf(sign) + sign.length);
  return {
    role,
    value,
    unit: '',
    range: { from: at, to },
    text: match.input!.slice(at, to),
    model: undefined,
    accelerator: undefined,
    readings: [],
    significant,
    approximate: false,
    interval: undefined,
  };
}

const distinct = (all: readonly Quantity[]): readonly Quantity[] =>
  all
    .filter((one, index) => all.findIndex(other => other.range.from === one.range.from) === index)
    .toSorted((a, b) => a.range.from - b.range.from);
