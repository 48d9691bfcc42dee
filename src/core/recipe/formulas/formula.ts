/*
 * The catalogue of recipe calculations.
 *
 *   compute(formula, given, options)   compute.ts    values in, value and derivation out; never throws
 *   formulas, findFormulas(name)       catalogue.ts  all of them, and those that a name or alias means
 *   inputsOf(formula)                  compute.ts    every input a formula takes, those it can derive included
 *
 * To offer calculations from quantities that were read out of a text, hand `compute` what there is, each under a
 * name of an input whose `roles` hold the quantity's role. It says by `missing` which inputs it still lacks.
 *
 * Each formula file holds one family. A formula has one or more variants: named conventions that give different
 * values from the same facts (MFU by 6N or with attention), or other facts to get the same value from. Its TeX is
 * the single source of how it looks: `@steps` stands for the input `steps`, written as its symbol or its number.
 */

import { once } from '../../once.ts';
import type { Input } from './input.ts';
import { ways } from './ways.ts';

/** Values of a formula's inputs; NaN for those that its variant does not use. */
export type Values<Names extends string> = Readonly<Record<Names, number>>;

/** Inputs that are lists, by name; empty for those not given. */
export type Lists<Names extends string> = Readonly<Record<Names, readonly number[]>>;

export interface Variant<Names extends string = string> {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly title: string;
  /** The right-hand side, with `@name` for inputs. What stands here is what the variant needs. */
  readonly tex: string;
  /** The line that holds instead where these values lie outside of `tex`: during a warm-up, after a schedule's end. */
  readonly texAt?: (values: Values<Names>) => string | undefined;
  /** Where the formula stands. */
  readonly source: string;
  /** Inputs that it needs beyond those in `tex`. */
  readonly also?: readonly Names[];
  readonly evaluate: (values: Values<Names>, lists: Lists<Names>) => number;
  /** Answers with a sentence where there can be no result. */
  readonly refuse?: Refusal<Names>;
  readonly caveats?: readonly string[];
  /** Inputs that only this convention has: where they are given, none of the others is taken. */
  readonly marks?: readonly Names[];
  /** True when it says something of the run that nothing given says: it is taken only where it is asked for. */
  readonly onlyByName?: boolean;
  /** The published values of this variant, taken for what is not given. */
  readonly published?: Readonly<Partial<Record<Names, number>>>;
  /** What the published places of a schedule count. */
  readonly publishedIn?: 'step' | 'token';
}

/** Something that holds for every sensible recipe; where it does not, a number was misread or means something else. */
export interface Check<Names extends string = string> {
  /** What holds of every sensible recipe, in words. */
  readonly says: string;
  /** Answers with a sentence when the value is not plausible. Values that are not known are NaN. */
  readonly doubt: (value: number, values: Values<Names>) => string | undefined;
}

/** Why values that are each possible are impossible together. */
export type Refusal<Names extends string = string> = (values: Values<Names>, lists: Lists<Names>) => string | undefined;

export interface Result {
  /** TeX. */
  readonly symbol: string;
  readonly unit: string;
  /** Unit it is shown in, where that differs ("%" for a share). */
  readonly shown?: string;
  /** Other units that the value is also given in. */
  readonly alsoIn?: readonly string[];
}

/** Another name of a formula, with the unit or variant that the name implies. */
export interface Alias {
  readonly name: string;
  readonly unit?: string;
  readonly variant?: string;
}

export type Family =
  | 'data and batch'
  | 'compute'
  | 'time and cost'
  | 'learning rate'
  | 'memory'
  | 'parameters'
  | 'scaling'
  | 'positions'
  | 'statistics';

/**
 * A given that is no number but says which variant is meant, under the name by which configurations and papers know
 * it: `stage=3` for ZeRO, `recompute=full` for activations.
 */
export interface Choice {
  /** The first is the one to show. */
  readonly names: readonly string[];
  readonly title: string;
  /** Ids of variants by the value that is given, which is compared without letter case, `-` and `_`. */
  readonly variants: Readonly<Record<string, string>>;
}

