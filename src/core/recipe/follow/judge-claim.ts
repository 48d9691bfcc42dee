import type { DataSet } from '../data/data-sets.ts';
import type { Quantity, QuantityRole } from '../quantity.ts';
import type { NoteQuantities } from '../quote/note.ts';
import { acceptedValues } from './accepted-values.ts';
import { assumptionsOf, openIn } from './assumptions.ts';
import { boundsOf, tokensOf } from './batch-history.ts';
import { type Answers, type Calculation, calculationsOf } from './calculations.ts';
import { acceleratorsIn, formatsIn } from './circumstances.ts';
import type { Claim } from './claims.ts';
import { writeCompoundTime } from './compound-time.ts';
import { isCutOff } from './cut-off.ts';
import type { Judged } from './judged.ts';
import { sameModel } from './model-names.ts';
import { sentencesOf } from './remark.ts';
import { amountsOf, type Run } from './run.ts';
import { valuesIn } from './run-inputs.ts';
import { kindOf, type Scope } from './scope.ts';
import { readAmount, writeAs } from './written-number.ts';

/** What the quotes say to one claim, before it is asked whether the claim is about them at all. */
export interface Verdict {
  /**
   * `repeats`: it says a stated number again. `fails`: the quotes give another value. `unknown`: they give none, or
   * it is not clear of what the claim is.
   */
  readonly kind: 'holds' | 'repeats' | 'fails' | 'unknown';
  readonly claim: Claim;
  readonly run: Run;
  readonly calculation?: Calculation;
  /** The sentence is worded as the command words it. */
  readonly isOwn: boolean;
  /** Where it fails: the value that it says over the one that the quotes give. */
  readonly ratio?: number;
  /** What to tell where it fails. */
  readonly stale?: () => Judged;
}

/** The roles whose stated values a claim on a calculation may only repeat. */
const REPEATED: Readonly<Record<string, readonly QuantityRole[]>> = {
  'tokens-seen': ['tokens', 'tokens_planned', 'dataset_tokens', 'warmup_tokens', 'decay_tokens', 'batch_tokens'],
  'tokens-planned': ['tokens_planned', 'decay_tokens'],
  'warmup-tokens': ['warmup_tokens'],
  'warmup-share': ['warmup_ratio'],
  'batch-tokens': ['batch_tokens'],
  'sequences-per-step': ['batch_seqs', 'batch_examples', 'micro_batch'],
  'sequences-per-replica': ['micro_batch'],
  'steps-for-budget': ['steps', 'steps_planned', 'decay_steps', 'warmup_steps'],
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
  'tokens-per-parameter': ['tokens_per_param'],
  'data-parallel-degree': ['dp'],
  energy: ['energy'],
  cost: ['cost'],
  co2: ['co2'],
};

/** What may be counted until a step as until the last. */
const UNTIL_STEP = /^(?:tokens-seen|epochs|fraction-of|learning-rate)/;

/**
 * What the quotes say to a claim of a sentence.
 *
 * @param related the quantity that the claim's amount is, where the quotes state one
 */
export function judgeClaim(
  run: Run,
  claim: Claim,
  sentence: string,
  scope: Scope,
  related: Quantity | undefined,
): Verdict {
  const named = namedBy(claim, sentence);
  const price: Answers = { ...named, ...(claim.price === undefined ? {} : { price: claim.price }) };
  const offered = offersOf(run, claim, price);
  const isOwn = offered.some(one => skeleton(one.aside) === skeleton(sentence));
  const base = { claim, run, isOwn };
  if (scope.kind === 'part' && !isOwn) return { ...base, kind: 'unknown' };
  if (scope.kind === 'step' && !isOwn) return atStep(base, scope.step, price, sentence);
  const { amount, gone } = amountOf(claim, run, related);
  if (gone) {
    const [calculation] = offered;
    // Once it followed from these quotes, but for the amount: then it is they that have changed.
    const followed = calculation !== undefined && fitsAny(claim, withAmount(run, claim, price, claim.related), run);
    if (!isOwn || !followed) return { ...base, kind: 'unknown' };
    return { ...base, kind: 'fails', calculation, stale: () => lost(claim, calculation, sentence) };
  }
  const calculations = amount === undefined ? offered : withAmount(run, claim, price, amount);
  const accepted = [...calculations, ...(claim.ofEnd ? atEnd(run, claim) : [])];
  const held = accepted.find(one => fitsAny(claim, [one], run)) ?? divided(run, claim, calculations, price);
  if (held !== undefined) return { ...base, kind: 'holds', calculation: held };
  if (repeats(claim, run)) return { ...base, kind: 'repeats' };
  // Of several accelerators that the quotes name, any may be meant.
  const mayHold = usesPeak(claim) && named.gpu_type === undefined ? run.circumstances.accelerators : [];
  for (const gpu_type of mayHold) {
    const of = offersOf(run, claim, { ...price, gpu_type }).find(one => fitsAny(claim, [one], run));
    if (of !== undefined) return { ...base, kind: 'holds', calculation: of };
  }
  const [calculation] = calculations;
  if (calculation === undefined || claim.set === 'unknown') return { ...base, kind: 'unknown' };
  if (calculations.some(one => valuesOf(one, run).some(value => isCut(claim, asSaid(claim, value, run)))))
    return { ...base, kind: 'unknown' };
  if (calculations.some(one => isOpen(claim, one, run, sentence)) || contradicts(named, run))
    return { ...base, kind: 'unknown' };
  if (!isOwn && !(claim.certain && isClear(claim, run, calculations, sentence))) return { ...base, kind: 'unknown' };
  const ratio = claim.value / asSaid(claim, calculation.computation.value!, run);
  return { ...base, kind: 'fails', calculation, ratio, stale: () => stale(claim, calculation, run, calculations) };
}

