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

/** What a quantity in a text can be. The names are those that the reader of prose gives. */
export type InputRole =
  | 'steps'
  | 'steps_planned'
  | 'batch_tokens'
  | 'batch_seqs'
  | 'batch_examples'
  | 'micro_batch'
  | 'grad_accum'
  | 'context'
  | 'tokens'
  | 'tokens_planned'
  | 'dataset_tokens'
  | 'params'
  | 'params_active'
  | 'gpus'
  | 'gpu_type'
  | 'dtype'
  | 'nodes'
  | 'gpu_hours'
  | 'wall_clock'
  | 'peak_lr'
  | 'min_lr'
  | 'final_lr_ratio'
  | 'warmup_steps'
  | 'warmup_tokens'
  | 'warmup_ratio'
  | 'decay_steps'
  | 'decay_tokens'
  | 'epochs'
  | 'mfu'
  | 'hfu'
  | 'flops'
  | 'throughput_tok_s_gpu'
  | 'throughput_tok_s'
  | 'sec_per_step'
  | 'co2'
  | 'tdp'
  | 'power'
  | 'mem'
  | 'tp'
  | 'pp'
  | 'rope_base'
  | 'layers'
  | 'heads'
  | 'hidden';

/** A number that a formula takes. */
export interface Input<Name extends string = string> {
  /** Stable, in snake case: how values are named on the command line, in YAML and in JSON. */
  readonly name: Name;
  readonly title: string;
  /** TeX. */
  readonly symbol: string;
  /** A unit of units.ts; `text` for a name (an accelerator, a country). */
  readonly unit: string;
  /** Other names, matched exactly first and then without letter case. */
  readonly aliases: readonly string[];
  /** Roles of quantities in prose that can fill it, best first. */
  readonly roles: readonly InputRole[];
  /** The least and greatest value that makes sense; both may be reached. */
  readonly minimum: number;
  readonly maximum: number;
  /** True when only whole numbers make sense. */
  readonly whole: boolean;
  readonly kind: 'number' | 'list' | 'text';
  /** Taken when nothing else is given. */
  readonly default?: number;
}

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
  /** Where the formula stands. */
  readonly source: string;
  /** Inputs that it needs beyond those in `tex`. */
  readonly also?: readonly Names[];
  readonly evaluate: (values: Values<Names>, lists: Lists<Names>) => number;
  readonly caveats?: readonly string[];
}

/** Something that holds for every sensible recipe; where it does not, a number was misread or means something else. */
export interface Check<Names extends string = string> {
  /** Answers with a sentence when the value is not plausible. Values of unused inputs are NaN. */
  readonly doubt: (value: number, values: Values<Names>) => string | undefined;
}

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

export interface Formula<Names extends string = string> {
  /** Kebab-case and stable. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly aliases: readonly Alias[];
  readonly inputs: readonly Input<Names>[];
  readonly result: Result;
  /** The first is the convention taken when none is named. */
  readonly variants: readonly [Variant<Names>, ...Variant<Names>[]];
  readonly caveats: readonly string[];
  readonly checks: readonly Check<Names>[];
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
}

/** A formula whose variants may only use the inputs that it names. */
export function defineFormula<Names extends string>(definition: Definition<Names>): Formula {
  const formula: Formula<Names> = {
    ...definition,
    aliases: (definition.aliases ?? []).map(alias => (typeof alias === 'string' ? { name: alias } : alias)),
    caveats: definition.caveats ?? [],
    checks: definition.checks ?? [],
  };
  // Widening the names is sound: values are only ever looked up by the names that the formula lists.
  return formula as unknown as Formula;
}

/** Names of the inputs that a template mentions, in order, each once. */
export function namesIn(tex: string): readonly string[] {
  return [...new Set([...tex.matchAll(/@([a-z][a-z0-9_]*)/g)].map(match => match[1]!))];
}
