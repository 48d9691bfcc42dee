import type { Input } from './input.ts';
import { batchTokens, input, position, scheduleLength, warmup } from './inputs.ts';

/*
 * Places in a schedule, and stretches of it. Formulas take them as plain numbers: in steps or in tokens, as long as
 * all are in the same. Where some are in steps and some in tokens, the batch size turns tokens into steps.
 */

/** What a place in a schedule is counted in. */
export type Counted = 'step' | 'token';

/** Inputs that are places in a schedule or stretches of it, by name. */
export const places: ReadonlySet<string> = new Set([
  warmup.name,
  scheduleLength.name,
  position.name,
  'decay_length',
  'constant_until',
  'plateau',
  'constant_steps',
]);

/**
 * What a name says that its value counts: `warmup_tokens` tokens, `decay_steps` and `lr_decay_iters` steps, `T` and `at`
 * nothing. No run has a billion steps: a value so large does not count what the name says.
 *
 * @example countedBy('warmup_tokens', 2e9) // 'token'
 */
export function countedBy(name: string, value: number): Counted | undefined {
  if (/tokens?(?![a-z])/i.test(name)) return 'token';
  return /(?:step|iter|update)/i.test(name) && Math.abs(value) < 1e9 ? 'step' : undefined;
}

const ofTokens: readonly (readonly [place: Input, inTokens: Input])[] = [
  [warmup, 'W_{\\text{tok}}'],
  [scheduleLength, 'T_{\\text{tok}}'],
  [position, 'n_{\\text{tok}}'],
].map(([place, symbol]) => {
  const { name, title } = place as Input;
  const inTokens = input(`${name}_in_tokens`, `${title}, in tokens`, symbol as string, 'token');
  return [place as Input, { ...inTokens, internal: true }] as const;
});

/** The places that can be given in tokens where the others are in steps, each with the input that then takes it. */
export const placesInTokens: ReadonlyMap<string, Input> = new Map(
  ofTokens.map(([place, inTokens]) => [place.name, inTokens]),
);

/** How a place in steps follows from one in tokens. */
export const stepsOfTokens = ofTokens.map(([place, inTokens]) => ({
  gives: place,
  uses: [inTokens, batchTokens],
  tex: `\\frac{@${inTokens.name}}{@${batchTokens.name}}`,
  evaluate: (values: Readonly<Record<string, number>>) => values[inTokens.name]! / values[batchTokens.name]!,
}));
