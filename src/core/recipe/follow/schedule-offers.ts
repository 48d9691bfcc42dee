import { formatValue, group } from '../format.ts';
import { formulaById } from '../formulas/catalogue.ts';
import { type Computation, compute, type Given } from '../formulas/compute.ts';
import type { Schedule } from '../quote/note.ts';
import { inputValue, type Offer, shortCount } from './offer.ts';
import type { Run } from './run.ts';

/** The learning rate where the run stopped, by each schedule that is usual. */
export const scheduleOffers = (): readonly Offer[] => [
  atStop('learning-rate-at-stop', 'learning-rate-cosine', 'neox', 'cosine'),
  atStop('learning-rate-at-stop-linear', 'learning-rate-linear', 'megatron', 'linear'),
];

/**
 * The learning rate where the run stopped, by the schedule that the note names, or the reader; where neither does, by
 * each that is usual.
 */
function atStop(id: string, formula: string, variant: string, shape: Schedule): Offer {
  return {
    id,
    formula,
    variant,
    title: 'Learning rate at the last step',
    only: ['peak_lr'],
    adapt: (given, run) => {
      const { schedule = run.schedule ?? shape, ...rest } = given;
      if (schedule !== shape) return undefined;
      return rest.step === undefined ? inTokens(rest, run) : rest;
    },
    more: (given, result) => {
      const literal = compute(formulaById(formula)!, whatItTakes(given, result), { variant: 'literal' });
      if (literal.value === undefined || result.value === undefined) return [];
      if (Math.abs(literal.value / result.value - 1) < 0.01) return [];
      return [
        `${literal.value.toExponential(2)}${overPeak(result, literal.value)} if the ${lengthOf(result)} begin after the warm-up.`,
      ];
    },
    write: (result, run) => {
      const value = result.value ?? 0;
      const below = overPeak(result, value).replace(/^ \(|\)$/g, '');
      const by = run.schedule === shape ? shape : `assuming a ${shape} decay`;
      const step = inputValue(result, 'step');
      const at = isInTokens(result) ? `${shortCount(step)} tokens` : `step ${group(String(step))}`;
      return `Learning rate ${value.toExponential(2)} at ${at} (${below}${below === '' ? '' : ', '}${by} over ${lengthOf(result)}).`;
    },
  };
}

/** A schedule that is stated in tokens alone has its places in tokens. */
function inTokens(given: Readonly<Record<string, Given>>, { byRole }: Run): Record<string, Given> | undefined {
  const [length, warmup] = [byRole.get('decay_tokens')?.value, byRole.get('warmup_tokens')?.value];
  if (given.tokens === undefined || length === undefined) return undefined;
  return {
    ...given,
    step: given.tokens,
    decay_steps: { value: length, counts: 'token' },
    ...(warmup === undefined ? {} : { warmup: { value: warmup, counts: 'token' as const } }),
  };
}

/** No run has so many steps. */
const isInTokens = (result: Computation): boolean => inputValue(result, 'decay_steps') > 2e8;

const lengthOf = (result: Computation): string => {
  const length = inputValue(result, 'decay_steps');
  return isInTokens(result) ? `${shortCount(length)} tokens` : `${group(String(Math.round(length)))} steps`;
};

/** " (peak/14.1)"; nothing where the rate is the peak or 0. */
function overPeak(result: Computation, value: number): string {
  const ratio = inputValue(result, 'peak_lr') / value;
  return Number.isFinite(ratio) && ratio > 1 ? ` (peak/${formatValue(ratio, '1', { significant: 3 })})` : '';
}

/** What went into a computation, to be computed by another convention. */
const whatItTakes = (given: Readonly<Record<string, Given>>, result: Computation): Record<string, Given> =>
  Object.fromEntries(
    result.inputs.flatMap(input =>
      input.from === 'given' && given[input.name] !== undefined ? [[input.name, given[input.name]!]] : [],
    ),
  );
