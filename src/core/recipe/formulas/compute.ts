import { formatIn, formatValue, group, writeExact, writeNumber } from '../format.ts';
import { convert } from '../units.ts';
import type { Computation, ComputeOptions, ComputeProblem, Given, OtherReading } from './computation.ts';
import { type Derivation, type Step, type Substitution, writeDerivation } from './derivation.ts';
import { type Formula, namesIn, type Variant } from './formula.ts';
import type { Input } from './input.ts';
import { places } from './places.ts';
import { readChoice } from './read-choice.ts';
import { type Reading, readGiven, relevant } from './read-given.ts';
import { needsOf, pick, type Solution, type Solved, solve } from './solve.ts';
import { ways } from './ways.ts';

export type {
  Computation,
  ComputeOptions,
  ComputeProblem,
  ComputeProblemCode,
  Given,
  OtherReading,
  UsedInput,
} from './computation.ts';
export { needsOf } from './solve.ts';

/** Every input that can be given to a formula: those of its variants, then those from which these follow. */
export function inputsOf(formula: Formula): readonly Input[] {
  return formula.accepts.filter(each => each.internal !== true);
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

/** Sizes that are set, not measured: exact however round they are. */
const exact: ReadonlySet<string> = new Set(['context', 'micro_batch', 'batch_seqs', 'rope_base']);

const isMarked = (variant: Variant, reading: Reading): boolean =>
  variant.marks?.every(name => reading.numbers.has(name)) === true;

function computeAs(formula: Formula, all: Readonly<Record<string, Given>>, options: ComputeOptions): Computation {
  const { given, variant: chosen, problem } = readChoice(formula, all, options.whatIsKnown);
  if (problem !== undefined) return failed(formula, formula.variants[0], [problem]);
  const wanted = options.variant ?? chosen;
  if (
    options.whatIsKnown !== true &&
    chosen !== undefined &&
    options.variant !== undefined &&
    chosen !== options.variant
  ) {
    const message = `What is given means the variant "${chosen}", and "${options.variant}" is asked for: leave one of them out.`;
    return failed(formula, formula.variants[0], [{ code: 'given-twice', message }]);
  }
  const reading = readGiven(formula, options.whatIsKnown === true ? relevant(formula, given) : given);
  const fatal = reading.problems.filter(problem => problem.code !== 'unknown-input');
  const marked = formula.variants.filter(each => isMarked(each, reading));
  const free = marked.length > 0 ? marked : formula.variants.filter(each => each.onlyByName !== true);
  const variants = wanted === undefined ? free : formula.variants.filter(each => each.id === wanted);
  if (variants.length === 0) {
    const known = formula.variants.map(each => each.id).join(', ');
    return failed(formula, formula.variants[0], [
      ...reading.problems,
      { code: 'unknown-variant', message: `${formula.id} has no variant "${wanted}"; it has ${known}.` },
    ]);
  }
  const solutions = variants.map(variant => solve(formula, variant, reading));
  const complete = solutions.filter(each => each.missing.length === 0);
  const best =
    options.whatIsKnown === true && complete.length > 0
      ? (complete.find(each => each.caveats.length === 0) ?? complete[0]!)
      : pick(complete.length > 0 ? complete : solutions, complete.length > 0)!;
  if (fatal.length > 0 || best.missing.length > 0 || best.problems.length > 0) {
    // What is given but cannot be used is wrong, not missing; nor is what would follow from it.
    const unusable = new Set(best.problems.filter(each => each.code === 'mixed-units').map(each => each.input));
    const lacking = fatal.length === 0 ? best : solve(formula, best.variant, asIfRight(formula, reading, fatal));
    const missing = lacking.missing.filter(name => !unusable.has(name));
    const told = missing.map(
      (name): ComputeProblem => ({ code: 'missing-input', input: name, message: missingMessage(formula, name) }),
    );
    return failed(
      formula,
      best.variant,
      [...reading.problems, ...best.problems, ...(fatal.length > 0 ? [] : told)],
      missing,
    );
  }
  return evaluate(formula, best, reading, options, true);
}

/** A reading in which some value stands for each that is wrong: what is missing then is missing whatever they are. */
function asIfRight(formula: Formula, reading: Reading, wrong: readonly ComputeProblem[]): Reading {
  const numbers = new Map(reading.numbers);
  const lists = new Map(reading.lists);
  const texts = new Map(reading.texts);
  for (const { input: name } of wrong) {
    const input = formula.accepts.find(each => each.name === name);
    if (input?.kind === 'number' && !numbers.has(input.name))
      numbers.set(input.name, { value: Math.min(input.maximum, Math.max(input.minimum, 1)) });
    else if (input?.kind === 'list') lists.set(input.name, [1]);
    else if (input?.kind === 'text') texts.set(input.name, 'A100');
  }
  return { ...reading, numbers, lists, texts };
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
  { variant, solved }: Solution,
  reading: Reading,
  value: number,
  unit: string,
): readonly OtherReading[] {
  const stated = solved.get('batch_tokens');
  if (stated === undefined || stated.from !== 'given' || typeof stated.value !== 'number') return [];
  const other = otherBatchReading(stated.value);
  if (other === undefined) return [];
  const numbers = new Map(reading.numbers).set('batch_tokens', { value: other });
  const changed = { ...reading, numbers };
  const again = evaluate(formula, solve(formula, variant, changed), changed, { unit });
  if (again.value === undefined || again.value === value) return [];
  const because = `${writeExact(stated.value, 'token')} in a step are ${group(String(other))}`;
  return [
    { input: 'batch_tokens', inputValue: other, value: again.value, unit: again.unit, text: again.text, because },
  ];
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

function evaluate(
  formula: Formula,
  solution: Solution,
  reading: Reading,
  options: ComputeOptions,
  withReadings = false,
): Computation {
  const { variant, solved } = solution;
  const values: Record<string, number> = {};
  const lists: Record<string, readonly number[]> = {};
  for (const input of formula.inputs) {
    const value = solved.get(input.name)?.value;
    values[input.name] = typeof value === 'number' ? value : Number.NaN;
    lists[input.name] = Array.isArray(value) ? value : [];
  }
  const refused = variant.refuse?.(values, lists);
  if (refused !== undefined)
    return failed(formula, variant, [...reading.problems, { code: 'out-of-range', message: refused }]);
  const value = variant.evaluate(values, lists);
  if (!Number.isFinite(value)) {
    return failed(formula, variant, [
      ...reading.problems,
      { code: 'not-finite', message: `${withValues(solution)} the formula has no finite result.` },
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
  // Counts that are whole are exact: 32 layers say nothing of the precision of the rest.
  const digits = usedInputs
    .filter(each => each.from === 'given' && !each.input.whole && !exact.has(each.input.name))
    .flatMap(each => reading.numbers.get(each.input.name)?.significant ?? []);
  const significant = Math.max(2, Math.min(...digits, 15));
  const approximate = numbers.some(each => each?.approximate === true);
  const format = {
    significant: digits.length > 0 ? significant : numbers.some(each => each?.significant !== undefined) ? 4 : 3,
    approximate,
  };
  const shown = formula.result.shown ?? formula.result.unit;
  let derivation: Derivation | undefined;
  // Of what is given a check may also see what this variant has no use for.
  const stated = { ...values };
  for (const { name } of formula.inputs)
    if (!solved.has(name)) stated[name] = reading.numbers.get(name)?.value ?? Number.NaN;
  const doubts = formula.checks
    .map(check => check.doubt(value, stated))
    .filter(doubt => doubt !== undefined)
    .map((message): ComputeProblem => ({ code: 'implausible', message }));
  const unusual = usedInputs.flatMap(each => {
    const message = each.from === 'given' ? unusualIn(each.input, each.value) : undefined;
    return message === undefined ? [] : [{ code: 'implausible', input: each.input.name, message } as const];
  });
  return {
    formula: formula.id,
    title: formula.title,
    variant: variant.id,
    source: variant.source,
    value: inUnit,
    unit,
    text:
      options.unit === undefined
        ? formatValue(convert(value, formula.result.unit, shown) ?? value, shown, format)
        : formatIn(inUnit, options.unit, format),
    also: [formula.result.unit, ...(formula.result.alsoIn ?? [])]
      .filter(each => each !== unit)
      .map(each => ({ value: convert(value, formula.result.unit, each)!, unit: each })),
    // Most computations are made for their value alone: what an aside may have meant, what is offered first.
    get derivation() {
      derivation ??= derive(
        formula,
        solution,
        usedInputs,
        { value, ...(unit === formula.result.unit ? {} : { converted: { value: inUnit, unit } }) },
        variant.texAt?.(values) ?? variant.tex,
      );
      return derivation;
    },
    inputs: usedInputs.map(each => ({
      name: each.input.name,
      title: each.input.title,
      symbol: each.input.symbol,
      value: each.value,
      unit: each.input.unit,
      from: each.from,
      ...(solution.counted !== undefined && places.has(each.input.name) ? { counts: solution.counted } : {}),
    })),
    readings: withReadings ? otherReadings(formula, solution, reading, inUnit, unit) : [],
    approximate,
    caveats: [
      ...new Set([
        ...usedInputs.flatMap(each => reading.caveats.get(each.input.name) ?? []),
        ...solution.caveats,
        ...(variant.caveats ?? []),
        ...formula.caveats,
      ]),
    ],
    problems: [...reading.problems, ...unusual, ...doubts],
    missing: [],
  };
}

/** "With n = 1 and accuracy = 0.5": the values that a formula has no result for. */
function withValues({ variant, solved }: Solution): string {
  const all = needsOf(variant).flatMap(name => {
    const value = solved.get(name)?.value;
    return typeof value === 'number' ? [`${name} = ${writeNumber(value)}`] : [];
  });
  if (all.length === 0) return 'With these values';
  return `With ${all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`}`;
}

/** What is unusual in a given value. */
function unusualIn({ title, unit, usual }: Input, value: Solved['value']): string | undefined {
  if (usual === undefined || typeof value !== 'number') return undefined;
  const { least = -Infinity, most = Infinity, hint } = usual;
  if (value >= least && value <= most) return undefined;
  const bound = value < least ? `less than ${writeExact(least, unit)}` : `more than ${writeExact(most, unit)}`;
  const question = hint === undefined ? '' : `: ${hint}`;
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}, ${writeExact(value, unit)}, is ${bound}${question || '.'}`;
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
  result: Pick<Step, 'value' | 'converted'>,
  tex: string,
): Derivation {
  const names = new Map<string, Substitution>(
    [...solution.solved].map(([name, each]) => [name, { symbol: each.input.symbol, value: each.value }]),
  );
  const leadsTo = new Set(
    namesIn(tex)
      .flatMap(name => trace(name, solution.solved))
      .map(each => each.input.name),
  );
  const lines: Step[] = used
    // What only the formula's other branch needs is no part of how this value came about.
    .filter(
      each =>
        each.way !== undefined && each.way.tex !== '' && (tex === solution.variant.tex || leadsTo.has(each.input.name)),
    )
    .map(each => ({
      symbol: each.input.symbol,
      tex: each.way!.tex,
      value: each.value as number,
      unit: each.input.unit,
    }));
  const last: Step = { symbol: formula.result.symbol, tex, unit: formula.result.unit, ...result };
  // A formula that is one of its inputs has said all with that input's line.
  const before = lines.at(-1);
  const isInput = /^@[a-z][a-z0-9_]*$/.test(tex) && before?.symbol === last.symbol && before.value === last.value;
  if (isInput) lines.pop();
  lines.push(isInput ? { ...last, tex: before.tex } : last);
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
