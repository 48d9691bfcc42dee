import { formatValue, group, writeExact } from '../format.ts';
import { type GivenValue, readValue } from '../given-value.ts';
import { convert } from '../units.ts';
import { type Derivation, type Step, type Substitution, writeDerivation } from './derivation.ts';
import { type Formula, namesIn, type Variant } from './formula.ts';
import type { Input } from './input.ts';
import { type Way, ways } from './ways.ts';

/** A value for an input: a number in the input's unit, a text to be read ("4M", "3.7days"), a list, or a read value. */
export type Given = number | string | readonly number[] | GivenValue;

/** What can be wrong with a calculation. Only `implausible`, `unknown-input` and `approximate-reading` leave a value. */
export type ComputeProblemCode =
  | 'unknown-formula'
  | 'unknown-variant'
  | 'unknown-unit'
  | 'unknown-input'
  | 'missing-input'
  | 'not-a-number'
  | 'out-of-range'
  | 'not-finite'
  | 'implausible';

export interface ComputeProblem {
  readonly code: ComputeProblemCode;
  /** The input that it is about. */
  readonly input?: string;
  readonly message: string;
}

/** An input as it went into a calculation. */
export interface UsedInput {
  readonly name: string;
  readonly title: string;
  readonly symbol: string;
  readonly value: number | readonly number[] | string;
  readonly unit: string;
  /** Where it comes from: the caller, other inputs, a default that changes nothing, or an assumption that is said. */
  readonly from: 'given' | 'derived' | 'default' | 'assumed';
}

export interface Computation {
  readonly formula: string;
  readonly title: string;
  readonly variant: string;
  readonly source: string;
  /** Absent when the problems forbid a value. */
  readonly value?: number;
  readonly unit: string;
  /** The value as a reader would write it, rounded to the precision of what was given. */
  readonly text: string;
  /** The same value in other units that are usual for it. */
  readonly also: readonly { readonly value: number; readonly unit: string }[];
  readonly derivation: Derivation;
  readonly inputs: readonly UsedInput[];
  /** Values under other readings of an input ("4M" tokens in a step that are 1,024 sequences of 4,096). */
  readonly readings: readonly OtherReading[];
  /** True when an input was said to be approximate. */
  readonly approximate: boolean;
  readonly caveats: readonly string[];
  readonly problems: readonly ComputeProblem[];
  /** Inputs without which there is no value: for each, its name. */
  readonly missing: readonly string[];
}

/** The value if an input means another number than it says. */
export interface OtherReading {
  readonly input: string;
  readonly inputValue: number;
  readonly value: number;
  readonly unit: string;
  readonly text: string;
  /** The reading in words: "4M tokens in a step are 4,194,304". */
  readonly because: string;
}

export interface ComputeOptions {
  /**
   * Id of a variant; without it, of those that the given values suffice for the one that uses most of them (with
   * `whatIsKnown`, the first that nothing is assumed for).
   */
  readonly variant?: string;
  /** Unit of the answer, where another than the formula's is wanted. */
  readonly unit?: string;
  /**
   * True when the values are all that is known of a run, whether this formula takes them or not: names that it does
   * not know are passed over, and of several that mean one input the one listed first goes in.
   */
  readonly whatIsKnown?: boolean;
}

/** Every input that can be given to a formula: those of its variants, then those from which these follow. */
export function inputsOf(formula: Formula): readonly Input[] {
  return formula.accepts;
}

/** Names of the inputs that a variant needs, which may follow from others. */
export function needsOf(variant: Variant): readonly string[] {
  return [...new Set([...namesIn(variant.tex), ...(variant.also ?? [])])];
}

/** The input that a written name means in a formula; see `Formula.input`. */
export function findInput(formula: Formula, name: string): Input | undefined {
  return formula.input(name);
}

interface Reading {
  readonly numbers: Map<string, GivenValue>;
  readonly lists: Map<string, readonly number[]>;
  readonly texts: Map<string, string>;
  readonly problems: ComputeProblem[];
  /** What was assumed in reading an input, by its name. */
  readonly caveats: Map<string, string>;
}

