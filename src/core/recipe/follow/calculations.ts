import type { Range } from '../../text.ts';
import type { DataSet } from '../data/data-sets.ts';
import { findOwnPrice, type OwnPrices } from '../data/prices.ts';
import { group } from '../format.ts';
import { formulaById } from '../formulas/catalogue.ts';
import { type Computation, compute, type Given, inputsOf } from '../formulas/compute.ts';
import type { Quantity } from '../quantity.ts';
import type { NoteQuantities, ReadParagraph } from '../quote/note.ts';
import { accuracyCalculations, isOfTest } from './accuracy-error.ts';
import { assumptionsOf, withAssumptions } from './assumptions.ts';
import { type Offer, shortCount, writeOffer } from './offer.ts';
import { offersFor } from './offers.ts';
import { type OwnRecipe, ownCalculations } from './own-recipes.ts';
import { type Run, runAt } from './run.ts';
import { givenOf, quantityFor } from './run-inputs.ts';

/** An input that a calculation still lacks. */
export interface LackingInput {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** A sensible value to begin with, as text. */
  readonly proposal: string | undefined;
}

/** A calculation that the quotes around a place allow, or nearly allow. */
export interface Calculation {
  /** Stable: 'epochs', 'mfu-palm', … */
  readonly id: string;
  /** Where the recipe of one's own stands that it comes from, as people call it. */
  readonly own?: string;
  readonly title: string;
  readonly computation: Computation;
  /** The data set that it is about, by name. */
  readonly set?: DataSet;
  /** What the reader would write: the aside without its `%%`. Empty while inputs are lacking. */
  readonly aside: string;
  readonly lacking: readonly LackingInput[];
  /** The quote that it is about, where that is not the one of the run. */
  readonly quote?: ReadParagraph;
  /** The quantities of the note that went in, by the name of the input. */
  readonly sources: readonly { readonly input: string; readonly quantity: Quantity }[];
  /** What was taken that the note does not say ("7B is taken as 6.74B parameters"). */
  readonly remarks: readonly string[];
}

const PROPOSALS: Readonly<Record<string, string>> = {
  gpu_type: 'A100',
  peak_flops: '100 TFLOP/s',
  pp: '1',
  cp: '1',
  gpus: '256',
  tp: '1',
  params: '7B',
  batch_tokens: '4M',
  steps: '100,000',
  context: '4096',
  gpu_hours: '20,000',
  tokens: '1T',
  intensity: '0.385',
  micro_batch: '4',
  decay_steps: '100,000',
  dataset_tokens: '1T',
  watts: '400',
  price: '2',
};

/** A sensible value to begin with: what the run itself suggests, else what is usual. */
function proposalFor(name: string, run: Run): string | undefined {
  const steps = run.byRole.get('steps')?.value;
  if ((name === 'decay_steps' || name === 'steps_planned') && steps !== undefined) return group(String(steps));
  if (name === 'gpu_type' && run.circumstances.accelerators.length > 0) return run.circumstances.accelerators[0];
  if (name === 'context' && run.architecture !== undefined) return '4096';
  return PROPOSALS[name];
}

/** Values that the reader gave for inputs that the quotes lack, by input name. */
export type Answers = Readonly<Record<string, string>>;

/**
 * The calculations that follow from the quotes around an offset, best first, those of people's own recipes right behind
 * the best; those that lack an input come last and say which. Costs are reckoned with the reader's own prices, or else
 * with published ones.
 *
 * @example calculationsAt(note, offsetAfterQuote)[0]?.aside // '0.84 epoch over the 200B dataset.'
 */
