import { type GivenValue, readValue } from '../given-value.ts';
import type { ComputeProblem, ComputeProblemCode, Given } from './computation.ts';
import type { Formula } from './formula.ts';
import type { Input } from './input.ts';

/** Values as they were given, read: what they are, and what is wrong with them. */
export interface Reading {
  readonly numbers: Map<string, GivenValue>;
  readonly lists: Map<string, readonly number[]>;
  readonly texts: Map<string, string>;
  readonly problems: ComputeProblem[];
  /** What was assumed in reading an input, by its name. */
  readonly caveats: Map<string, string>;
}

/** Of all that is known, what a formula takes: for each input the value whose name comes first among its names. */
export function relevant(formula: Formula, known: Readonly<Record<string, Given>>): Readonly<Record<string, Given>> {
  const best = new Map<string, { readonly name: string; readonly rank: number }>();
  for (const name of Object.keys(known)) {
    const target = formula.input(name);
    if (target === undefined) continue;
    const rank = target.name === name ? -1 : target.aliases.indexOf(name) >>> 0;
    const other = best.get(target.name);
    if (other === undefined || rank < other.rank) best.set(target.name, { name, rank });
  }
  return Object.fromEntries([...best].map(([target, { name }]) => [target, known[name]!]));
}

export function readGiven(formula: Formula, given: Readonly<Record<string, Given>>): Reading {
  const reading: Reading = { numbers: new Map(), lists: new Map(), texts: new Map(), problems: [], caveats: new Map() };
  for (const [name, value] of Object.entries(given)) {
    const target = totalRate(formula, name, given) ?? formula.input(name);
    if (target === undefined) {
      const known = formula.accepts.map(each => each.name);
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
  if (!Object.keys(given).some(other => formula.input(other)?.name === 'gpus')) return undefined;
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
