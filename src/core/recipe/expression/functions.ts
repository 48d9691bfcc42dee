import { combine, type Dimension, dimensionless, isDimensionless, power, sameDimension } from '../dimension.ts';
import { readUnit, unitOfScale } from '../units.ts';

/** A number with what it measures, in base units. */
export interface Measure {
  readonly value: number;
  readonly dimension: Dimension;
  /** The size in base units of the unit that it is written in: 86,400 for "3.7 days", 3,600 for GPU-hours over GPUs. */
  readonly scale: number;
  /** That unit as units.ts reads it, where one is written: "day", "GB/s"; "%" only of what is a percentage itself. */
  readonly unit?: string;
}

/** A plain number. */
export const plain = (value: number): Measure => ({ value, dimension: dimensionless, scale: 1 });

/** True for what is written in percent. */
export const isPercentage = ({ unit }: Measure): boolean => unit === '%';

/** Why values of the right kind have no result: a square root of what is below 0. */
export interface OutOfDomain {
  readonly outOfDomain: string;
}

/** A function of expressions. `apply` answers with a measure, or with what the arguments should have been. */
export interface ExpressionFunction {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly apply: (args: readonly Measure[]) => Measure | string | OutOfDomain;
}

function ofNumber(name: string, apply: (x: number) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 1,
    apply: ([x]) => (isDimensionless(x!.dimension) ? plain(apply(x!.value)) : `${name} takes a plain number`),
  };
}

function keeping(name: string, apply: (x: number) => number): ExpressionFunction {
  return { name, least: 1, most: 1, apply: ([x]) => ({ ...x!, value: apply(x!.value) }) };
}

/** Rounds in the unit that the value is written in: 3.7 days to whole days, tokens per step to whole tokens. */
function rounding(name: string, apply: (x: number) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 1,
    apply: ([x]) => {
      const measure = x!;
      const unit = measure.unit ?? unitOfScale(measure.dimension, measure.scale);
      // A scale of 1 is in base units, whatever they are: whole tokens of a step, bytes of a second.
      if (unit === undefined && Math.abs(measure.scale - 1) > 1e-9)
        return `${name} does not know which unit to round in: say it, as in ${name}(… in h)`;
      const scale = unit === undefined ? measure.scale : readUnit(unit)!.scale;
      return {
        ...measure,
        value: apply(nearlyWhole(measure.value / scale)) * scale,
        scale,
        ...(unit === undefined ? {} : { unit }),
      };
    },
  };
}

/** Without the last digits that arithmetic gets wrong: 0.3 / 0.1 is 3, and rounded up it is no 4. */
export function nearlyWhole(x: number): number {
  const whole = Math.round(x);
  return Math.abs(x - whole) <= 1e-12 * Math.max(1, Math.abs(x)) ? whole : x;
}

function choosing(name: string, apply: (...values: number[]) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 64,
    apply: args =>
      args.every(each => sameDimension(each.dimension, args[0]!.dimension))
        ? { ...args[0]!, value: apply(...args.map(each => each.value)) }
        : `${name} takes values of one kind`,
  };
}

function root(name: string, degree: number, apply: (x: number) => number): ExpressionFunction {
  return {
    name,
    least: 1,
    most: 1,
    apply: ([x]) =>
      degree === 2 && x!.value < 0
        ? { outOfDomain: `${name} takes no negative number` }
        : {
            value: apply(x!.value),
            dimension: power(x!.dimension, 1 / degree),
            scale: isDimensionless(x!.dimension) ? 1 : x!.scale ** (1 / degree),
          },
  };
}

/** A power of a measure: the exponent is a plain number. */
export function raise(base: Measure, exponent: Measure): Measure | string | OutOfDomain {
  if (!isDimensionless(exponent.dimension)) return 'an exponent must be a plain number';
  if (!isDimensionless(base.dimension) && Math.abs(exponent.value) > 12)
    return 'units can be raised to the 12th power at most';
  if (base.value === 0 && exponent.value < 0) return { outOfDomain: 'this divides by zero' };
  if (base.value < 0 && !Number.isInteger(exponent.value))
    return { outOfDomain: 'a negative number can be raised to whole numbers only; for a third root write cbrt(…)' };
  return {
    value: base.value ** exponent.value,
    dimension: power(base.dimension, exponent.value),
    scale: isDimensionless(base.dimension) ? 1 : base.scale ** exponent.value,
  };
}

/** A logarithm. */
function logarithm(name: string, apply: (x: number) => number): ExpressionFunction {
  const plainly = ofNumber(name, apply);
  return {
    ...plainly,
    apply: args =>
      isDimensionless(args[0]!.dimension) && args[0]!.value <= 0
        ? { outOfDomain: `${name} takes a number above 0` }
        : plainly.apply(args),
  };
}

/** All functions. Those that round do so in the unit that their value is written in. */
export const functions: readonly ExpressionFunction[] = [
  root('sqrt', 2, Math.sqrt),
  root('cbrt', 3, Math.cbrt),
  ofNumber('exp', Math.exp),
  logarithm('ln', Math.log),
  logarithm('log', Math.log),
  logarithm('log2', Math.log2),
  logarithm('log10', Math.log10),
  ofNumber('cos', Math.cos),
  ofNumber('sin', Math.sin),
  ofNumber('tan', Math.tan),
  keeping('abs', Math.abs),
  rounding('round', Math.round),
  rounding('floor', Math.floor),
  rounding('ceil', Math.ceil),
  choosing('min', Math.min),
  choosing('max', Math.max),
  { name: 'pow', least: 2, most: 2, apply: ([base, exponent]) => raise(base!, exponent!) },
  {
    name: 'mod',
    least: 2,
    most: 2,
    apply: ([a, b]) =>
      !sameDimension(a!.dimension, b!.dimension)
        ? 'mod takes values of one kind'
        : b!.value === 0
          ? { outOfDomain: 'mod divides by its second value, which is 0' }
          : { ...a!, value: a!.value - b!.value * Math.floor(a!.value / b!.value) },
  },
];

const table = new Map(functions.map(each => [each.name, each]));

/** The function of a name; letter case does not count. */
export function findFunction(name: string): ExpressionFunction | undefined {
  return table.get(name.toLowerCase());
}

/** Numbers that an expression may name. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['π', Math.PI],
  ['e', Math.E],
]);

/** a × b. A factor without a unit leaves the other's as it is written. */
export const product = (a: Measure, b: Measure): Measure => ({
  value: a.value * b.value,
  ...unitsOf(a, b, 1),
  ...(isPlain(b) ? unitAs(a) : isPlain(a) ? unitAs(b) : {}),
});

/** a / b. */
export const quotient = (a: Measure, b: Measure): Measure => ({
  value: a.value / b.value,
  ...unitsOf(a, b, -1),
  ...(isPlain(b) ? unitAs(a) : {}),
});

const isPlain = ({ dimension }: Measure): boolean => isDimensionless(dimension);

/** The written unit; percent of something is no percentage. */
const unitAs = ({ unit }: Measure) => (unit === undefined || unit === '%' ? {} : { unit });

function unitsOf(a: Measure, b: Measure, n: 1 | -1): Pick<Measure, 'dimension' | 'scale'> {
  const dimension = combine(a.dimension, b.dimension, n);
  // What counts nothing has no unit: 1 TB over 80 GB is a number, and percent is a way of writing one.
  const size = (each: Measure) => (isPlain(each) ? 1 : each.scale);
  return { dimension, scale: isDimensionless(dimension) ? 1 : size(a) * size(b) ** n };
}