/**
 * Computes a formula. Never throws: what is wrong with the input is in `problems`, and then there is no `value`.
 *
 * Inputs that are not given are derived where they follow from those given (tokens from steps and batch size, peak
 * FLOP/s from the accelerator's name); the derivation shows each such step.
 *
 * @example compute(tokensSeen, { steps: 42000, batch_tokens: '4M' }).text // '168B tokens'
 */
export function compute(
  formula: Formula,
  given: Readonly<Record<string, Given>>,
  options: ComputeOptions = {},
): Computation {
  const first = computeAs(formula, given, options);
  if (first.value !== undefined || first.missing.length === 0) return first;
  // A short name can mean two inputs; where the first meaning leaves something out, the others are tried, one by one.
  for (const name of Object.keys(given).slice(0, 40)) {
    for (const other of formula.otherInputs(name)) {
      if (Object.hasOwn(given, other.name)) continue;
      const { [name]: value, ...rest } = given;
      const again = computeAs(formula, { ...rest, [other.name]: value! }, options);
      if (again.value !== undefined) return again;
    }
  }
  return first;
}

function computeAs(formula: Formula, given: Readonly<Record<string, Given>>, options: ComputeOptions): Computation {
  const reading = readGiven(formula, options.whatIsKnown === true ? relevant(formula, given) : given);
  const fatal = reading.problems.filter(problem => problem.code !== 'unknown-input');
  const variants =
    options.variant === undefined ? formula.variants : formula.variants.filter(each => each.id === options.variant);
  if (variants.length === 0) {
    const known = formula.variants.map(each => each.id).join(', ');
    return failed(formula, formula.variants[0], [
      ...reading.problems,
      { code: 'unknown-variant', message: `${formula.id} has no variant "${options.variant}"; it has ${known}.` },
    ]);
  }
  const solutions = variants.map(variant => solve(formula, variant, reading));
  const complete = solutions.filter(each => each.missing.length === 0);
  const best =
    options.whatIsKnown === true && complete.length > 0
      ? (complete.find(each => each.caveats.length === 0) ?? complete[0]!)
      : pick(complete.length > 0 ? complete : solutions, complete.length > 0)!;
  if (fatal.length > 0 || best.missing.length > 0 || best.problems.length > 0) {
    const missing = best.missing.map(
      (name): ComputeProblem => ({ code: 'missing-input', input: name, message: missingMessage(formula, name) }),
    );
    return failed(
      formula,
      best.variant,
      [...reading.problems, ...best.problems, ...(fatal.length > 0 ? [] : missing)],
      best.missing,
    );
  }
  const computed = evaluate(formula, best, reading, options);
  return { ...computed, readings: otherReadings(formula, best.variant, reading, computed) };
}

/**
 * Batch sizes are stated in round millions of tokens and are powers of two in the configuration: Llemma's "4 million"
 * is 1,024 × 4,096. Both readings are given, the stated one first.
 */
export function otherBatchReading(batchTokens: number): number | undefined {
  const quarters = batchTokens / 250_000;
  if (!Number.isInteger(quarters) || quarters < 1 || quarters > 512) return undefined;
  return quarters * 262_144;
}

function otherReadings(
  formula: Formula,
  variant: Variant,
  reading: Reading,
  computed: Computation,
): readonly OtherReading[] {
  const stated = computed.inputs.find(input => input.name === 'batch_tokens' && input.from === 'given');
  if (stated === undefined || typeof stated.value !== 'number' || computed.value === undefined) return [];
  const other = otherBatchReading(stated.value);
  if (other === undefined) return [];
  const numbers = new Map(reading.numbers).set('batch_tokens', { value: other });
  const again = evaluate(
    formula,
    solve(formula, variant, { ...reading, numbers }),
    { ...reading, numbers },
    { unit: computed.unit },
  );
  if (again.value === undefined || again.value === computed.value) return [];
  const because = `${writeExact(stated.value, 'token')} in a step are ${group(String(other))}`;
  return [
    { input: 'batch_tokens', inputValue: other, value: again.value, unit: again.unit, text: again.text, because },
  ];
}

