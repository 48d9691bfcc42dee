import { formulaById } from '../formulas/catalogue.ts';
import { compute } from '../formulas/compute.ts';
import type { Calculation } from './calculations.ts';
import type { Run } from './run.ts';

/** Every value that a reader may rightly have written: as stated, under other readings, by other conventions. */
export function acceptedValues(calculation: Calculation, run: Run): readonly number[] {
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
  if (params !== undefined && 'params' in given && params.value !== given.params) again({ params: params.value });
  // "4M tokens (2160 sequences of 2048 tokens)" are 4.42M.
  const batch = batchOfSequences(run);
  if (batch !== undefined && 'batch_tokens' in given && batch !== given.batch_tokens) again({ batch_tokens: batch });
  // 8K sequences are 8,192, and a month has 30 days.
  for (const { input, quantity } of calculation.sources) {
    if (input === 'batch_tokens' || !(input in given)) continue;
    for (const { value } of quantity.readings.slice(0, 2)) if (value !== given[input]) again({ [input]: value });
    if (quantity.role === 'wall_clock' && quantity.unit === 'month') again({ [input]: quantity.value * 720 });
  }
  if (/^learning-rate-(?:cosine|linear)$/.test(computation.formula)) again({}, 'literal');
  if (computation.formula === 'energy') again({ pue: 1.1 });
  // Of a data set by name, the share that the mixture has of it may have been left out.
  if (calculation.id === 'epochs-of-data-set') again({ weight: 1 });
  return values;
}

function batchOfSequences(run: Run): number | undefined {
  const sequences = run.byRole.get('batch_seqs')?.value;
  const context = run.byRole.get('context')?.value;
  return sequences === undefined || context === undefined ? undefined : sequences * context;
}