const usesPeak = ({ calculations: [first = ''] }: Claim): boolean => /^(?:mfu|hfu)/.test(first);

/** What a sentence says itself that a calculation goes by: "MFU 8.6 % (H100)", "2.1e-5 (linear)", "(10 % floor)". */
function namedBy(claim: Claim, sentence: string): Answers {
  if (kindOf(claim) === 'learning-rate') {
    const schedule = /\bcosine\b/i.test(sentence) ? 'cosine' : /\blinear/i.test(sentence) ? 'linear' : undefined;
    const floor = /(\d+(?:\.\d+)?) ?% (?:floor|minimum)|floor (?:of|at) (\d+(?:\.\d+)?) ?%/i.exec(sentence);
    return {
      ...(schedule === undefined ? {} : { schedule }),
      ...(floor === null ? {} : { final_lr_ratio: String(Number(floor[1] ?? floor[2]) / 100) }),
    };
  }
  if (!usesPeak(claim)) return {};
  const [gpu_type, other] = acceleratorsIn(sentence);
  const [dtype] = formatsIn(sentence);
  const peak = /\bpeak(?: of)? (\d+(?:\.\d+)?) ?TFLOP|(\d+(?:\.\d+)?) ?TFLOPS?(?:\/s)? peak\b/i.exec(sentence);
  if (peak !== null) return { peak_flops: `${peak[1] ?? peak[2]}e12` };
  return {
    ...(gpu_type === undefined || other !== undefined ? {} : { gpu_type }),
    ...(dtype === undefined ? {} : { dtype }),
  };
}

/** True where a sentence goes by something else than the quotes state: then it may be right of that. */
function contradicts({ gpu_type, dtype, schedule, final_lr_ratio }: Answers, run: Run): boolean {
  const differs = (said: string | undefined, stated: string | undefined): boolean =>
    said !== undefined && stated !== undefined && !said.startsWith(stated) && !stated.startsWith(said);
  return (
    differs(gpu_type, run.accelerator) ||
    differs(dtype, run.dtype) ||
    differs(schedule, run.schedule) ||
    (final_lr_ratio !== undefined && (run.byRole.has('min_lr') || run.byRole.has('final_lr_ratio')))
  );
}

/** True where a calculation takes something for granted that a claim need not: it may bear that out, not refute it. */
function isOpen(claim: Claim, { computation }: Calculation, run: Run, sentence: string): boolean {
  if (openIn(assumptionsOf(computation, run), sentence).length > 0) return true;
  const { circumstances, batchHistory } = run;
  // A ramp that hardly matters may have been passed over.
  if (
    batchHistory !== undefined &&
    /^(?:tokens-seen|epochs|fraction-of-plan|mixture-epochs)$/.test(computation.formula)
  ) {
    const value = asSaid(claim, computation.value!, run);
    const off = Math.abs(claim.value - value);
    if (off <= SHORT_RAMP * claim.value + claim.tolerance) return true;
    // How it grew is not said: between what it began and what it ended with, all is possible.
    const [least, most] = boundsOf(batchHistory).map(bound => (value * bound) / tokensOf(batchHistory));
    if (least! < claim.value && claim.value < most! - claim.tolerance) return true;
  }
  const { encoderDecoder } = circumstances;
  const ratio = claim.value / asSaid(claim, computation.value!, run);
  // How much of an encoder-decoder a token passes, its shape decides: from less than half to all.
  if (!encoderDecoder || !/^(?:training-flops|mfu|hfu|achieved-flops)$/.test(computation.formula)) return false;
  const whole = computation.variant === 'encoder-decoder' ? 2 : 1;
  return ratio > 0.4 * whole && ratio < 1.05 * whole;
}

