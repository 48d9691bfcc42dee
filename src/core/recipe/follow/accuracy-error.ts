import type { AsideElement } from '../../markdown/elements.ts';
import { formatValue, group } from '../format.ts';
import { type Computation, compute, type Given } from '../formulas/compute.ts';
import { confidenceInterval, standardError } from '../formulas/statistics.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { type Accuracies, accuraciesOf, accuracyParagraphAt } from './accuracies.ts';
import { belongsTo } from './belonging.ts';
import type { Answers, Calculation, LackingInput } from './calculations.ts';
import type { Judged } from './judged.ts';
import { sentencesOf, strangeWords } from './remark.ts';
import type { Run } from './run.ts';

/*
 * How sure an accuracy is: its standard error and the interval around it, offered beside the quote that states it, and
 * checked where a remark claims them.
 */

const id = 'accuracy-standard-error';

/** More accuracies than these, as in a table, are not offered one by one. */
const MOST = 4;

/**
 * The standard errors of the accuracies that the paragraph at an offset states, each with what it lacks.
 *
 * @example accuracyCalculations(note, offset)[0]?.aside // 'SE 0.54 pp, 95 % CI 16.9–19.1 % (n = 5,000).'
 */
export function accuracyCalculations(
  note: NoteQuantities,
  offset: number,
  answers: Answers = {},
): readonly Calculation[] {
  const paragraph = accuracyParagraphAt(note, offset);
  if (paragraph === undefined || !belongsTo(note, paragraph, offset)) return [];
  const told = accuraciesOf(paragraph);
  const answered = answers.accuracy;
  if (told.accuracies.length === 0) {
    const found = calculate(
      answered,
      answers.n ?? { value: told.examples[0]!.value },
      undefined,
      told.examples[0],
      told,
    );
    return found === undefined ? [] : [{ ...found, title: standardError.title, id, quote: paragraph }];
  }
  return told.accuracies.slice(0, MOST).flatMap((accuracy, index) => {
    const examples = nearest(told.examples, accuracy);
    const n: Given | undefined = answers.n ?? (examples === undefined ? undefined : { value: examples.value });
    const p = { value: accuracy.value, significant: accuracy.significant };
    const found = calculate(p, n, accuracy, examples, told);
    if (found === undefined) return [];
    const title = told.accuracies.length > 1 ? `${standardError.title}, ${accuracy.text}` : standardError.title;
    return [{ ...found, title, id: index === 0 ? id : `${id}-${index}`, quote: paragraph }];
  });
}

/** True where a quote speaks of a test more than of a training: then what it says of the test is what is wanted. */
export function isOfTest(run: Run | undefined, error: Calculation | undefined): boolean {
  if (error?.quote === undefined) return false;
  if (run === undefined || run.anchor.range.from < error.quote.range.from) return true;
  return run.anchor === error.quote && run.anchor.quantities.every(({ role }) => OF_MODELS.has(role));
}

/** What is said of a model wherever it is spoken of. */
const OF_MODELS: ReadonlySet<QuantityRole> = new Set(['params', 'params_active', 'context']);

function calculate(
  accuracy: Given | undefined,
  n: Given | undefined,
  accuracyQuoted: Quantity | undefined,
  countQuoted: Quantity | undefined,
  { benchmark }: Accuracies,
): Omit<Calculation, 'id' | 'title'> | undefined {
  const given = { ...(accuracy === undefined ? {} : { accuracy }), ...(n === undefined ? {} : { n }) };
  const computation = compute(standardError, given, { variant: 'sample' });
  const sources = [
    ...(accuracyQuoted === undefined ? [] : [{ input: 'accuracy', quantity: accuracyQuoted }]),
    ...(countQuoted === undefined || typeof n === 'string' ? [] : [{ input: 'n', quantity: countQuoted }]),
  ];
  const lacking: LackingInput[] = [];
  if (accuracy === undefined) lacking.push({ name: 'accuracy', title: 'accuracy', unit: '1', proposal: '50%' });
  if (n === undefined) {
    const size = benchmark === undefined ? '' : ` (${benchmark.name} has ${group(String(benchmark.examples))})`;
    const proposal = String(benchmark?.examples ?? 1000);
    lacking.push({ name: 'n', title: `number of test examples${size}`, unit: '1', proposal });
  }
  if (lacking.length > 0) return { computation, aside: '', lacking, sources, remarks: [] };
  if (computation.value === undefined) return undefined;
  const { n: count, accuracy: share } = inputsOf(computation);
  const [low, high] = intervalOf(share, count).map(end => (100 * end).toFixed(1));
  return {
    computation,
    aside: `SE ${inPoints(computation.value)} pp, 95 % CI ${low}–${high} % (n = ${group(String(count))}).`,
    lacking: [],
    sources,
    remarks: [...computation.caveats, ...doubtOf(share, count)],
  };
}

