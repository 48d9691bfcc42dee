import type { AsideElement, NoteElement } from '../../markdown/elements.ts';
import type { Edit, Range } from '../../text.ts';
import type { DataSet } from '../data/data-sets.ts';
import { formatValue } from '../format.ts';
import { formulaById } from '../formulas/catalogue.ts';
import { compute } from '../formulas/compute.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { checkArithmetic } from './arithmetic.ts';
import { type Calculation, calculationsOf } from './calculations.ts';
import { type Claim, claimsIn } from './claims.ts';
import { isExpression } from './is-expression.ts';
import type { Judged } from './judged.ts';
import { judgeOwnAside } from './own-asides.ts';
import type { OwnRecipe } from './own-recipes.ts';
import { familiesIn, type Sentence, sentencesOf, speaksOfOtherThings, strangeWords } from './remark.ts';
import { type Run, runAt, runOf, sameModel } from './run.ts';
import { readAmount } from './written-number.ts';

/** What was found of one aside: whether what it claims still follows from the quotes before it. */
export interface AsideCheck {
  /** The aside with its `%%`. */
  readonly range: Range;
  /** `unjudged`: it claims nothing that is understood, or the quotes do not suffice; it is left alone. */
  readonly state: 'holds' | 'stale' | 'unjudged';
  /** The claim that is told, or the first that holds. */
  readonly claim: Claim | undefined;
  /** The calculation as the quotes give it now. */
  readonly calculation: Calculation | undefined;
  /** For a stale aside: both numbers, in a sentence, with how the right one follows. */
  readonly message: string;
  /** The same without the derivation, for where that is shown beside it. */
  readonly brief: string;
  /** For a stale aside: the change that makes it true again, in offsets of the note. */
  readonly fix: Edit | undefined;
}

/** An aside further than this from the quote it would be about is not judged. */
const FARTHEST = 1200;

/** Longer remarks are essays, not calculations. */
const LONGEST = 600;

/**
 * Checks the asides of a note against the quotes before them, whether a person or a command wrote them. A claim that
 * follows, under any reading or convention, holds; one that does not is told only where every word of its sentence
 * belongs to the calculation. Everything else is left alone. An aside that reads as a recipe of somebody's own says is
 * checked by that recipe.
 */
export function checkAsides(
  note: NoteQuantities,
  elements: readonly NoteElement[],
  recipes: readonly OwnRecipe[] = [],
): AsideCheck[] {
  return elements
    .filter((element): element is AsideElement => element.kind === 'aside' && !element.mark && element.closed)
    .map(aside => checkAside(note, aside, recipes));
}

const UNJUDGED: Judged = { state: 'unjudged' };

function checkAside(note: NoteQuantities, aside: AsideElement, recipes: readonly OwnRecipe[]): AsideCheck {
  const judged = judge(note, aside, recipes);
  const told = judged.filter(one => one.state === 'stale');
  const first = told[0] ?? judged.find(one => one.state === 'holds');
  return {
    range: aside.range,
    state: first?.state ?? 'unjudged',
    claim: first?.claim,
    calculation: first?.calculation,
    message: told.map(one => one.message).join(' '),
    brief: told.map(one => one.brief ?? one.message).join(' '),
    fix: fixOf(told, aside),
  };
}