/** Of all that is known, what a formula takes: for each input the value whose name comes first among its names. */
function relevant(formula: Formula, known: Readonly<Record<string, Given>>): Readonly<Record<string, Given>> {
  const best = new Map<string, { readonly name: string; readonly rank: number }>();
  for (const name of Object.keys(known)) {
    const target = findInput(formula, name);
    if (target === undefined) continue;
    const rank = target.name === name ? -1 : target.aliases.indexOf(name) >>> 0;
    const other = best.get(target.name);
    if (other === undefined || rank < other.rank) best.set(target.name, { name, rank });
  }
  return Object.fromEntries([...best].map(([target, { name }]) => [target, known[name]!]));
}

function readGiven(formula: Formula, given: Readonly<Record<string, Given>>): Reading {
  const reading: Reading = { numbers: new Map(), lists: new Map(), texts: new Map(), problems: [], caveats: new Map() };
  for (const [name, value] of Object.entries(given)) {
    const target = totalRate(formula, name, given) ?? findInput(formula, name);
    if (target === undefined) {
      const known = inputsOf(formula).map(each => each.name);
      reading.problems.push({
        code: 'unknown-input',
        input: name,
        message: `${formula.id} takes no "${name}"; it takes ${known.join(', ')}.`,
      });
    } else readOne(target, name, value, reading);
  }
  return reading;
}

/** Names of a rate that do not say of how many accelerators it is. */
const bareRates = ['tok_s', 'tokens_s', 'tps', 'tokens_per_second', 'tokens_per_sec', 'throughput'];

/** A bare rate beside a number of accelerators is that of all of them: "238,300 tokens/s on 6,144 chips". */
function totalRate(formula: Formula, name: string, given: Readonly<Record<string, Given>>): Input | undefined {
  if (!bareRates.includes(name.toLowerCase())) return undefined;
  if (!Object.keys(given).some(other => findInput(formula, other)?.name === 'gpus')) return undefined;
  return formula.accepts.find(input => input.name === 'total_tokens_per_second');
}

function readOne(target: Input, name: string, value: Given, reading: Reading): unknown {
  const fail = (code: ComputeProblemCode, message: string) =>
    reading.problems.push({ code, input: target.name, message: `${name}: ${message}` });
  if (target.kind === 'text') {
    if (typeof value === 'string' && value.trim() !== '') reading.texts.set(target.name, value.trim().slice(0, 100));
    else fail('not-a-number', `the name of ${target.title} is wanted.`);
    return undefined;
  }
  if (target.kind === 'list') {
    const parts =
      typeof value === 'string' ? value.split(/[;|]/) : Array.isArray(value) ? value.slice(0, 1001) : [value];
    if (parts.length > 1000) return fail('out-of-range', 'a list holds at most 1,000 values.');
    const numbers: number[] = [];
    for (const part of parts) {
      const one = inRange(target, typeof part === 'string' ? readValue(part, target.unit) : toGiven(part));
      if ('error' in one) return fail('not-a-number', one.error);
      numbers.push(one.value);
    }
    return reading.lists.set(target.name, numbers);
  }
  const binaryK = target.name === 'context' || target.name === 'vocab';
  const read = typeof value === 'string' ? readValue(value, target.unit, { binaryK }) : toGiven(value);
  if ('error' in read) return fail('not-a-number', read.error);
  const checked = inRange(target, read);
  if ('error' in checked) return fail(Number.isFinite(read.value) ? 'out-of-range' : 'not-finite', checked.error);
  if (read.caveat !== undefined) reading.caveats.set(target.name, read.caveat);
  return reading.numbers.set(target.name, read);
}

function toGiven(value: unknown): GivenValue | { readonly error: string } {
  if (typeof value === 'number') return { value };
  if (typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number') {
    return value as GivenValue;
  }
  return { error: 'a number is wanted.' };
}

function inRange(
  target: Input,
  read: GivenValue | { readonly error: string },
): GivenValue | { readonly error: string } {
  if ('error' in read) return read;
  const { value } = read;
  if (!Number.isFinite(value)) return { error: `${value} is not a finite number.` };
  if (value < target.minimum || value > target.maximum) {
    const percent = target.unit === '1' && target.maximum === 1 && value > 1 && value <= 100;
    const hint = percent ? ` Write ${value}% for a percentage.` : '';
    const least = target.minimum === 1e-300 ? 'greater than 0' : `at least ${target.minimum}`;
    const most = target.maximum === 1e30 ? '' : ` and at most ${target.maximum}`;
    return { error: `${value} is out of range: ${target.title} must be ${least}${most}.${hint}` };
  }
  if (target.whole && !Number.isInteger(value))
    return { error: `${value} is not whole: ${target.title} must be a whole number.` };
  return read;
}

