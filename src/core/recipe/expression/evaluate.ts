import {
  combine,
  type Dimension,
  describeDimension,
  dimensionless,
  isDimensionless,
  sameDimension,
} from '../dimension.ts';
import {
  type FormatOptions,
  formatValue,
  group,
  roundTo,
  significantDigits,
  unitLabel,
  writeCompact,
  writeNumber,
  writeWhole,
} from '../format.ts';
import { findUnit, readUnit, type Unit } from '../units.ts';
import {
  constants,
  findFunction,
  isPercentage,
  type Measure,
  nearlyWhole,
  type OutOfDomain,
  plain,
  product,
  quotient,
  raise,
} from './functions.ts';
import { maxDepth, maxWork } from './limits.ts';
import { parseExpression } from './parser.ts';
import { printExpression } from './print.ts';
import type { ExpressionProblem } from './problem.ts';
import type { BinaryNode, CountSuffix, Expression, NumberNode } from './syntax.ts';

/** A quantity that an expression may name. */
export interface NamedQuantity {
  readonly value: number;
  /** A unit or a combination of units that units.ts reads ("token/step"). */
  readonly unit: string;
  readonly significant?: number;
  readonly approximate?: boolean;
  /** True for a whole number that was written with all its digits; so are values without `significant`. */
  readonly exact?: boolean;
}

/** The quantities in reach of an expression, by name. */
export type Scope = ReadonlyMap<string, NamedQuantity>;

/** What an expression comes to. Without a value there are problems. */
export interface Evaluation {
  /** In `unit`. */
  readonly value?: number;
  readonly unit: string;
  /** The value as a reader would write it; empty without one. */
  readonly text: string;
  readonly dimension: Dimension;
  readonly significant: number;
  /** True for a whole number that whole numbers written with all their digits come to. */
  readonly exact: boolean;
  readonly approximate: boolean;
  /** Names of the scope that the value depends on. */
  readonly names: readonly string[];
  readonly expression?: Expression;
  /** How something was read that people may have meant otherwise: "read as 23000 / (256 h)". */
  readonly hints: readonly string[];
  readonly problems: readonly ExpressionProblem[];
  /** Nodes visited: the work done. */
  readonly work: number;
}

const nothing: Scope = new Map();

/**
 * Evaluates an expression with units. Never throws and never runs long: length, depth and work are bounded.
 *
 * @example evaluateExpression('42,000 steps × 4M tokens/step / 200B tokens').text // '0.84'
 * @example evaluateExpression('23,000 GPU-hours / 256 GPUs in days').value // 3.74…
 */
export function evaluateExpression(text: string, scope: Scope = nothing): Evaluation {
  const { expression, problems } = parseExpression(text);
  if (expression === undefined) return failure(problems, 0);
  return evaluateTree(expression, scope);
}

/** Evaluates an expression that is parsed already. */
export function evaluateTree(expression: Expression, scope: Scope = nothing): Evaluation {
  const run: Run = {
    scope,
    names: new Set(),
    work: 0,
    depth: 0,
    significant: 15,
    approximate: false,
    rounded: undefined,
    hints: new Set(),
    problem: undefined,
  };
  const measure = expression.kind === 'name' ? wholeName(expression, run) : visit(expression, run);
  if (run.problem !== undefined || measure === undefined) {
    return failure(run.problem === undefined ? [] : [run.problem], run.work, expression);
  }
  const wanted = expression.kind === 'conversion' ? printExpression(expression.unit) : roundedIn(expression, measure);
  const unit = wanted ?? unitOf(measure.dimension);
  const exactly = measure.value / (readUnit(unit)?.scale ?? 1);
  const value = isRounding(expression) ? nearlyWhole(exactly) : exactly;
  if (!Number.isFinite(value)) {
    const message = 'This is too large to be computed.';
    return failure([{ code: 'not-finite', range: expression.range, message }], run.work, expression);
  }
  const digits = digitsOf(expression, run, value, wanted ?? unit);
  const suffix = expression.kind === 'conversion' ? expression.suffix : undefined;
  const isWhole = Number.isInteger(value) && Math.abs(value) < 1e15;
  const whole = isWhole && run.rounded === undefined;
  return {
    value,
    unit,
    text:
      whole || (isWhole && isRounding(expression) && !run.approximate)
        ? writeExactly(value, unit, wanted, suffix, { significant: digits })
        : write(
            value,
            unit,
            wanted,
            suffix,
            { significant: digits, approximate: run.approximate },
            run.rounded === 'suffix',
          ),
    dimension: measure.dimension,
    significant: whole
      ? significantDigits(String(value))
      : run.significant === 15
        ? digits
        : Math.max(2, run.significant),
    exact: whole,
    approximate: run.approximate,
    names: [...run.names],
    expression,
    hints: [...run.hints],
    problems: [],
    work: run.work,
  };
}