/** False where a value that differs may still be right of something that the claim can mean. */
function isClear(claim: Claim, run: Run, calculations: readonly Calculation[], sentence: string): boolean {
  const value = asSaid(claim, calculations[0]!.computation.value!, run);
  // Months and weeks are said of more or less.
  const leeway = claim.scale >= 168 && kindOf(claim) === 'time' ? 0.15 * claim.value : claim.leeway;
  if (Math.abs(value - claim.value) <= Math.max(leeway, roughness(calculations[0]!) * value)) return false;
  if (isManifold(calculations[0]!, run)) return false;
  if (isWithin(claim, calculations[0]!, run, {})) return false;
  // What the accelerators achieved is stated: it has been reckoned in some other way.
  if (/^(?:mfu|hfu|achieved)/.test(claim.calculations[0]!) && ACHIEVED.some(role => run.byRole.has(role))) return false;
  // Where the run stopped before the end of its schedule, "final" is said of either.
  if (claim.ofEnd && atEnd(run, claim).length > 0) return false;
  // How the accelerators were shared out, the quotes must say.
  if (claim.calculations.includes('data-parallel-degree') && !run.byRole.has('tp') && !run.byRole.has('pp'))
    return false;
  // A total may be of more than one run.
  if (/^(?:time|accelerator-time)$/.test(kindOf(claim)) && claim.value > value)
    return !/\btotal|\ball together|\baltogether|\boverall|\bin all\b|\bsum\b/i.test(sentence);
  return true;
}

const ACHIEVED: readonly QuantityRole[] = ['mfu', 'hfu', 'achieved_flops'];

/** What a short ramp of the batch takes of a run's tokens. */
const SHORT_RAMP = 0.015;

/** Most warm-ups take no more of a schedule. */
const LONGEST_WARMUP = 0.1;

/** True where a warm-up that nobody speaks of, of a usual length, may have made a learning rate what is claimed. */
function isWithin(claim: Claim, { id, computation }: Calculation, run: Run, answers: Answers): boolean {
  const input = (name: string) => computation.inputs.find(one => one.name === name);
  const length = input('decay_steps')?.value;
  if (input('warmup')?.from !== 'default' || typeof length !== 'number') return false;
  const warmup = String(LONGEST_WARMUP * length);
  const [other] = offersOf(run, { ...claim, calculations: [id] }, { ...answers, warmup });
  const ends = [computation.value, other?.computation.value].flatMap(value =>
    value === undefined ? [] : asSaid(claim, value, run),
  );
  return Math.min(...ends) - claim.tolerance <= claim.value && claim.value <= Math.max(...ends) + claim.tolerance;
}

/** True where the quote states several values of something: a batch that grows, a schedule in stages. */
function isManifold({ sources }: Calculation, { anchor }: Run): boolean {
  return sources.some(
    ({ input, quantity: { role, value, model } }) =>
      !input.startsWith('segment_') &&
      anchor.quantities.some(
        other =>
          other.role === role &&
          !near(other.value, value) &&
          (other.model === model || other.model === undefined || model === undefined || sameModel(other.model, model)),
      ),
  );
}

/**
 * How far what the quotes only say roughly may be from the truth, in parts of the result: "about 2 months", and the size
 * in a model's name. Many a 7B has 6.7B parameters.
 */
function roughness({ sources }: Calculation): number {
  return sources.reduce((sum, { quantity: { role, approximate, significant, value } }) => {
    const mantissa = Number(Math.abs(value).toExponential().split('e')[0]);
    return sum + (approximate || role === 'params' ? (0.5 * 10 ** (1 - significant)) / mantissa : 0);
  }, 0);
}

