import { once } from '../../once.ts';
import { type Computation, type ComputeOptions, compute, type Given } from './compute.ts';
import { dataAndBatch } from './data-and-batch.ts';
import type { Alias, Formula } from './formula.ts';
import { learningRate } from './learning-rate.ts';
import { memory } from './memory.ts';
import { parameters } from './parameters.ts';
import { positions } from './positions.ts';
import { scaling } from './scaling.ts';
import { statistics } from './statistics.ts';
import { stepWork } from './step-flops.ts';
import { timeAndCost } from './time-and-cost.ts';
import { trainingWork } from './training-flops.ts';
import { utilisation } from './utilisation.ts';

/** Every formula, family by family. */
export const formulas: readonly Formula[] = [
  ...dataAndBatch,
  ...trainingWork,
  ...stepWork,
  ...utilisation,
  ...timeAndCost,
  ...learningRate,
  ...memory,
  ...parameters,
  ...scaling,
  ...positions,
  ...statistics,
];

/** A formula that a name means, with the unit or variant that the name implies. */
export interface NamedFormula {
  readonly formula: Formula;
  readonly alias: Alias;
}

const fold = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const variantNames = (formula: Formula): readonly Alias[] =>
  formula.variants.map(variant => ({ name: `${formula.id}-${variant.id}`, variant: variant.id }));

const formulasByName = once((): ReadonlyMap<string, readonly NamedFormula[]> => {
  const byName = new Map<string, NamedFormula[]>();
  for (const formula of formulas) {
    const names = new Map<string, Alias>([[fold(formula.id), { name: formula.id }]]);
    for (const alias of formula.aliases) {
      const key = fold(alias.name);
      // `co2_t` and `co2-t` are one name; what an alias implies goes before the bare id.
      if (!names.has(key) || alias.unit !== undefined || alias.variant !== undefined) names.set(key, alias);
    }
    // Titles, and a formula's name followed by that of a variant, mean what they say.
    const others = [{ name: formula.title }, ...variantNames(formula)];
    for (const alias of others) if (!names.has(fold(alias.name))) names.set(fold(alias.name), alias);
    for (const [key, alias] of names) byName.set(key, [...(byName.get(key) ?? []), { formula, alias }]);
  }
  return byName;
});

/** The formula with this id. */
export function formulaById(id: string): Formula | undefined {
  return formulas.find(formula => formula.id === id);
}

/**
 * The formulas that a name can mean: an id, an alias, or a longer name that ends or begins with one
 * ("pythia_6.9b_tokens_per_param"). Letter case, `-` and `_` do not matter. Several when the name is shared, then in
 * the order in which they are to be tried; empty when there is none.
 */
export function findFormulas(name: string): readonly NamedFormula[] {
  const byName = formulasByName();
  const wanted = fold(name.slice(0, 100));
  const exact = byName.get(wanted);
  if (exact !== undefined) {
    // A formula's own id goes before another formula's alias.
    return [...exact].sort((a, b) => Number(fold(b.formula.id) === wanted) - Number(fold(a.formula.id) === wanted));
  }
  const parts = [...byName.keys()].filter(key => key.length >= 8 && (wanted.endsWith(key) || wanted.startsWith(key)));
  const longest = parts.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? [] : byName.get(longest)!;
}

/** Names near to one that is unknown, best first, at most five. */
export function suggestFormulas(name: string): readonly string[] {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word.length > 2);
  const score = (formula: Formula) => {
    const text = [formula.id, formula.title, ...formula.aliases.map(alias => alias.name)].join(' ').toLowerCase();
    return words.filter(word => text.includes(word)).length;
  };
  return formulas
    .map(formula => ({ id: formula.id, score: score(formula) }))
    .filter(each => each.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 5)
    .map(each => each.id);
}

/**
 * Computes the formula that a name means. Where several share the name, the first that the given values suffice for
 * and that understands most of them. `undefined` when no formula has the name.
 *
 * @example computeNamed('tokens_seen', { steps: 23200, seqs: 256, seq_len: 4096 })?.value // 24326963200
 */
export function computeNamed(
  name: string,
  given: Readonly<Record<string, Given>>,
  options: ComputeOptions = {},
): Computation | undefined {
  let best: { readonly result: Computation; readonly score: number } | undefined;
  for (const { formula, alias } of findFormulas(name)) {
    const variant = options.variant ?? alias.variant;
    const unit = options.unit ?? alias.unit;
    const result = compute(formula, given, {
      ...options,
      ...(variant === undefined ? {} : { variant }),
      ...(unit === undefined ? {} : { unit }),
    });
    const unknown = result.problems.filter(problem => problem.code === 'unknown-input').length;
    const score = (result.value === undefined ? -100 : 0) - 10 * unknown - result.missing.length - assumedIn(result);
    if (best === undefined || score > best.score) best = { result, score };
  }
  return best?.result;
}

const assumedIn = (result: Computation) => result.inputs.filter(input => input.from === 'assumed').length;