/** An expression that is a name and no more gives a quantity: "tokens" alone is not one token. */
function wholeName(node: Extract<Expression, { kind: 'name' }>, run: Run): Measure | undefined {
  const isUnit = findUnit(node.name) !== undefined && !constants.has(node.name);
  if (!isUnit || lookUp(node.name, run.scope) !== undefined) return visit(node, run);
  const message = `There is no quantity "${node.name}" here, only the unit of that name.`;
  return fail(run, 'unknown-name', node.range, message);
}

/** Units whose values are written as they are, without scaling to another. */
const counted: readonly string[] = ['1', 'GPU-hour', 'token', 'step', 'sequence', 'parameter', 'GPU'];

/** True for what is rounded on purpose: all of it is shown. */
function isRounding(expression: Expression): boolean {
  const inner = expression.kind === 'conversion' ? expression.operand : expression;
  return inner.kind === 'call' && ['round', 'floor', 'ceil'].includes(inner.name);
}

/** The unit that a result was rounded in, where it would be shown in another: "90 h" is no 3.75 days. */
function roundedIn(expression: Expression, { unit }: Measure): string | undefined {
  if (unit === undefined || !isRounding(expression)) return undefined;
  const id = findUnit(unit)?.id ?? unit;
  return counted.includes(id) || id.startsWith('USD') ? undefined : id;
}

/** Digits to show: those of the least exact input, and of exact ones no fewer than the whole part has. */
function digitsOf(expression: Expression, run: Run, value: number, unit: string): number {
  const inner = expression.kind === 'conversion' ? expression.operand : expression;
  if (isRounding(inner)) return 15;
  if (run.significant === 15) return Number(value.toPrecision(2)) === Number(value.toPrecision(3)) ? 2 : 3;
  const written = unit.split(/[/·]/)[0]!;
  const whole = run.rounded === undefined && (expression.kind === 'conversion' || counted.includes(written));
  const size = whole && Math.abs(value) < 1e9 ? Math.floor(Math.log10(Math.abs(value) || 1)) + 1 : 0;
  return Math.max(2, run.significant, size);
}

const suffixFactors: Readonly<Record<CountSuffix, number>> = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** A unit that was asked for stays, where otherwise hours would become days; counts and money keep their forms. */
function write(
  value: number,
  unit: string,
  wanted: string | undefined,
  suffix: CountSuffix | undefined,
  options: FormatOptions,
  isCompact: boolean,
): string {
  const sign = options.approximate === true ? '≈ ' : '';
  const digits = options.significant ?? 2;
  if (suffix !== undefined)
    return `${sign}${roundTo(value / suffixFactors[suffix], Math.max(3, digits))}${suffix} ${unit}`;
  const id = wanted === undefined ? unit : findUnit(wanted)?.id;
  if (id === '1' && isCompact && Math.abs(value) >= 999_500 && Math.abs(value) < 1e15)
    return sign + writeCompact(value, Math.max(3, digits));
  const free = wanted === undefined || ['token', 'step', 'sequence', 'parameter', 'USD', '%'].includes(id ?? '');
  if (free && id !== undefined) return formatValue(value, id, options);
  return `${sign}${roundTo(value, digits)} ${unitLabel(unit, value)}`;
}

