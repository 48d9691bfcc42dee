import { formulaById } from './formulas/catalogue.ts';
import { compute, type Given } from './formulas/compute.ts';

/** The learning rate over a schedule, ready to be drawn. */
export interface LearningRateCurve {
  /** Position (steps or tokens) and rate, from 0 to the end of the schedule. */
  readonly points: readonly (readonly [number, number])[];
  readonly length: number;
  readonly peak: number;
  /** Where the run stopped, when it did before the end, and the rate there. */
  readonly stop?: { readonly at: number; readonly rate: number };
  /** "steps" or "tokens". */
  readonly axis: string;
  readonly schedule: string;
}

const shapes: Readonly<Record<string, string>> = {
  cosine: 'learning-rate-cosine',
  linear: 'learning-rate-linear',
  wsd: 'learning-rate-wsd',
};

const samples = 160;

/**
 * The curve of a recipe's learning rate; `undefined` when the peak, the length or the shape is not known.
 * The schedule is as long as the decay steps, else as the steps planned, else as the steps trained.
 */
export function learningRateCurve(
  schedule: string,
  given: Readonly<Record<string, Given>>,
): LearningRateCurve | undefined {
  const formula = formulaById(shapes[schedule] ?? '');
  if (formula === undefined) return undefined;
  const inTokens = given.decay_tokens !== undefined || given.warmup_tokens !== undefined;
  const length =
    given.decay_steps ??
    given.decay_tokens ??
    given.steps_planned ??
    (inTokens ? given.tokens_planned : undefined) ??
    given.steps;
  if (length === undefined || given.peak_lr === undefined) return undefined;
  const warmup = given.warmup ?? given.warmup_steps ?? given.warmup_tokens;
  const values = {
    peak_lr: given.peak_lr,
    decay_steps: length,
    step: 0,
    ...(warmup === undefined ? {} : { warmup }),
    ...(given.min_lr === undefined ? {} : { min_lr: given.min_lr }),
    ...(given.final_lr_ratio === undefined ? {} : { final_lr_ratio: given.final_lr_ratio }),
    ...(given.decay_length === undefined ? {} : { decay_length: given.decay_length }),
  };
  const start = compute(formula, values);
  if (start.value === undefined) return undefined;
  const variant = formula.variants.find(each => each.id === start.variant)!;
  const numbers: Record<string, number> = {};
  for (const input of formula.inputs) numbers[input.name] = Number.NaN;
  for (const input of start.inputs) if (typeof input.value === 'number') numbers[input.name] = input.value;
  const rateAt = (step: number) => variant.evaluate({ ...numbers, step }, {});
  const end = numbers.decay_steps!;
  const positions = Array.from({ length: samples + 1 }, (_, index) => (index * end) / samples);
  // The corner at the end of the warm-up is drawn as one, wherever the samples lie.
  const corner = numbers.warmup ?? 0;
  if (corner > 0 && corner < end) positions.push(corner);
  const points = positions
    .sort((a, b) => a - b)
    .map(step => [step, rateAt(step)] as const)
    .filter(([, rate]) => Number.isFinite(rate));
  const stopped = numberOf(inTokens ? given.tokens : given.steps);
  return {
    points,
    length: end,
    peak: numbers.peak_lr!,
    axis: inTokens ? 'tokens' : 'steps',
    schedule,
    ...(stopped !== undefined && stopped > 0 && stopped <= end ? { stop: { at: stopped, rate: rateAt(stopped) } } : {}),
  };
}

function numberOf(given: Given | undefined): number | undefined {
  if (typeof given === 'number') return given;
  return typeof given === 'object' && 'value' in given ? given.value : undefined;
}
