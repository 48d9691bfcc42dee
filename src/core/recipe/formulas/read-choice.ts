import type { ComputeProblem, Given } from './computation.ts';
import { type Choice, type Formula, fold } from './formula.ts';

/** What is given without the choices, and the variant that these mean. */
export interface ReadChoice {
  readonly given: Readonly<Record<string, Given>>;
  readonly variant?: string;
  readonly problem?: ComputeProblem;
}

/**
 * Takes out of what is given the names that choose a variant. A value that means none of them is a problem, unless the
 * values are all that is known of a run and not meant for this formula.
 */
export function readChoice(formula: Formula, given: Readonly<Record<string, Given>>, whatIsKnown = false): ReadChoice {
  let rest = given;
  let variant: string | undefined;
  for (const name of formula.choices.length === 0 ? [] : Object.keys(given)) {
    const choice = choiceNamed(formula, name);
    if (choice === undefined) continue;
    const value = wordOf(given[name]!);
    const found = Object.entries(choice.variants).find(([word]) => fold(word) === fold(value))?.[1];
    if (found === undefined && whatIsKnown) continue;
    if (found === undefined) {
      const known = Object.keys(choice.variants).join(', ');
      const message = `${name}: "${value}" is not known; ${choice.title} is one of ${known}.`;
      return { given, problem: { code: 'unknown-variant', input: name, message } };
    }
    variant ??= found;
    const { [name]: _, ...others } = rest;
    rest = others;
  }
  return variant === undefined ? { given: rest } : { given: rest, variant };
}

function wordOf(value: Given): string {
  const bare = typeof value === 'object' && 'value' in value ? value.value : value;
  return String(bare).slice(0, 100).trim();
}

function choiceNamed(formula: Formula, name: string): Choice | undefined {
  return formula.choices.find(choice => choice.names.some(each => fold(each) === fold(name)));
}