/** A whole number of exact ones keeps every digit, unless its unit is one that is scaled: bytes, seconds, dollars. */
function writeExactly(
  value: number,
  unit: string,
  wanted: string | undefined,
  suffix: CountSuffix | undefined,
  options: FormatOptions,
): string {
  if (suffix !== undefined) return `${writeNumber(value / suffixFactors[suffix], 15)}${suffix} ${unit}`;
  const id = (wanted === undefined ? unit : findUnit(wanted)?.id) ?? unit;
  if (wanted !== undefined && !counted.includes(id) && !['USD', '%'].includes(id))
    return `${group(String(value))} ${unitLabel(unit, value)}`;
  const scaledUnits = ['s', 'B', 'Wh', 'kg', 'FLOP', 'FLOP/s', 'USD', '%'];
  return scaledUnits.includes(id) ? formatValue(value, id, options) : writeWhole(value, id);
}

function failure(problems: readonly ExpressionProblem[], work: number, expression?: Expression): Evaluation {
  return {
    unit: '1',
    text: '',
    dimension: dimensionless,
    significant: 2,
    exact: false,
    approximate: false,
    names: [],
    hints: [],
    problems,
    work,
    ...(expression === undefined ? {} : { expression }),
  };
}

interface Run {
  readonly scope: Scope;
  readonly names: Set<string>;
  work: number;
  depth: number;
  significant: number;
  approximate: boolean;
  /** Undefined while every number is exact; `suffix` where one was written as 4M. */
  rounded: NumberNode['rounded'];
  readonly hints: Set<string>;
  problem: ExpressionProblem | undefined;
}

function fail(
  run: Run,
  code: ExpressionProblem['code'],
  range: ExpressionProblem['range'],
  message: string,
): undefined {
  run.problem ??= { code, range, message };
  return undefined;
}

function visit(node: Expression, run: Run): Measure | undefined {
  if (run.problem !== undefined) return undefined;
  run.work++;
  // A chain of operators leans to the left, so a text's tree can be deeper than its parentheses are.
  if (run.work > maxWork || run.depth > maxDepth * 20) {
    return fail(run, 'too-large', node.range, 'The expression is too large to evaluate.');
  }
  run.depth++;
  const result = value(node, run);
  run.depth--;
  if (result === undefined || Number.isFinite(result.value)) return result;
  return fail(run, 'not-finite', node.range, 'This is too large to be computed.');
}

function value(node: Expression, run: Run): Measure | undefined {
  switch (node.kind) {
    case 'number':
      if (node.approximate === true) run.approximate = true;
      if (node.significant !== undefined && !isSmallWhole(node.value))
        run.significant = Math.min(run.significant, node.significant);
      if (node.rounded !== undefined || node.approximate === true) round(run, node.rounded ?? 'decimals');
      if (node.binary !== undefined)
        run.hints.add(`${node.binary} tokens of a sequence are read as ${group(String(node.value))}`);
      return plain(node.value);
    case 'name':
      return named(node, run);
    case 'negate': {
      const operand = visit(node.operand, run);
      return operand === undefined ? undefined : { ...operand, value: -operand.value };
    }
    case 'binary':
      return combined(node, run);
    case 'call': {
      const args = node.args.map(arg => visit(arg, run)).filter(arg => arg !== undefined);
      if (run.problem !== undefined) return undefined;
      const result = findFunction(node.name)?.apply(args) ?? `there is no function "${node.name}"`;
      return orFail(run, node.range, result);
    }
    case 'conversion': {
      const operand = visit(node.operand, run);
      const unit = visit(node.unit, run);
      if (operand === undefined || unit === undefined) return undefined;
      const shown = { scale: unit.scale, unit: printExpression(node.unit) };
      if (sameDimension(operand.dimension, unit.dimension)) return { ...operand, ...shown };
      // "GPU-hours × 400 W in MWh": a GPU's power is stated without saying "per GPU".
      const perGpu = combine(operand.dimension, unit.dimension, -1);
      if (
        sameDimension(perGpu, { accelerator: 1 }) &&
        (unit.dimension.joule ?? 0) + (unit.dimension.kilogram ?? 0) > 0
      ) {
        return { value: operand.value, dimension: unit.dimension, ...shown };
      }
      const message = `${capital(describeDimension(operand.dimension))} cannot be given in ${printExpression(node.unit)}.`;
      return fail(run, 'dimension', node.range, message);
    }
  }
}