interface Solved {
  readonly input: Input;
  readonly value: number | readonly number[] | string;
  readonly from: UsedInput['from'];
  readonly way?: Way;
}

interface Solution {
  readonly variant: Variant;
  readonly solved: ReadonlyMap<string, Solved>;
  readonly missing: readonly string[];
  readonly problems: readonly ComputeProblem[];
  readonly caveats: readonly string[];
}

function solve(formula: Formula, variant: Variant, reading: Reading): Solution {
  const known = new Map(inputsOf(formula).map(each => [each.name, each]));
  const solved = new Map<string, Solved>();
  const problems: ComputeProblem[] = [];
  const caveats: string[] = [];
  const isGiven = (name: string) => reading.numbers.has(name) || reading.lists.has(name) || reading.texts.has(name);

  function find(name: string, path: readonly string[]): boolean {
    if (solved.has(name)) return true;
    const input = known.get(name);
    if (input === undefined || path.includes(name)) return false;
    const value = reading.numbers.get(name)?.value ?? reading.lists.get(name) ?? reading.texts.get(name);
    if (value !== undefined) {
      solved.set(name, { input, value, from: 'given' });
      return true;
    }
    const candidates = ways.filter(way => way.gives === name && !(way.unless ?? []).some(isGiven));
    if (candidates.some(way => way.assumed !== true && follow(way, input, [...path, name]))) return true;
    if (input.default !== undefined) {
      solved.set(name, { input, value: input.default, from: 'default' });
      return true;
    }
    return candidates.some(way => way.assumed === true && follow(way, input, [...path, name]));
  }

  function follow(way: Way, input: Input, path: readonly string[]): boolean {
    if (!way.uses.every(use => find(use.name, path))) return false;
    for (const use of way.may ?? []) if (isGiven(use.name)) find(use.name, path);
    const numbers: Record<string, number> = {};
    const texts: Record<string, string> = {};
    for (const use of [...way.uses, ...(way.may ?? [])]) {
      const value = solved.get(use.name)?.value;
      if (typeof value === 'number') numbers[use.name] = value;
      else if (typeof value === 'string') texts[use.name] = value;
    }
    const result = way.evaluate(numbers, texts);
    if ('error' in result) {
      problems.push({ code: 'not-a-number', input: way.uses[0]?.name ?? input.name, message: result.error });
      return false;
    }
    if (!Number.isFinite(result.value)) return false;
    if (result.caveat !== undefined) caveats.push(result.caveat);
    solved.set(input.name, { input, value: result.value, from: way.assumed === true ? 'assumed' : 'derived', way });
    return true;
  }

  const missing = needsOf(variant).filter(name => !find(name, []));
  return { variant, solved, missing, problems: missing.length === 0 ? [] : problems, caveats };
}

/** The solution that leaves fewest given values unused; of equals the first. When none is complete, the nearest. */
function pick(solutions: readonly Solution[], complete: boolean): Solution | undefined {
  const givenIn = (each: Solution) => [...each.solved.values()].filter(one => one.from === 'given').length;
  let best: Solution | undefined;
  for (const each of solutions) {
    if (best === undefined) best = each;
    else if (complete ? givenIn(each) > givenIn(best) : nearness(each) > nearness(best)) best = each;
  }
  return best;
  function nearness(each: Solution): number {
    return givenIn(each) - 2 * each.missing.length;
  }
}

function missingMessage(formula: Formula, name: string): string {
  const input = formula.inputs.find(each => each.name === name);
  const following = ways
    .filter(way => way.gives === name && way.uses.length > 0)
    .map(way => way.uses.map(use => use.name).join(', '));
  const other =
    following.length === 0 ? '' : ` It follows from ${following.map(each => `(${each})`).join(' or ')} too.`;
  return `${name} (${input?.title ?? name}${input === undefined || input.unit === '1' ? '' : `, in ${input.unit}`}) is missing.${other}`;
}