export interface Formula<Names extends string = string> {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly aliases: readonly Alias[];
  readonly inputs: readonly Input<Names>[];
  /** The inputs, then those from which they follow: all that can be given, and the internal ones. */
  readonly accepts: readonly Input[];
  /**
   * The input that a written name means here: names and aliases of the formula's own inputs go before those of the
   * inputs from which they follow, and exact letter case before any.
   */
  readonly input: (name: string) => Input | undefined;
  /** The other inputs that have this name as an alias: `h` is hours to some tables and hidden size to others. */
  readonly otherInputs: (name: string) => readonly Input[];
  readonly result: Result;
  /** The first is the convention taken when none is named. */
  readonly variants: readonly [Variant<Names>, ...Variant<Names>[]];
  readonly caveats: readonly string[];
  readonly checks: readonly Check<Names>[];
  readonly choices: readonly Choice[];
  /** True when FLOPs are counted by `params`: of a mixture of experts the active parameters then take their place. */
  readonly countsActive: boolean;
}

interface Definition<Names extends string> {
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly aliases?: readonly (string | Alias)[];
  readonly inputs: readonly Input<Names>[];
  readonly result: Result;
  readonly variants: readonly [Variant<Names>, ...Variant<Names>[]];
  readonly caveats?: readonly string[];
  readonly checks?: readonly Check<Names>[];
  readonly choices?: readonly Choice[];
  readonly countsActive?: boolean;
}

/** A formula whose variants may only use the inputs that it names. */
export function defineFormula<Names extends string>(definition: Definition<Names>): Formula {
  // Made when they are first asked for: of most formulas of the catalogue they never are.
  const accepts = once(() => withSources(definition.inputs));
  const index = once(() => indexNames(accepts()));
  const formula: Formula<Names> = {
    ...definition,
    get accepts() {
      return accepts();
    },
    input: name => index().get(name) ?? index().get(`~${fold(name)}`),
    otherInputs: name => {
      const first = formula.input(name);
      return first === undefined ? [] : accepts().filter(each => each !== first && each.aliases.includes(name));
    },
    aliases: (definition.aliases ?? []).map(alias => (typeof alias === 'string' ? { name: alias } : alias)),
    caveats: definition.caveats ?? [],
    checks: definition.checks ?? [],
    choices: definition.choices ?? [],
    countsActive: definition.countsActive ?? false,
  };
  // Widening the names is sound: values are only ever looked up by the names that the formula lists.
  return formula as unknown as Formula;
}

/** A name without letter case and signs. */
export const fold = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Inputs by name; behind `~` by name without letter case and signs. What comes first keeps its name. */
function indexNames(all: readonly Input[]): ReadonlyMap<string, Input> {
  const index = new Map<string, Input>();
  const add = (key: string, input: Input) => {
    if (!index.has(key)) index.set(key, input);
  };
  const inputs = all.filter(each => each.internal !== true);
  for (const input of inputs) add(input.name, input);
  for (const input of inputs) for (const alias of input.aliases) add(alias, input);
  for (const input of inputs) add(`~${fold(input.name)}`, input);
  for (const input of inputs) for (const alias of input.aliases) add(`~${fold(alias)}`, input);
  return index;
}

function withSources(inputs: readonly Input[]): readonly Input[] {
  const found = new Map<string, Input>(inputs.map(each => [each.name, each]));
  for (const each of found.values()) {
    for (const way of ways) {
      if (way.gives !== each.name) continue;
      for (const use of [...way.uses, ...(way.may ?? [])]) if (!found.has(use.name)) found.set(use.name, use);
    }
  }
  return [...found.values()];
}

/** Names of the inputs that a template mentions, in order, each once. */
export function namesIn(tex: string): readonly string[] {
  return [...new Set([...tex.matchAll(/@([a-z][a-z0-9_]*)/g)].map(match => match[1]!))];
}