export function calculationsAt(
  note: NoteQuantities,
  offset: number,
  answers: Answers = {},
  prices: OwnPrices = {},
  own: readonly OwnRecipe[] = [],
): Calculation[] {
  const run = runAt(note, offset);
  const mine = ownCalculations(run, own, answers);
  const [best, ...others] = run === undefined ? [] : calculationsOf(run, answers, prices);
  const errors = accuracyCalculations(note, offset, answers);
  const ofRun = best === undefined ? mine : [best, ...mine, ...others];
  const all = (isOfTest(run, errors[0]) ? [...errors, ...ofRun] : [...ofRun, ...errors]).map(one => {
    const doubt = doubtOf(note, one);
    return doubt === undefined ? one : { ...one, remarks: [doubt, ...one.remarks] };
  });
  const rank = (one: Calculation): number => (one.lacking.length > 0 ? 2 : doubtOf(note, one) === undefined ? 0 : 1);
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** What is wrong with a number that went in, where the quote has lost something of it or it cannot be meant. */
export function doubtOf(note: NoteQuantities, { sources }: Calculation): string | undefined {
  return note.problems.find(({ range }) => sources.some(({ quantity }) => overlaps(quantity.range, range)))?.message;
}

const overlaps = (a: Range, b: Range): boolean => a.from < b.to && b.from < a.to;

/** The best calculation that a run allows without asking for anything, and without doubt; the others are not computed. */
export function firstCalculation(note: NoteQuantities, run: Run, prices: OwnPrices = {}): Calculation | undefined {
  const given: Record<string, Given> = { ...givenOf(run), ...priceOf(run, prices) };
  for (const offer of offersFor(run)) {
    const calculation = offerOf(offer, run, given);
    if (calculation?.lacking.length === 0 && doubtOf(note, calculation) === undefined) return calculation;
  }
  return undefined;
}

/** The calculations that a run allows, or those of them whose id or data set is `wanted`. */
export function calculationsOf(
  run: Run,
  answers: Answers = {},
  prices: OwnPrices = {},
  wanted: (offer: { readonly id: string; readonly set?: DataSet }) => boolean = () => true,
): Calculation[] {
  const given: Record<string, Given> = { ...givenOf(run), ...priceOf(run, prices), ...answers };
  const ready: Calculation[] = [];
  const lacking: Calculation[] = [];
  for (const offer of offersFor(run)) {
    if (!wanted(offer)) continue;
    const calculation = offerOf(offer, run, given);
    if (calculation === undefined) continue;
    (calculation.lacking.length === 0 ? ready : lacking).push(calculation);
  }
  return [...ready, ...lacking];
}

function priceOf(run: Run, prices: OwnPrices): Record<string, Given> {
  const own = run.accelerator === undefined ? undefined : findOwnPrice(run.accelerator, prices);
  return own === undefined ? {} : { price: { value: own.price, caveat: `Price of ${own.source}.` } };
}

function offerOf(offer: Offer, run: Run, all: Readonly<Record<string, Given>>): Calculation | undefined {
  const formula = formulaById(offer.formula);
  if (formula === undefined) return undefined;
  // Hours of accelerators follow from hours on the clock.
  const follows = (name: string): boolean =>
    name === 'gpu_hours' && all.hours !== undefined && (all.gpus !== undefined || all.nodes !== undefined);
  if (offer.only?.some(name => all[name] === undefined && !follows(name))) return undefined;
  const given = offer.adapt === undefined ? { ...all } : offer.adapt(all, run);
  if (given === undefined) return undefined;
  const known = new Set(inputsOf(formula).map(input => input.name));
  const fitting = Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name)));
  const computation = compute(formula, fitting, offer.variant === undefined ? {} : { variant: offer.variant });
  const sources = computation.inputs.flatMap(input => {
    const quantity = input.from === 'given' ? sourceOf(offer, run, input.name) : undefined;
    return quantity === undefined ? [] : [{ input: input.name, quantity }];
  });
  const missing =
    computation.value === undefined
      ? lackingIn(computation)
      : asked(offer, run).filter(name => given[name] === undefined && !(name === 'gpu_type' && 'peak_flops' in given));
  if (computation.value === undefined || missing.length > 0) {
    if (missing.length === 0 || missing.length > 2) return undefined;
    const inputs = inputsOf(formula);
    const lacking = missing.map(name => {
      const input = inputs.find(one => one.name === name);
      return { name, title: input?.title ?? name, unit: input?.unit ?? '1', proposal: proposalFor(name, run) };
    });
    return { id: offer.id, title: offer.title, computation, aside: '', lacking, sources, remarks: [] };
  }
  const aside = withAssumptions(writeOffer(offer, computation, run), assumptionsOf(computation, run));
  // An offer that speaks of a number which did not go in has nothing to say.
  if (/\b(?:NaN|undefined|Infinity)\b/.test(aside)) return undefined;
  return {
    id: offer.id,
    title: offer.title,
    ...(offer.set === undefined ? {} : { set: offer.set }),
    computation,
    aside,
    lacking: [],
    sources,
    remarks: [...(offer.more?.(given, computation) ?? []), ...remarksOf(run, computation)],
  };
}

/** What a computation lacks; of an accelerator that the table does not hold, the rate. */
const lackingIn = ({ missing, problems }: Computation): readonly string[] =>
  missing.length === 0 && problems.some(({ input }) => input === 'gpu_type') ? ['peak_flops'] : missing;

const asked = ({ asks = [] }: Offer, run: Run): readonly string[] => (typeof asks === 'function' ? asks(run) : asks);

function sourceOf(offer: Offer, run: Run, input: string): Quantity | undefined {
  if (input === 'segment_steps') return run.byRole.get('steps');
  if (input === 'segment_batches') return run.byRole.get('batch_tokens') ?? run.byRole.get('batch_seqs');
  const quantity = quantityFor(run, input);
  if (quantity === undefined && offer.id === 'epochs' && input === 'dataset_tokens')
    return run.byRole.get('tokens_planned');
  return quantity;
}

function remarksOf(run: Run, computation: Computation): string[] {
  const remarks = [...computation.caveats];
  const params = run.byRole.get('params');
  if (
    run.architecture !== undefined &&
    params !== undefined &&
    computation.inputs.some(input => input.name === 'params')
  ) {
    remarks.push(
      `${params.text} is taken as ${shortCount(run.architecture.params)} parameters: ${run.architecture.source}.`,
    );
  }
  return remarks;
}