function inputsOf({ inputs }: Computation): { readonly accuracy: number; readonly n: number } {
  const given = (wanted: string): number => Number(inputs.find(({ name }) => name === wanted)?.value ?? Number.NaN);
  return { accuracy: given('accuracy'), n: given('n') };
}

const inPoints = (error: number): string => formatValue(100 * error, '1', { significant: 2 });

function intervalOf(accuracy: number, n: number, z = 1.96): readonly [number, number] {
  const end = (variant: string): number =>
    compute(confidenceInterval, { accuracy, n, z }, { variant }).value ?? Number.NaN;
  return [Math.max(0, end('low')), Math.min(1, end('high'))];
}

/** The normal approximation wants ten right and ten wrong answers. */
const doubtOf = (accuracy: number, n: number): readonly string[] =>
  Math.min(accuracy, 1 - accuracy) * n < 10
    ? ['The interval is a normal approximation, which is poor with so few right or wrong answers.']
    : [];

/** The number of examples that an accuracy is of: the first behind it, or else the last before it. */
function nearest(examples: readonly Quantity[], accuracy: Quantity): Quantity | undefined {
  return examples.find(({ range }) => range.from > accuracy.range.from) ?? examples.at(-1);
}

// ---- remarks ----

const number = String.raw`(?<![\d.,])\d*\.?\d+`;
const unit = String.raw`(?<unit>\s?%|\s?(?:pp|ppt|(?:percentage )?points?)\b)?`;
const says = String.raw`\s*(?:\(SE\)|of|is|was|[:=≈~±]|about|around|roughly|\s)*\s*`;
const errorClaim = new RegExp(
  String.raw`(?:\bSEM?\b|\b[Ss]td\.? ?err(?:or)?\b|\b[Ss]tderr\b|\b[Ss]tandard error\b)${says}(?<number>${number})${unit}|±\s?(?<after>${number})${unit.replace('<unit>', '<unitAfter>')}\s*\(?(?:SE|standard error|stderr)\b\)?`,
  'gu',
);
const intervalClaim = new RegExp(
  String.raw`(?:95\s?%\s*(?:CI|confidence(?: interval)?|interval)|\bCI)(?:\s*\(95\s?%\))?${says}[[(]?(?<low>${number})\s?%?\s?(?:–|-|−|to|,|…)\s?(?<high>${number})(?<unit>\s?%)?[\])]?`,
  'giu',
);
const countClaim = /\(?\b[nN]\s?=\s?(?<count>\d[\d,]*)\)?/u;
const MAY_CLAIM = /\bSEM?\b|[Ss]td\.? ?err|[Ss]tandard error|\bCI\b|confidence/;

/** Words of such remarks that those of other calculations do not use. */
const own = [
  'se',
  'sem',
  'stderr',
  'standard',
  'error',
  'ci',
  'confidence',
  'interval',
  'pp',
  'points',
  'percentage',
  'accuracy',
  'acc',
  'binomial',
  'normal',
];

/**
 * Judges what an aside claims of the error of an accuracy that the quote before it states. It holds where some accuracy
 * and number of examples of the quote give it, and is told only where the quote leaves no choice and the sentence says
 * nothing else.
 */
export function judgeAccuracyAside(note: NoteQuantities, aside: AsideElement): readonly Judged[] {
  const { content } = aside;
  if (!MAY_CLAIM.test(content)) return [];
  const paragraph = accuracyParagraphAt(note, aside.range.from);
  if (paragraph === undefined) return [];
  const told = accuraciesOf(paragraph);
  const [accuracy] = told.accuracies;
  if (accuracy === undefined) return [];
  const belongs = belongsTo(note, paragraph, aside.range.from);
  return sentencesOf(content).flatMap(({ text, offset }) => {
    const claims = claimsIn(text);
    if (claims.length === 0) return [];
    const [, written = ''] = countClaim.exec(text) ?? [];
    const counts = written === '' ? told.examples.map(({ value }) => value) : [Number(written.replace(/,/g, ''))];
    const states = claims.map(claim => ({ claim, holds: belongs && holdsOf(claim, told.accuracies, counts) }));
    const rest = claims.reduce(
      (left, { from, to }) => left.slice(0, from) + ' '.repeat(to - from) + left.slice(to),
      text,
    );
    const names = [...own, told.benchmark?.name ?? ''];
    const isClear =
      belongs &&
      told.isClear &&
      counts.length === 1 &&
      !/\d/.test(rest.replace(countClaim, '').replaceAll(told.benchmark?.name ?? '\0', '')) &&
      strangeWords(rest.replace(countClaim, ''), names).length === 0 &&
      !/\?|\bif\b|\bwould\b|\bnot\b/i.test(text);
    const examples = told.examples.find(({ value }) => value === counts[0]);
    if (counts[0] === undefined) return [];
    const p = { value: accuracy.value, significant: accuracy.significant };
    const found = calculate(p, { value: counts[0] }, accuracy, examples, told);
    if (found === undefined) return [];
    const calculation: Calculation = { ...found, id, title: standardError.title };
    return states.flatMap(({ claim, holds }): readonly Judged[] => {
      if (holds) return [{ state: 'holds', calculation }];
      return isClear ? [staleOf(claim, calculation, offset)] : [];
    });
  });
}

