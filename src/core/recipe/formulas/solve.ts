import type { ComputeProblem, UsedInput } from './computation.ts';
import { type Formula, namesIn, type Variant } from './formula.ts';
import type { Input } from './input.ts';
import { activeParams, batchTokens } from './inputs.ts';
import { type Counted, places } from './places.ts';
import type { Reading } from './read-given.ts';
import { type Way, ways } from './ways.ts';

/** Names of the inputs that a variant needs, which may follow from others. */
export function needsOf(variant: Variant): readonly string[] {
  return [...new Set([...namesIn(variant.tex), ...(variant.also ?? [])])];
}

/** An input with its value and where that comes from. */
export interface Solved {
  readonly input: Input;
  readonly value: number | readonly number[] | string;
  readonly from: UsedInput['from'];
  readonly way?: Way;
}

/** What a variant needs, as far as the given values lead to it. */
export interface Solution {
  readonly variant: Variant;
  readonly solved: ReadonlyMap<string, Solved>;
  readonly missing: readonly string[];
  readonly problems: readonly ComputeProblem[];
  readonly caveats: readonly string[];
  /** What the places of the schedule are counted in, where what is given says so. */
  readonly counted?: Counted;
}

/** Looks for what a variant needs: given, else following from what is given, else by default, else assumed. */
export function solve(formula: Formula, variant: Variant, reading: Reading): Solution {
  const known = new Map(formula.accepts.map(each => [each.name, each]));
  const solved = new Map<string, Solved>();
  const problems: ComputeProblem[] = [];
  const caveats: string[] = [];
  const counted = countedIn(reading);
  const isGiven = (name: string) => reading.numbers.has(name) || reading.lists.has(name) || reading.texts.has(name);

  function find(name: string, path: readonly string[]): boolean {
    if (solved.has(name)) return true;
    const input = known.get(name);
    if (input === undefined || path.includes(name)) return false;
    const value = reading.numbers.get(name)?.value ?? reading.lists.get(name) ?? reading.texts.get(name);
    if (name === 'params' && formula.countsActive && isGiven(activeParams.name)) {
      // FLOPs of a mixture of experts go by what a token uses, whatever the whole model holds.
      solved.set(name, { input: activeParams, value: reading.numbers.get(activeParams.name)!.value, from: 'given' });
      caveats.push('A mixture of experts: FLOPs are counted by its active parameters.');
      return true;
    }
    if (value !== undefined) {
      solved.set(name, { input, value, from: 'given' });
      return true;
    }
    const candidates = ways.filter(way => way.gives === name && !(way.unless ?? []).some(isGiven));
    if (candidates.some(way => way.assumed !== true && follow(way, input, [...path, name]))) return true;
    if (reading.numbers.has(`${name}_in_tokens`)) {
      problems.push({ code: 'mixed-units', input: name, message: mixed(input) });
      return false;
    }
    const published = variant.published?.[name];
    const publishedIn = variant.publishedIn;
    if (published !== undefined && places.has(name) && (counted ?? publishedIn) !== publishedIn) {
      const message = `The published ${input.title} is in ${publishedIn}s and what is given in ${counted}s: give all in one of them.`;
      problems.push({ code: 'mixed-units', input: name, message });
      return false;
    }
    if (published !== undefined) {
      solved.set(name, { input, value: published, from: 'default' });
      return true;
    }
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
  return {
    variant,
    solved,
    missing,
    problems: missing.length === 0 ? [] : problems,
    caveats,
    ...(counted === undefined ? {} : { counted }),
  };
}

/** Steps where some places are; those in tokens are set aside then, and follow from the batch size. */
function countedIn({ numbers }: Reading): Counted | undefined {
  const counts = [...numbers].flatMap(([name, each]) => (places.has(name) ? (each.counts ?? []) : []));
  return counts[0];
}

const mixed = ({ title }: Input): string =>
  `The ${title} is given in tokens and other places of the schedule in steps: give all in one of them, or the tokens in a step (${batchTokens.name}).`;

/** The solution that leaves fewest given values unused; of equals the first. When none is complete, the nearest. */
export function pick(solutions: readonly Solution[], complete: boolean): Solution | undefined {
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