/** A result, or the problem that there is none. */
function orFail(
  run: Run,
  range: ExpressionProblem['range'],
  result: Measure | string | OutOfDomain,
): Measure | undefined {
  if (typeof result === 'string') return fail(run, 'dimension', range, sentence(result));
  return 'outOfDomain' in result ? fail(run, 'not-finite', range, sentence(result.outOfDomain)) : result;
}

function round(run: Run, how: 'suffix' | 'decimals'): void {
  if (run.rounded !== 'suffix') run.rounded = how;
}

/** Factors such as the 6 of 6ND are exact; they do not limit the precision of the result. */
const isSmallWhole = (number: number) => Number.isInteger(number) && number < 100;

function named(node: Extract<Expression, { kind: 'name' }>, run: Run): Measure | undefined {
  const unit = findUnit(node.name);
  if (node.unit && unit !== undefined) return measureOf(unit);
  const quantity = lookUp(node.name, run.scope);
  if (quantity !== undefined) {
    const scale = readUnit(quantity.found.unit);
    if (scale === undefined || !Number.isFinite(quantity.found.value)) {
      return fail(run, 'not-finite', node.range, `${node.name} has no value that can be computed with.`);
    }
    run.names.add(quantity.name);
    if (quantity.found.approximate === true) run.approximate = true;
    const { significant, approximate, exact } = quantity.found;
    if ((significant !== undefined && exact !== true) || approximate === true) round(run, 'decimals');
    if (quantity.found.significant !== undefined)
      run.significant = Math.min(run.significant, quantity.found.significant);
    return {
      value: quantity.found.value * scale.scale,
      dimension: scale.dimension,
      scale: scale.scale,
      unit: quantity.found.unit,
    };
  }
  const constant = constants.get(node.name);
  if (constant !== undefined) return plain(constant);
  if (unit !== undefined) return measureOf(unit);
  const near = nearest(node.name, run.scope);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  const what = node.unit ? 'unit' : 'quantity or unit';
  return fail(run, 'unknown-name', node.range, `There is no ${what} "${node.name}" here.${hint}`);
}

const measureOf = (unit: Unit): Measure => ({
  value: unit.scale,
  dimension: unit.dimension,
  scale: unit.scale,
  unit: unit.id,
});

function lookUp(name: string, scope: Scope): { readonly name: string; readonly found: NamedQuantity } | undefined {
  const exact = scope.get(name);
  if (exact !== undefined) return { name, found: exact };
  const folded = name.toLowerCase();
  for (const [key, found] of scope) if (key.toLowerCase() === folded) return { name: key, found };
  return undefined;
}

/** A name of the scope that begins or ends alike. */
function nearest(name: string, scope: Scope): string | undefined {
  const folded = name.toLowerCase();
  if (folded.length < 3) return undefined;
  for (const key of scope.keys()) {
    const other = key.toLowerCase();
    if (other.startsWith(folded) || folded.startsWith(other) || other.endsWith(folded)) return key;
  }
  return undefined;
}

