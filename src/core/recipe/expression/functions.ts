import { combine, type Dimension, dimensionless, isDimensionless, power, sameDimension } from '../dimension.ts';

/** A number with what it measures, in base units. */
export interface Measure {
  readonly value: number;
  readonly dimension: Dimension;
}

/** A function of expressions. `apply` answers with a measure, or with what the arguments should have been. */
export interface ExpressionFunction {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly apply: (args: readonly Measure[]) => Measure | string;
}

function ofNumber(name: string, apply: (x: number) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 1,
    apply: ([x]) =>
      isDimensionless(x!.dimension)
        ? { value: apply(x!.value), dimension: dimensionless }
        : `${name} takes a plain number`,
  };
}

function keeping(name: string, apply: (x: number) => number): ExpressionFunction {
  return { name, least: 1, most: 1, apply: ([x]) => ({ value: apply(x!.value), dimension: x!.dimension }) };
}

function choosing(name: string, apply: (...values: number[]) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 64,
    apply: args =>
      args.every(each => sameDimension(each.dimension, args[0]!.dimension))
        ? { value: apply(...args.map(each => each.value)), dimension: args[0]!.dimension }
        : `${name} takes values of one kind`,
  };
}

function root(name: string, degree: number, apply: (x: number) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 1,
    apply: ([x]) => ({ value: apply(x!.value), dimension: power(x!.dimension, 1 / degree) }),
  };
}

/** A power of a measure: the exponent is a plain number. */
export function raise(base: Measure, exponent: Measure): Measure | string {
  if (!isDimensionless(exponent.dimension)) return 'an exponent must be a plain number';
  if (!isDimensionless(base.dimension) && Math.abs(exponent.value) > 12)
    return 'units can be raised to the 12th power at most';
  return { value: base.value ** exponent.value, dimension: power(base.dimension, exponent.value) };
}

/** All functions. Rounding rounds in base units: tokens, steps, seconds, bytes. */
export const functions: readonly ExpressionFunction[] = [
  root('sqrt', 2, Math.sqrt),
  root('cbrt', 3, Math.cbrt),
  ofNumber('exp', Math.exp),
  ofNumber('ln', Math.log),
  ofNumber('log', Math.log),
  ofNumber('log2', Math.log2),
  ofNumber('log10', Math.log10),
  ofNumber('cos', Math.cos),
  ofNumber('sin', Math.sin),
  ofNumber('tan', Math.tan),
  keeping('abs', Math.abs),
  keeping('round', Math.round),
  keeping('floor', Math.floor),
  keeping('ceil', Math.ceil),
  choosing('min', Math.min),
  choosing('max', Math.max),
  { name: 'pow', least: 2, most: 2, apply: ([base, exponent]) => raise(base!, exponent!) },
  {
    name: 'mod',
    least: 2,
    most: 2,
    apply: ([a, b]) =>
      sameDimension(a!.dimension, b!.dimension)
        ? { value: a!.value - b!.value * Math.floor(a!.value / b!.value), dimension: a!.dimension }
        : 'mod takes values of one kind',
  },
];

const table = new Map(functions.map(each => [each.name, each]));

/** The function of a name; letter case does not count. */
export function findFunction(name: string): ExpressionFunction | undefined {
  return table.get(name.toLowerCase());
}

export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
]);

export const product = (a: Measure, b: Measure): Measure => ({
  value: a.value * b.value,
  dimension: combine(a.dimension, b.dimension, 1),
});

export const quotient = (a: Measure, b: Measure): Measure => ({
  value: a.value / b.value,
  dimension: combine(a.dimension, b.dimension, -1),
});
