import { type GivenValue, type ReadValue, readValue } from '../given-value.ts';
import type { ComputeProblem, ComputeProblemCode, Given } from './computation.ts';
import type { Formula } from './formula.ts';
import type { Input } from './input.ts';
import { countedBy, places, placesInTokens } from './places.ts';

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
  return Object.fromEntries([...best].map(([target, { name }]) => [target, countedAs(target, name, known[name]!)]));
}

/**
 * Reads what is given to a formula, under the names and in the units of its inputs. Names that it does not know, values
 * out of their range and texts that are no values become problems; what can be read is read nevertheless.
 *
 * @example readGiven(tokensSeen, { steps: '42,000', batch_tokens: '4M' }).numbers.get('steps')?.value // 42000
 */
export function readGiven(formula: Formula, given: Readonly<Record<string, Given>>): Reading {
  const reading: Reading = { numbers: new Map(), lists: new Map(), texts: new Map(), problems: [], caveats: new Map() };
  const targets = targetsOf(formula, given);
  for (const [name, value] of Object.entries(given)) {
    const target = targets.get(name);
    if (target === 'taken') {
      const message = `${name} and another name that is given mean the same: ${formula.input(name)!.title}.`;
      reading.problems.push({ code: 'given-twice', input: name, message });
    } else if (target === undefined) {
      const known = formula.accepts.flatMap(each => (each.internal === true ? [] : each.name));
      reading.problems.push({
        code: 'unknown-input',
        input: name,
        message: `${formula.id} takes no "${name}"; it takes ${known.join(', ')}.`,
      });
    } else readOne(formula, target, name, value, reading);
  }
  putInSteps(reading);
  return reading;
}

/** A place in a schedule that goes in under the name of its input still counts what its own name says. */
function countedAs(target: string, name: string, value: Given): Given {
  if (!places.has(target)) return value;
  const given = typeof value === 'number' ? { value } : value;
  if (typeof given !== 'object' || !('value' in given) || given.counts !== undefined) return value;
  const counts = countedBy(name, given.value);
  return counts === undefined ? value : { ...given, counts };
}

/** Where some places are in steps and some in tokens, those in tokens are set aside to be turned into steps. */
function putInSteps({ numbers }: Reading): void {
  const counted = new Set([...numbers].flatMap(([name, each]) => (places.has(name) ? (each.counts ?? []) : [])));
  if (counted.size < 2) return;
  for (const [name, value] of [...numbers]) {
    if (!places.has(name) || value.counts !== 'token') continue;
    numbers.delete(name);
    numbers.set(placesInTokens.get(name)?.name ?? `${name}_in_tokens`, value);
  }
}

/**
 * The input that each given name means. Where two mean one, the name that comes first among the input's keeps it, and
 * the other means its next input: with `N`, `P` is no number of parameters but the peak.
 */
function targetsOf(formula: Formula, given: Readonly<Record<string, Given>>): ReadonlyMap<string, Input | 'taken'> {
  const targets = new Map<string, Input | 'taken'>();
  const taken = new Set<Input>();
  const rank = (name: string, input: Input) => (input.name === name ? -1 : input.aliases.indexOf(name) >>> 0);
  const wanted = Object.keys(given).flatMap(name => {
    const input = totalRate(formula, name, given) ?? formula.input(name);
    return input === undefined ? [] : [{ name, input, rank: rank(name, input) }];
  });
  for (const { name, input } of wanted.sort((a, b) => a.rank - b.rank)) {
    const free = [input, ...formula.otherInputs(name)].find(each => !taken.has(each));
    targets.set(name, free ?? 'taken');
    if (free !== undefined) taken.add(free);
  }
  return targets;
}

/** Names of a rate that do not say of how many accelerators it is. */
const bareRates = ['tok_s', 'tokens_s', 'tps', 'tokens_per_second', 'tokens_per_sec', 'throughput'];

/** A bare rate beside a number of accelerators is that of all of them: "238,300 tokens/s on 6,144 chips". */
function totalRate(formula: Formula, name: string, given: Readonly<Record<string, Given>>): Input | undefined {
  if (!bareRates.includes(name.toLowerCase())) return undefined;
  if (!Object.keys(given).some(other => formula.input(other)?.name === 'gpus')) return undefined;
  return formula.accepts.find(input => input.name === 'total_tokens_per_second');
}