function atStep(
  base: { readonly claim: Claim; readonly run: Run; readonly isOwn: boolean },
  step: number,
  price: Answers,
  sentence: string,
): Verdict {
  const { claim, run } = base;
  const unknown: Verdict = { ...base, kind: 'unknown' };
  if (!claim.calculations.some(id => UNTIL_STEP.test(id)) || claim.related !== undefined) return unknown;
  const answers = { ...price, step: String(step), steps: String(step) };
  const calculations = offersOf(run, claim, answers).filter(one => UNTIL_STEP.test(one.id));
  const held = calculations.find(one => fitsAny(claim, [one], run));
  if (held !== undefined) return { ...base, kind: 'holds', calculation: held };
  const [calculation] = calculations;
  const last = run.byRole.get('decay_steps')?.value ?? run.byRole.get('steps')?.value ?? 0;
  const isRate = kindOf(claim) === 'learning-rate';
  if (!isRate || calculation === undefined || step > last || repeats(claim, run)) return unknown;
  if (isOpen(claim, calculation, run, sentence) || contradicts(price, run)) return unknown;
  if (isWithin(claim, calculation, run, { ...price, step: String(step) })) return unknown;
  return { ...base, kind: 'fails', calculation, stale: () => stale(claim, calculation, run, calculations) };
}

/** The learning rate at the end of a schedule that a run did not reach. */
function atEnd(run: Run, claim: Claim): readonly Calculation[] {
  const end = run.byRole.get('decay_steps')?.value;
  if (end === undefined || end === run.byRole.get('steps')?.value) return [];
  return offersOf(run, claim, { step: String(end) });
}

/** "0.84 epochs", of what it does not say: of any amount of data that the quotes state. */
function divided(
  run: Run,
  claim: Claim,
  calculations: readonly Calculation[],
  price: Answers,
): Calculation | undefined {
  if (claim.related !== undefined || !calculations.some(({ id }) => id === 'epochs')) return undefined;
  return (['dataset_tokens', 'tokens_planned'] as const)
    .flatMap(role => run.byRole.get(role)?.value ?? [])
    .flatMap(amount => withAmount(run, claim, price, amount))
    .find(one => fitsAny(claim, [one], run));
}