function combined(node: BinaryNode, run: Run): Measure | undefined {
  const left = visit(node.left, run);
  const right = visit(node.right, run);
  if (left === undefined || right === undefined) return undefined;
  switch (node.operator) {
    case '×':
      return node.tight ? { ...product(left, right), ...writtenUnit(left, '·', right) } : product(left, right);
    case '/':
      if (isNumberWithUnit(node.right) && !node.tight && isDimensionless(left.dimension))
        run.hints.add(`read as ${printExpression(node.left)} / (${printExpression(node.right)})`);
      return right.value === 0
        ? fail(run, 'not-finite', node.right.range, 'This divides by zero.')
        : node.tight
          ? { ...quotient(left, right), ...writtenUnit(left, '/', right) }
          : quotient(left, right);
    case '^': {
      const result = raise(left, right);
      return orFail(run, typeof result === 'string' ? node.right.range : node.range, result);
    }
    case '+':
    case '-': {
      if (isPercentage(right) && !isPercentage(left)) {
        // As on a calculator for people: 200B + 5 % are 5 % more than 200B.
        run.hints.add(`read as ${printExpression(node.right)} of what stands before it`);
        return { ...left, value: left.value * (1 + (node.operator === '+' ? right.value : -right.value)) };
      }
      if (sameDimension(left.dimension, right.dimension)) {
        return {
          ...left,
          value: node.operator === '+' ? left.value + right.value : left.value - right.value,
          ...(isPercentage(left) && !isPercentage(right) ? { scale: 1, unit: '1' } : {}),
        };
      }
      const [a, b] = [describeDimension(left.dimension), describeDimension(right.dimension)];
      const message = node.operator === '+' ? `This adds ${b} to ${a}.` : `This takes ${b} from ${a}.`;
      return fail(run, 'dimension', node.range, message);
    }
  }
}

/** The unit behind a number with its unit: "GB/s" of "1.5 GB/s". */
function writtenUnit(left: Measure, sign: '·' | '/', right: Measure): { readonly unit?: string } {
  if (right.unit === undefined) return {};
  if (left.unit !== undefined) return { unit: `${left.unit}${sign}${right.unit}` };
  return sign === '·' ? { unit: right.unit } : {};
}

/** "256 h": a unit binds to its number before a slash divides, which "23000 / 256 h" may not mean. */
const isNumberWithUnit = (node: Expression): boolean =>
  node.kind === 'binary' &&
  node.tight &&
  node.operator === '×' &&
  node.left.kind === 'number' &&
  node.right.kind === 'name' &&
  node.right.name !== '%';

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string) => `${capital(text)}.`;

/** Units in which results of a kind are given; for other kinds they are put together from base units. */
const usual: readonly string[] = [
  '1',
  'token',
  'step',
  'sequence',
  'parameter',
  'FLOP',
  'B',
  's',
  'GPU',
  'GPU-hour',
  'Wh',
  'W',
  'kg',
  'USD',
  'token/step',
  'sequence/step',
  'token/sequence',
  'token/parameter',
  'token/s',
  'token/s/GPU',
  'FLOP/s',
  'USD/GPU-hour',
  'kg/kWh',
  'B/s',
  's/step',
  'step/s',
];

function unitOf(dimension: Dimension): string {
  const found = usual.find(unit => sameDimension(readUnit(unit)!.dimension, dimension));
  if (found !== undefined) return found;
  const symbols = {
    token: 'token',
    step: 'step',
    sequence: 'sequence',
    parameter: 'parameter',
    FLOP: 'FLOP',
    byte: 'B',
    second: 's',
    accelerator: 'GPU',
    joule: 'J',
    kilogram: 'kg',
    dollar: 'USD',
  };
  const write = (base: string, exponent: number) =>
    `${symbols[base as keyof typeof symbols]}${exponent === 1 ? '' : `^${Math.round(exponent * 1000) / 1000}`}`;
  // In the order of the list, not of the calculation: a · b and b · a have one unit.
  const order = Object.keys(symbols);
  const parts = Object.entries(dimension).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const above = parts.filter(([, exponent]) => exponent > 0).map(([base, exponent]) => write(base, exponent));
  const below = parts.filter(([, exponent]) => exponent < 0).map(([base, exponent]) => write(base, -exponent));
  return [above.join('·') || '1', ...below].join('/');
}