/** All changes as one: an aside is mended in one step. */
function fixOf(told: readonly Judged[], aside: AsideElement): Edit | undefined {
  const edits = told.flatMap(one => one.fix ?? []).sort((a, b) => a.range.from - b.range.from);
  const [first, last] = [edits[0], edits.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let insert = '';
  let at = first.range.from;
  for (const edit of edits) {
    if (edit.range.from < at) continue;
    insert += aside.content.slice(at, edit.range.from) + edit.insert;
    at = edit.range.to;
  }
  const { from } = aside.contentRange;
  return { range: { from: from + first.range.from, to: from + at }, insert };
}

function judge(note: NoteQuantities, aside: AsideElement, recipes: readonly OwnRecipe[]): readonly Judged[] {
  const { content } = aside;
  if (content.length > LONGEST || !/\d|half|third|quarter|one/.test(content)) return [];
  if (recipes.length > 0) {
    const own = judgeOwnAside(content, runOfAside(note, aside), recipes);
    if (own.length > 0) return own;
  }
  const sentences = sentencesOf(content).filter(({ text }) => !speaksOfOtherThings(text));
  if (sentences.length === 0) return [];
  const run = runOfAside(note, aside);
  if (run === undefined) return [];
  return sentences.flatMap(sentence => judgeSentence(note, run, sentence));
}

/** The run that an aside is about: of the model that it names, else of the quote before it. */
function runOfAside(note: NoteQuantities, aside: AsideElement): Run | undefined {
  if (isExpression(aside.content)) return undefined;
  const run = runAt(note, aside.range.from);
  if (run === undefined || run.anchor.range.from > aside.range.from) return undefined;
  if (aside.range.from - run.anchor.range.to > FARTHEST) return undefined;
  const families = familiesIn(aside.content).filter(
    name => !(run.family ?? '').includes(name) && !name.includes(run.family ?? '-'),
  );
  if (families.length > 0) return undefined;
  const named = sizesIn(aside.content);
  const models = [...new Set(note.quantities.flatMap(quantity => quantity.model ?? []))];
  const others = models.filter(
    model =>
      named.some(size => sizesIn(model).includes(size)) && (run.model === undefined || !sameModel(model, run.model)),
  );
  const own = run.model !== undefined && named.some(size => sizesIn(run.model!).includes(size));
  if (others.length === 0) return run;
  const first = others[0]!;
  return own || others.some(other => !sameModel(other, first)) ? undefined : runOf(note, run.anchor, first);
}

const sizesIn = (text: string): readonly string[] =>
  [
    ...text.matchAll(/(?<![\d.,])(\d+(?:\.\d+)?)\s?(B|billion)\b(?! tokens?| planned| data ?set| corpus| plan\b)/gi),
  ].map(match => match[1]!);

function judgeSentence(note: NoteQuantities, run: Run, { text, offset }: Sentence): readonly Judged[] {
  const claims = claimsIn(text, offset);
  const rest = claims.reduceRight(
    (left, { range }) =>
      left.slice(0, range.from - offset) + ' '.repeat(range.to - range.from) + left.slice(range.to - offset),
    text,
  );
  const strange = strangeWords(rest, [run.model ?? '', run.family ?? '', run.accelerator ?? '']);
  const tight = strange.length === 0;
  const judged = claims.map(claim => judgeClaim(note, run, claim, { text, tight }));
  if (judged.some(one => one.state !== 'unjudged')) return judged;
  const wrong = tight ? checkArithmetic(text) : undefined;
  if (wrong === undefined) return judged;
  const range = { from: wrong.from + offset, to: wrong.to + offset };
  return [...judged, { state: 'stale', message: wrong.message, fix: { range, insert: wrong.right } }];
}

/** The roles whose stated values a claim on a calculation may only repeat. */
const REPEATED: Readonly<Record<string, readonly QuantityRole[]>> = {
  'tokens-seen': ['tokens', 'tokens_planned', 'dataset_tokens', 'warmup_tokens', 'decay_tokens', 'batch_tokens'],
  'tokens-planned': ['tokens_planned', 'decay_tokens'],
  'warmup-tokens': ['warmup_tokens'],
  'warmup-share': ['warmup_ratio'],
  'batch-tokens': ['batch_tokens'],
  'sequences-per-step': ['batch_seqs', 'batch_examples', 'micro_batch'],
  epochs: ['epochs'],
  'gpu-hours': ['gpu_hours'],
  'wall-clock': ['wall_clock', 'gpu_hours'],
  mfu: ['mfu', 'hfu'],
  hfu: ['mfu', 'hfu'],
  'training-flops': ['flops'],
  'achieved-flops': ['achieved_flops'],
  throughput: ['throughput_tok_s_gpu', 'throughput_tok_s'],
  'total-throughput': ['throughput_tok_s_gpu', 'throughput_tok_s'],
  'seconds-per-step': ['sec_per_step'],
  'learning-rate-at-stop': ['peak_lr', 'min_lr', 'final_lr_ratio'],
  'learning-rate-share': ['final_lr_ratio'],
  'data-parallel-degree': ['dp'],
  energy: ['energy'],
};

function judgeClaim(
  note: NoteQuantities,
  run: Run,
  claim: Claim,
  sentence: { readonly text: string; readonly tight: boolean },
): Judged {
  const related = claim.related === undefined ? undefined : relatedQuantity(note, run, claim.related);
  const answers = claim.price === undefined ? {} : { price: claim.price };
  const offered = calculationsOf(run, answers, {}, offer => backs(claim, offer)).filter(
    one => one.lacking.length === 0 && one.computation.value !== undefined,
  );
  const isOwn = offered.some(one => skeleton(one.aside) === skeleton(sentence.text));
  if (isOwn && claim.related !== undefined && related === undefined) return lost(claim, offered[0]!, sentence.text);
  for (const calculation of offered) {
    const values = acceptedValues(calculation, run, related, claim);
    if (values.some(value => fits(claim, asSaid(claim, value, run)))) return { state: 'holds', claim, calculation };
  }
  const [calculation] = offered;
  const repeats = claim.calculations
    .flatMap(id => REPEATED[id] ?? [])
    .flatMap(role => run.byRole.get(role) ?? [])
    .some(quantity =>
      [quantity.value, ...quantity.readings.map(one => one.value)].some(value => repeated(claim, value, quantity)),
    );
  if (calculation === undefined || repeats) return UNJUDGED;
  if (claim.related !== undefined && related === undefined) return UNJUDGED;
  if (claim.set === 'unknown' || !(isOwn || (sentence.tight && claim.certain))) return UNJUDGED;
  if (!isOwn && saysOtherMachines(sentence.text, run)) return UNJUDGED;
  return stale(claim, calculation, run, acceptedValues(calculation, run, related, claim)[0]!, offered);
}

function backs(claim: Claim, { id, set }: { readonly id: string; readonly set?: DataSet }): boolean {
  if (claim.set !== undefined && claim.set !== 'unknown') return set === claim.set && id === 'epochs-of-data-set';
  if (id === 'epochs-of-data-set') return claim.related === undefined && claim.calculations.includes(id);
  return (
    claim.calculations.includes(id) ||
    (claim.calculations.includes('learning-rate-share') && id.startsWith('learning-rate-at-stop'))
  );
}

/** A calculation's value as the claim says it: in its unit, or as what the peak is divided by. */
function asSaid(claim: Claim, value: number, run: Run): number {
  const peak = run.byRole.get('peak_lr')?.value ?? Number.NaN;
  if (claim.ofPeak) return peak / value;
  return (claim.calculations.includes('learning-rate-share') ? value / peak : value) / claim.scale;
}

function fits(claim: Claim, value: number): boolean {
  const off = value - claim.value;
  if (claim.bound === 'less') return off <= claim.tolerance;
  if (claim.bound === 'more') return off >= -claim.tolerance;
  return Math.abs(off) <= claim.tolerance;
}

const HOURS: Readonly<Record<string, number>> = { h: 1, day: 24, month: 730.5, min: 1 / 60, week: 168 };

function repeated(claim: Claim, value: number, quantity: Quantity): boolean {
  if (claim.bound !== undefined) return false;
  const scaled = quantity.role === 'wall_clock' ? value * (HOURS[quantity.unit] ?? 1) : value;
  if (claim.ofPeak && quantity.role === 'final_lr_ratio') return fits(claim, 1 / value);
  return fits(claim, scaled / claim.scale);
}

/** "5 days on 8 GPUs" beside a run on 256 of them is somebody's own sum. */
function saysOtherMachines(text: string, run: Run): boolean {
  const count =
    /(\d[\d,]*)\s?(?:x |× )?(?:[AHVB]\d{2,3}0?s?|GPUs?|TPUs?|chips|accelerators)\b(?![- ]?(?:hours?|h\b))/i.exec(
      text,
    )?.[1];
  const gpus = run.byRole.get('gpus')?.value;
  return count !== undefined && gpus !== undefined && readAmount(count) !== gpus && readAmount(count) > 1;
}

/** A sentence with its numbers as #: two sentences of one skeleton say the same of other values. */
const skeleton = (text: string): string =>
  text
    .trim()
    .replace(/\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?[kKMBT]?(?![\p{L}\d])/gu, '#')
    .replace(/[≈~]\s?/g, '')
    .replace(/\b(epoch|sequence|token|day|hour)s\b/g, '$1')
    .replace(/\.$/, '')
    .toLowerCase();

function lost(claim: Claim, calculation: Calculation, text: string): Judged {
  const message = `This speaks of an amount that the quotes no longer state; they give: ${calculation.aside}`;
  const from = claim.range.from;
  const length = text.trim().length;
  return {
    state: 'stale',
    claim,
    calculation,
    message,
    fix: { range: { from, to: from + length }, insert: calculation.aside },
  };
}

function stale(
  claim: Claim,
  calculation: Calculation,
  run: Run,
  value: number,
  offered: readonly Calculation[],
): Judged {
  const right = writeLike(claim, asSaid(claim, value, run));
  const others = offered
    .slice(1)
    .filter(
      one =>
        one.computation.formula === calculation.computation.formula &&
        one.id !== calculation.id &&
        /mfu|flops/.test(one.id),
    )
    .map(one => `${one.computation.text} (${one.title})`);
  const sign = claim.scale === 0.01 ? ' %' : '';
  const says = `This says ${claim.text}${sign}; the quotes give ${right}${sign}`;
  const also = others.length === 0 ? '' : ` Other conventions give ${others.join(', ')}.`;
  return {
    state: 'stale',
    claim,
    calculation,
    message: `${says}: ${calculation.computation.derivation.text.replace(/\n/g, '; ')}.${also}`,
    brief: `${says}.${also}`,
    fix: { range: { from: claim.from, to: claim.to }, insert: right },
  };
}

/** The quantity that "over the 200B dataset" means, where the quotes near it state one. */
function relatedQuantity(note: NoteQuantities, run: Run, value: number): Quantity | undefined {
  const near = (quantity: Quantity | undefined): boolean =>
    quantity !== undefined &&
    [quantity.value, ...quantity.readings.map(reading => reading.value)].some(
      one => Math.abs(one - value) <= 0.01 * value,
    );
  for (const role of ['tokens_planned', 'dataset_tokens', 'tokens', 'decay_steps', 'steps_planned'] as const) {
    if (near(run.byRole.get(role))) return run.byRole.get(role);
  }
  return note.quantities.find(quantity => /token|steps_planned|decay_steps/.test(quantity.role) && near(quantity));
}

/** Every value that a reader may rightly have written: as stated, under other readings, by other conventions. */
function acceptedValues(calculation: Calculation, run: Run, related: Quantity | undefined, claim: Claim): number[] {
  const { computation } = calculation;
  const formula = formulaById(computation.formula);
  const values = [computation.value ?? Number.NaN, ...computation.readings.map(reading => reading.value)];
  if (formula === undefined) return values;
  const given = Object.fromEntries(
    computation.inputs.filter(input => input.from === 'given').map(input => [input.name, input.value]),
  );
  const again = (changes: Readonly<Record<string, number>>, variant = computation.variant): void => {
    const result = compute(formula, { ...given, ...changes }, { variant });
    if (result.value !== undefined) values.push(result.value, ...result.readings.map(reading => reading.value));
  };
  // "7B" may have been taken at its word.
  const params = run.byRole.get('params');
  if (params !== undefined && 'params' in given) again({ params: params.value });
  if (/^learning-rate-(?:cosine|linear)$/.test(computation.formula)) again({}, 'literal');
  if (computation.formula === 'energy') again({ pue: 1.1 });
  // Of a data set by name, the share that the mixture has of it may have been left out.
  if (calculation.id === 'epochs-of-data-set') again({ weight: 1 });
  const amount = related?.value ?? claim.related;
  if (amount !== undefined) {
    const name = ['dataset_tokens', 'tokens_planned', 'steps_planned'].find(one => one in given);
    if (name !== undefined && given[name] !== amount) {
      values.length = 0;
      again({ [name]: amount });
    }
  } else if (calculation.id === 'epochs') {
    // "0.84 epochs" of what, it does not say.
    for (const role of ['dataset_tokens', 'tokens_planned'] as const) {
      const quantity = run.byRole.get(role);
      if (quantity !== undefined) again({ dataset_tokens: quantity.value });
    }
  }
  return values;
}

/** The value with as many digits, and in the same spelling, as the claim. */
function writeLike(claim: Claim, value: number): string {
  const suffix = /\s?(?:[KMBT]|thousand|million|billion|trillion)$/i.exec(claim.text)?.[0] ?? '';
  const plain = claim.text.slice(0, claim.text.length - suffix.length);
  const scale = suffix === '' ? 1 : readAmount(`1${suffix}`);
  if (/e/i.test(plain) && /\d/.test(plain))
    return value.toExponential(Math.max(0, (/\.(\d+)/.exec(plain)?.[1] ?? '').length)).replace('e+', 'e');
  const power = /^(\d+(?:\.\d+)?)(\s?[·×x*⋅]\s?10\^?\{?)[-−]?\d+(\}?)$/.exec(plain);
  if (power !== null) {
    const [mantissa, exponent] = value.toExponential(/\.(\d+)/.exec(power[1]!)?.[1]?.length ?? 0).split('e');
    return `${mantissa}${power[2]}${Number(exponent)}${power[3]}`;
  }
  if (!/^\d[\d,]*(?:\.\d+)?$/.test(plain)) return formatValue(value / scale, '1', { significant: 2 }) + suffix;
  const decimals = (/\.(\d+)/.exec(plain)?.[1] ?? '').length;
  const digits = (value / scale).toFixed(decimals);
  // A value that these decimals would show as nothing, or by one digit, gets two.
  if (Number(digits) < 10 && decimals < 1 + Number(Number(digits) < 1))
    return formatValue(value / scale, '1', { significant: 2 }) + suffix;
  return digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',') + suffix;
}