/** The amount that a claim divides by, and whether it has one that the quotes do not state. */
function amountOf(
  claim: Claim,
  run: Run,
  related: Quantity | undefined,
): { readonly amount?: number; readonly gone: boolean } {
  if (claim.related === undefined) return { gone: false };
  if (related === undefined) return { gone: !run.dataSets.some(set => near(set.tokens, claim.related!)) };
  return { amount: valuesIn(related).find(value => near(value, claim.related!)) ?? related.value, gone: false };
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * b;

/** The quantity that "over the 200B dataset" means, where the quotes of a note state one. */
export function relatedQuantity(note: NoteQuantities, run: Run, value: number): Quantity | undefined {
  const means = (quantity: Quantity | undefined): boolean =>
    quantity !== undefined &&
    [quantity.value, ...quantity.readings.map(one => one.value)].some(one => near(one, value));
  for (const role of ['tokens_planned', 'dataset_tokens', 'tokens', 'decay_steps', 'steps_planned'] as const) {
    if (means(run.byRole.get(role))) return run.byRole.get(role);
  }
  return amountsOf(note).find(means);
}

const DIVISORS = ['dataset_tokens', 'tokens_planned', 'steps_planned'];

/** The calculations that a claim may stand on with an amount to divide by. */
function withAmount(run: Run, claim: Claim, price: Answers, amount: number | undefined): readonly Calculation[] {
  return offersOf(run, claim, price).flatMap(one => {
    const divisor = one.computation.inputs.find(input => input.from === 'given' && DIVISORS.includes(input.name));
    if (divisor === undefined || amount === undefined || divisor.value === amount) return [one];
    return offersOf(run, { ...claim, calculations: [one.id] }, { ...price, [divisor.name]: String(amount) });
  });
}

const computed = new WeakMap<Run, Map<string, readonly Calculation[]>>();

/** The calculations that a claim may stand on, each computed once for a run. */
function offersOf(run: Run, claim: Claim, answers: Answers): readonly Calculation[] {
  const isWanted = ({ id, set }: { readonly id: string; readonly set?: DataSet }): boolean =>
    backs(claim, run, { id, set });
  const of = computed.get(run) ?? new Map<string, readonly Calculation[]>();
  computed.set(run, of);
  const set = setOf(claim, run);
  const key = JSON.stringify([
    claim.calculations,
    typeof set === 'object' ? set.name : set,
    claim.related !== undefined,
    answers,
  ]);
  const before = of.get(key);
  if (before !== undefined) return before;
  const found = calculationsOf(run, answers, {}, isWanted).filter(
    one => one.lacking.length === 0 && one.computation.value !== undefined,
  );
  of.set(key, found);
  return found;
}

/** The data set that a claim relates to, by its name or by its size. */
const setOf = (claim: Claim, run: Run): Claim['set'] =>
  claim.set ?? (claim.related === undefined ? undefined : run.dataSets.find(set => near(set.tokens, claim.related!)));

function backs(
  claim: Claim,
  run: Run,
  { id, set }: { readonly id: string; readonly set: DataSet | undefined },
): boolean {
  const named = setOf(claim, run);
  if (claim.set !== undefined && claim.set !== 'unknown') return set === claim.set && id === 'epochs-of-data-set';
  if (id === 'epochs-of-data-set')
    return claim.calculations.includes(id) && (claim.related === undefined || (named !== undefined && set === named));
  return (
    claim.calculations.includes(id) ||
    (claim.calculations.includes('learning-rate-share') && id.startsWith('learning-rate-at-stop'))
  );
}

const values = new WeakMap<Calculation, readonly number[]>();

function valuesOf(calculation: Calculation, run: Run): readonly number[] {
  const before = values.get(calculation);
  if (before !== undefined) return before;
  const found = acceptedValues(calculation, run);
  values.set(calculation, found);
  return found;
}

const fitsAny = (claim: Claim, calculations: readonly Calculation[], run: Run): boolean =>
  calculations.some(
    one =>
      [one.computation.value ?? Number.NaN, ...one.computation.readings.map(reading => reading.value)].some(value =>
        fits(claim, asSaid(claim, value, run)),
      ) || valuesOf(one, run).some(value => fits(claim, asSaid(claim, value, run))),
  );

/** A calculation's value as the claim says it: in its unit, or as what the peak is divided by. */
function asSaid(claim: Claim, value: number, run: Run): number {
  const peak = run.byRole.get('peak_lr')?.value ?? Number.NaN;
  if (claim.ofPeak) return peak / value;
  if (claim.ofChip) return value / ((run.byRole.get('tp')?.value ?? 1) * (run.byRole.get('pp')?.value ?? 1));
  return (claim.calculations.includes('learning-rate-share') ? value / peak : value) / claim.scale;
}

function fits(claim: Claim, value: number): boolean {
  const off = value - claim.value;
  if (claim.bound === 'less') return off <= claim.tolerance;
  if (claim.bound === 'more') return off >= -claim.tolerance;
  return Math.abs(off) <= claim.tolerance || (claim.lastDigit <= FINE * claim.value && isCut(claim, value));
}

/** Where cutting the digits off leaves more open than this, nothing is ticked for it. */
const FINE = 0.05;

const isCut = (claim: Claim, value: number): boolean => isCutOff(claim.value, claim.lastDigit, value);

function repeats(claim: Claim, run: Run): boolean {
  if (claim.bound !== undefined) return false;
  return claim.calculations
    .flatMap(id => REPEATED[id] ?? [])
    .flatMap(role => run.byRole.get(role) ?? [])
    .some(quantity =>
      valuesIn(quantity).some(value =>
        claim.ofPeak && quantity.role === 'final_lr_ratio' ? fits(claim, 1 / value) : fits(claim, value / claim.scale),
      ),
    );
}

/** A sentence with its numbers as #: two sentences of one skeleton say the same of other values. */
const skeleton = (text: string): string =>
  (sentencesOf(text)[0]?.text ?? text)
    .trim()
    .replace(/\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?[kKMBT]?(?![\p{L}\d])/gu, '#')
    .replace(/[≈~]\s?/g, '')
    // A number format that nobody stated was not always said.
    .replace(/ in bf16\)/, ')')
    .replace(/\b(epoch|sequence|token|day|hour)s\b/g, '$1')
    .replace(/[.;]$/, '')
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

function stale(claim: Claim, calculation: Calculation, run: Run, offered: readonly Calculation[]): Judged {
  const value = asSaid(claim, calculation.computation.value!, run);
  const right = claim.isCompound ? writeCompoundTime(claim.text, value * claim.scale) : writeAs(claim.text, value);
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

/** "5 days on 8 GPUs" beside a run on 256 of them is somebody's own sum. */
export function saysOtherMachines(text: string, run: Run): boolean {
  const count =
    /(\d[\d,]*)\s?(?:x |× )?(?:[AHVB]\d{2,3}0?s?|GPUs?|TPUs?|chips|accelerators)\b(?![- ]?(?:hours?|h\b))/i.exec(
      text,
    )?.[1];
  const gpus = run.byRole.get('gpus')?.value;
  return count !== undefined && gpus !== undefined && readAmount(count) !== gpus && readAmount(count) > 1;
}
