/** What a quantity can be a quantity of. Tokens and steps differ here because adding one to the other is always a slip. */
export type BaseDimension =
  | 'token'
  | 'step'
  | 'sequence'
  | 'parameter'
  | 'FLOP'
  | 'byte'
  | 'second'
  | 'accelerator'
  | 'joule'
  | 'kilogram'
  | 'dollar';

/** Exponents of the base dimensions; one that is absent is 0. `{ token: 1, step: -1 }` is tokens per step. */
export type Dimension = Readonly<Partial<Record<BaseDimension, number>>>;

/** The dimension of plain numbers, ratios and percentages. */
export const dimensionless: Dimension = {};

/**
 * `a · bⁿ` in exponents: `n` = 1 multiplies, −1 divides. Exponents that cancel are left out.
 *
 * @example combine({ token: 1 }, { step: 1 }, -1) // { token: 1, step: -1 }
 */
export function combine(a: Dimension, b: Dimension, n: number): Dimension {
  const sum: Partial<Record<BaseDimension, number>> = { ...a };
  for (const [base, exponent] of entries(b)) {
    // Roots give exponents like 0.5; rounding keeps (x^(1/3))^3 the same dimension as x.
    const total = Math.round(((sum[base] ?? 0) + exponent * n) * 1e9) / 1e9;
    if (total === 0) delete sum[base];
    else sum[base] = total;
  }
  return sum;
}

/** The dimension of a value raised to the power `n`. */
export function power(dimension: Dimension, n: number): Dimension {
  return combine(dimensionless, dimension, n);
}

/** True when two values can be added: `{ token: 1, step: -1 }` and `{ step: -1, token: 1 }` are the same. */
export function sameDimension(a: Dimension, b: Dimension): boolean {
  return entries(a).length === entries(b).length && entries(a).every(([base, exponent]) => b[base] === exponent);
}

/** True for the dimension of plain numbers, ratios and percentages. */
export function isDimensionless(dimension: Dimension): boolean {
  return entries(dimension).length === 0;
}

const plurals: Readonly<Record<BaseDimension, string>> = {
  token: 'tokens',
  step: 'steps',
  sequence: 'sequences',
  parameter: 'parameters',
  FLOP: 'FLOPs',
  byte: 'bytes',
  second: 'seconds',
  accelerator: 'GPUs',
  joule: 'joules',
  kilogram: 'kilograms of CO2e',
  dollar: 'dollars',
};

/**
 * A dimension in words, for messages.
 *
 * @example describeDimension({ token: 1, step: -1 }) // 'tokens per step'
 */
export function describeDimension(dimension: Dimension): string {
  const words = entries(dimension);
  if (words.length === 0) return 'a plain number';
  const write = (base: BaseDimension, exponent: number, word: string) =>
    exponent === 1 ? word : `${word}^${Math.round(exponent * 1000) / 1000}${base === word ? '' : ''}`;
  const above = words.filter(([, exponent]) => exponent > 0).map(([base, n]) => write(base, n, plurals[base]));
  const below = words
    .filter(([, exponent]) => exponent < 0)
    .map(([base, n]) => write(base, -n, base === 'accelerator' ? 'GPU' : base));
  return [above.join(' · ') || '1', ...below].join(' per ');
}

function entries(dimension: Dimension): [BaseDimension, number][] {
  return Object.entries(dimension) as [BaseDimension, number][];
}
