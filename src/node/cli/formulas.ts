import { formulas } from '../../core/recipe/formulas/catalogue.ts';
import { inputsOf, needsOf } from '../../core/recipe/formulas/compute.ts';
import { plainFromTex, symbolsIn } from '../../core/recipe/formulas/derivation.ts';
import type { Formula } from '../../core/recipe/formulas/formula.ts';
import type { Command } from './command.ts';

/** `paper-notes formulas`: what can be computed, from what, and where it stands. */
export const formulasCommand: Command = {
  name: 'formulas',
  summary: 'list the calculations of training recipes',
  usage: `paper-notes formulas [WORD …] [--json]

Lists the formulas that "paper-notes compute" knows, or those that a WORD occurs in.
With --json: an array of {id, title, family, aliases, inputs, variants, choices, unit, source, caveats, checks}. An input has
{name, title, symbol, unit, aliases, roles, direct, default, flags, minimum, maximum, whole, usual}: it may be given
under its name or any alias. Values outside of "usual" ({least, most, hint}) and results that fail one of the "checks"
are computed, with a problem "implausible". A variant's "inputs" are what it needs; those that are not "direct" serve to derive others. A choice
names a variant in the words of configurations ("stage=3" for ZeRO).
docs/recipes.md shows all of them with an example each.

Exit code: 0 some were found, 1 none mentions all the words, 2 wrong use. With --json none is an empty array, and 0.`,
  run: async (args, io) => {
    const unknown = args.find(arg => arg.startsWith('-') && arg !== '--json');
    if (unknown !== undefined) {
      io.error(`paper-notes formulas: there is no option "${unknown}".\n`);
      return 2;
    }
    const words = args.filter(arg => arg !== '--json').map(word => word.toLowerCase());
    const found = formulas.filter(formula => words.every(word => textOf(formula).includes(word)));
    if (args.includes('--json')) {
      io.out(`${JSON.stringify(found.map(describeFormula), null, 2)}\n`);
      return 0;
    }
    if (found.length === 0) {
      io.error(`paper-notes formulas: no formula mentions ${words.join(' and ')}.\n`);
      return 1;
    }
    io.out(found.map(writeFormula).join('\n'));
    return 0;
  },
};

function textOf(formula: Formula): string {
  return [formula.id, formula.title, formula.family, ...formula.aliases.map(alias => alias.name)]
    .join(' ')
    .toLowerCase();
}

/** A formula as plain data; the shape is stable. */
export function describeFormula(formula: Formula) {
  const inputs = inputsOf(formula);
  const symbolOf = (name: string) => inputs.find(input => input.name === name)?.symbol ?? name;
  return {
    id: formula.id,
    title: formula.title,
    family: formula.family,
    aliases: formula.aliases.map(alias => alias.name),
    inputs: inputs.map(input => ({
      name: input.name,
      title: input.title,
      symbol: input.symbol,
      unit: input.unit,
      aliases: input.aliases,
      roles: input.roles,
      /** False for inputs that only serve to derive others. */
      direct: formula.inputs.some(own => own.name === input.name),
      ...(input.default === undefined ? {} : { default: input.default }),
      ...(input.flags === undefined ? {} : { flags: input.flags }),
      ...(input.kind === 'number' ? { minimum: input.minimum, maximum: input.maximum, whole: input.whole } : {}),
      ...(input.usual === undefined ? {} : { usual: input.usual }),
    })),
    variants: formula.variants.map(variant => ({
      id: variant.id,
      title: variant.title,
      tex: `${formula.result.symbol} = ${symbolsIn(variant.tex, symbolOf)}`,
      inputs: needsOf(variant),
      source: variant.source,
      caveats: variant.caveats ?? [],
    })),
    choices: formula.choices.map(choice => ({
      name: choice.names[0],
      title: choice.title,
      aliases: choice.names.slice(1),
      values: choice.variants,
    })),
    unit: formula.result.unit,
    source: formula.variants[0].source,
    caveats: formula.caveats,
    /** What is checked of the result and between the inputs, besides the inputs' own ranges. */
    checks: formula.checks.map(check => check.says),
  };
}

function writeFormula(formula: Formula): string {
  const described = describeFormula(formula);
  const lines = [`${formula.id}: ${formula.title} (${formula.result.unit})`];
  for (const variant of described.variants) {
    lines.push(
      `  ${variant.id}: ${plainFromTex(variant.tex)}`,
      `      ${variant.inputs.join(', ')}; ${variant.source}`,
    );
  }
  for (const check of described.checks) lines.push(`  checked: ${check}`);
  for (const choice of described.choices)
    lines.push(`  ${choice.name}=${Object.keys(choice.values).join('|')} chooses the variant too`);
  return `${lines.join('\n')}\n`;
}