function readOne(formula: Formula, target: Input, name: string, value: Given, reading: Reading): unknown {
  const fail = (code: ComputeProblemCode, message: string) =>
    reading.problems.push({ code, input: target.name, message: `${name}: ${message}` });
  if (target.kind === 'text') {
    if (typeof value === 'string' && value.trim() !== '') reading.texts.set(target.name, value.trim().slice(0, 100));
    else fail('not-a-number', `the name of ${target.title} is wanted.`);
    return undefined;
  }
  if (target.kind === 'list') {
    const parts =
      typeof value === 'string' ? partsOfList(value) : Array.isArray(value) ? value.slice(0, 1001) : [value];
    if (parts.length > 1000) return fail('out-of-range', 'a list holds at most 1,000 values.');
    const numbers: number[] = [];
    for (const part of parts) {
      const one = inRange(target, typeof part === 'string' ? readValue(part, target.unit) : toGiven(part));
      if ('error' in one) return fail('not-a-number', one.error);
      numbers.push(one.value);
    }
    return reading.lists.set(target.name, numbers);
  }
  const share = typeof value === 'string' ? readValue(value, '1') : toGiven(value);
  if (isShareOfWarmup(target.name, share)) {
    // GPT-NeoX writes its warm-up as a share of the decay's length; there is no part of a step.
    if (!formula.accepts.some(each => each.name === 'warmup_ratio')) {
      return fail('out-of-range', `${share.value} is a share of the schedule and no number of ${target.unit}s.`);
    }
    reading.caveats.set('warmup_ratio', `A warm-up of ${share.value} is read as a share of the schedule.`);
    return reading.numbers.set('warmup_ratio', share);
  }
  const read =
    typeof value === 'string' ? readWritten(target, name, value) : toGiven(countedAs(target.name, name, value));
  if ('error' in read) return fail('not-a-number', read.error);
  const checked = inRange(target, asPercent(target, read));
  if ('error' in checked) return fail(Number.isFinite(read.value) ? 'out-of-range' : 'not-finite', checked.error);
  if (target.name === 'pp' && checked.value === 0) {
    reading.caveats.set('pp', 'A pipeline-parallel degree of 0 means that there is no pipeline: it is read as 1.');
    return reading.numbers.set('pp', { value: 1 });
  }
  if (checked.caveat !== undefined) reading.caveats.set(target.name, checked.caveat);
  return reading.numbers.set(target.name, checked);
}

/** A warm-up between 0 and 1 is a share of the schedule, however it is called. */
export function isShareOfWarmup(input: string, read: ReadValue): read is GivenValue {
  const isWarmup = input === 'warmup' || input === 'warmup_steps' || input === 'warmup_tokens';
  return isWarmup && 'value' in read && read.value > 0 && read.value < 1;
}

/** A number as it is written for an input under one of its names. */
export function readWritten(target: Input, name: string, text: string): ReadValue {
  const flag = flagOf(target, name, text);
  if (flag !== undefined) return { value: flag };
  const binaryK = target.name === 'context' || target.name === 'vocab';
  const place = places.has(target.name);
  const read = readValue(text, target.unit, { binaryK, place });
  if (!place || 'error' in read || read.counts !== undefined) return read;
  const counts = countedBy(name, read.value);
  return counts === undefined ? read : { ...read, counts };
}

/**
 * The values of a list: "[1, 2]", "1; 2", "1|2", "1,2". Where a semicolon parts them, commas are those of thousands;
 * "1,000,000" alone is one number.
 */
function partsOfList(text: string): readonly string[] {
  const inner = text.trim().replace(/^[[(](.*)[\])]$/s, '$1');
  if (/[;|]/.test(inner)) return inner.split(/[;|]/);
  if (/,\s/.test(inner)) return inner.split(/,\s+/);
  return /^\s*\d{1,3}(?:,\d{3})+\s*$/.test(inner) ? [inner] : inner.split(',');
}

/** What a yes or no means under a name that asks for one: "tie_word_embeddings=true" is one table of embeddings. */
function flagOf(target: Input, name: string, value: string): number | undefined {
  const flag = target.flags?.[name.toLowerCase()];
  if (flag === undefined) return undefined;
  if (/^(?:true|yes|on|1)$/i.test(value.trim())) return flag.yes;
  return /^(?:false|no|off|0)$/i.test(value.trim()) ? flag.no : undefined;
}

/** Shares that papers print in percent. Ratios of learning rates are not among them: "30" there is a thirtieth. */
const percentages: ReadonlySet<string> = new Set([
  'mfu',
  'hfu',
  'accuracy',
  'accuracy_1',
  'accuracy_2',
  'weight',
  'mixture_share',
  'progress',
]);

/** Nothing that is at most 1 can be 43.3: a share written without its sign is one in percent. */
function asPercent(target: Input, read: ReadValue): ReadValue {
  if ('error' in read || !percentages.has(target.name)) return read;
  if (!(read.value > 1 && read.value <= 100)) return read;
  return { ...read, value: read.value / 100, caveat: `${read.value} is read as ${read.value} %.` };
}

function toGiven(value: unknown): ReadValue {
  if (typeof value === 'number') return { value };
  if (typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'number') {
    return value as GivenValue;
  }
  return { error: 'a number is wanted.' };
}

function inRange(target: Input, read: ReadValue): ReadValue {
  if ('error' in read) return read;
  const { value } = read;
  if (!Number.isFinite(value)) return { error: `${value} is not a finite number.` };
  if (value < target.minimum || value > target.maximum) {
    const least = target.minimum === 1e-300 ? 'greater than 0' : `at least ${target.minimum}`;
    const most = target.maximum === 1e30 ? '' : ` and at most ${target.maximum}`;
    const ratio = target.maximum === 1 && target.unit === '1' && value > 1 && value <= 1e4;
    const hint = ratio ? ` Write 1/${value} for the ratio, or ${value}% for a percentage.` : '';
    return { error: `${value} is out of range: ${target.title} must be ${least}${most}.${hint}` };
  }
  if (target.whole && !Number.isInteger(value))
    return { error: `${value} is not whole: ${target.title} must be a whole number.` };
  return read;
}