function evaluate(formula: Formula, solution: Solution, reading: Reading, options: ComputeOptions): Computation {
  const { variant, solved } = solution;
  const values: Record<string, number> = {};
  const lists: Record<string, readonly number[]> = {};
  for (const input of formula.inputs) {
    const value = solved.get(input.name)?.value;
    values[input.name] = typeof value === 'number' ? value : Number.NaN;
    lists[input.name] = Array.isArray(value) ? value : [];
  }
  const value = variant.evaluate(values, lists);
  if (!Number.isFinite(value)) {
    return failed(formula, variant, [
      ...reading.problems,
      { code: 'not-finite', message: 'With these values the formula has no finite result.' },
    ]);
  }
  const unit = options.unit ?? formula.result.unit;
  const inUnit = convert(value, formula.result.unit, unit);
  if (inUnit === undefined) {
    return failed(formula, variant, [
      ...reading.problems,
      { code: 'unknown-unit', message: `The result is in ${formula.result.unit} and cannot be given in "${unit}".` },
    ]);
  }
  const used = needsOf(variant).flatMap(name => trace(name, solved));
  const usedInputs = [...new Map(used.map(each => [each.input.name, each])).values()];
  const numbers = usedInputs.filter(each => each.from === 'given').map(each => reading.numbers.get(each.input.name));
  const significant = Math.max(2, Math.min(...numbers.map(each => each?.significant ?? 15), 15));
  const approximate = numbers.some(each => each?.approximate === true);
  const shown = formula.result.shown ?? formula.result.unit;
  const doubts = formula.checks
    .map(check => check.doubt(value, values))
    .filter(doubt => doubt !== undefined)
    .map((message): ComputeProblem => ({ code: 'implausible', message }));
  return {
    formula: formula.id,
    title: formula.title,
    variant: variant.id,
    source: variant.source,
    value: inUnit,
    unit,
    text: formatValue(convert(value, formula.result.unit, shown) ?? value, shown, {
      significant: numbers.some(each => each?.significant !== undefined) ? significant : 3,
      approximate,
    }),
    also: [formula.result.unit, ...(formula.result.alsoIn ?? [])]
      .filter(each => each !== unit)
      .map(each => ({ value: convert(value, formula.result.unit, each)!, unit: each })),
    derivation: derive(formula, solution, usedInputs, inUnit, unit),
    inputs: usedInputs.map(each => ({
      name: each.input.name,
      title: each.input.title,
      symbol: each.input.symbol,
      value: each.value,
      unit: each.input.unit,
      from: each.from,
    })),
    readings: [],
    approximate,
    caveats: [
      ...new Set([
        ...usedInputs.flatMap(each => reading.caveats.get(each.input.name) ?? []),
        ...solution.caveats,
        ...(variant.caveats ?? []),
        ...formula.caveats,
      ]),
    ],
    problems: [...reading.problems, ...doubts],
    missing: [],
  };
}

/** An input and all that it follows from, what comes first first. */
function trace(name: string, solved: ReadonlyMap<string, Solved>): readonly Solved[] {
  const own = solved.get(name);
  if (own === undefined) return [];
  const before = [...(own.way?.uses ?? []), ...(own.way?.may ?? [])].flatMap(use => trace(use.name, solved));
  return [...before, own];
}

function derive(
  formula: Formula,
  solution: Solution,
  used: readonly Solved[],
  value: number,
  unit: string,
): Derivation {
  const names = new Map<string, Substitution>(
    used.map(each => [each.input.name, { symbol: each.input.symbol, value: each.value }]),
  );
  const lines: Step[] = used
    .filter(each => each.way !== undefined && each.way.tex !== '')
    .map(each => ({
      symbol: each.input.symbol,
      tex: each.way!.tex,
      value: each.value as number,
      unit: each.input.unit,
    }));
  lines.push({ symbol: formula.result.symbol, tex: solution.variant.tex, value, unit });
  return writeDerivation(lines, names);
}

function failed(
  formula: Formula,
  variant: Variant,
  problems: readonly ComputeProblem[],
  missing: readonly string[] = [],
): Computation {
  return {
    formula: formula.id,
    title: formula.title,
    variant: variant.id,
    source: variant.source,
    unit: formula.result.unit,
    text: '',
    also: [],
    derivation: { tex: '', text: '' },
    inputs: [],
    readings: [],
    approximate: false,
    caveats: [],
    problems,
    missing,
  };
}