interface ErrorClaim {
  readonly kind: 'error' | 'interval';
  /** As written; of an interval both ends. */
  readonly numbers: readonly string[];
  /** What they may be multiplied by to be shares of 1: without a unit, 0.54 may be a share or percentage points. */
  readonly scales: readonly number[];
  readonly from: number;
  readonly to: number;
  /** Where the numbers stand in the sentence. */
  readonly place: { readonly from: number; readonly to: number };
}

function claimsIn(text: string): readonly ErrorClaim[] {
  const errors = [...text.matchAll(errorClaim)].map((match): ErrorClaim => {
    const { number: plain, after, unit: sign, unitAfter } = match.groups ?? {};
    const written = plain ?? after ?? '';
    const at = match.index + match[0].lastIndexOf(written);
    return {
      kind: 'error',
      numbers: [written],
      scales: (sign ?? unitAfter) === undefined ? [1, 0.01] : [0.01],
      from: match.index,
      to: match.index + match[0].length,
      place: { from: at, to: at + written.length },
    };
  });
  const intervals = [...text.matchAll(intervalClaim)].map((match): ErrorClaim => {
    const { low = '', high = '', unit: sign } = match.groups ?? {};
    const to = match.index + match[0].lastIndexOf(high) + high.length;
    const from = match.index + match[0].slice(0, to - match.index - high.length).lastIndexOf(low);
    return {
      kind: 'interval',
      numbers: [low, high],
      scales: sign === undefined ? [1, 0.01] : [0.01],
      from: match.index,
      to: match.index + match[0].length,
      place: { from, to },
    };
  });
  return [...errors, ...intervals].toSorted((a, b) => a.from - b.from);
}

/** Whether a number that is written stands for a value: rounded to its digits, or cut off there. */
const fits = (written: string, scale: number, value: number): boolean =>
  Math.abs(Number(written) * scale - value) <= 1.0001 * scale * 10 ** -(/\.(\d+)$/.exec(written)?.[1]?.length ?? 0);

function holdsOf(claim: ErrorClaim, accuracies: readonly Quantity[], counts: readonly number[]): boolean {
  return accuracies.some(({ value: accuracy }) =>
    counts.some(n =>
      claim.scales.some(scale => {
        if (claim.kind === 'error')
          return ['sample', 'population'].some(variant =>
            fits(claim.numbers[0]!, scale, compute(standardError, { accuracy, n }, { variant }).value ?? Number.NaN),
          );
        // Two standard errors are near enough to 1.96 of them.
        return [1.96, 2].some(z =>
          intervalOf(accuracy, n, z).every((end, index) => fits(claim.numbers[index]!, scale, end)),
        );
      }),
    ),
  );
}

function staleOf(claim: ErrorClaim, calculation: Calculation, offset: number): Judged {
  const { accuracy, n } = inputsOf(calculation.computation);
  const said = claim.numbers.map(Number);
  // A number without a unit is read as the one that it is nearer to.
  const ends = claim.kind === 'error' ? [calculation.computation.value!] : [...intervalOf(accuracy, n)];
  const off = (scale: number): number => Math.abs(Math.log((said[0]! * scale) / ends[0]!));
  const scale = claim.scales.toSorted((a, b) => off(a) - off(b))[0]!;
  const right = ends.map((end, index) => {
    const decimals = /\.(\d+)$/.exec(claim.numbers[index]!)?.[1]?.length ?? 0;
    return (end / scale).toFixed(
      Math.max(decimals, claim.kind === 'error' ? 1 - Math.floor(Math.log10(end / scale)) : 1),
    );
  });
  const sign = scale === 1 ? '' : claim.kind === 'error' ? ' pp' : ' %';
  const brief = `This says ${claim.numbers.join('–')}${sign}; the quotes give ${right.join('–')}${sign}`;
  const how = `${claim.kind === 'interval' ? 'p ± 1.96 · SE, ' : ''}${calculation.computation.derivation.text.replace(/\n/g, '; ')}`;
  return {
    state: 'stale',
    calculation,
    message: `${brief}: ${how}.`,
    brief: `${brief}.`,
    fix: {
      range: { from: claim.place.from + offset, to: claim.place.to + offset },
      insert: right.join('–'),
    },
  };
}
