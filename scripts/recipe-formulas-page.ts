import { readFileSync, writeFileSync } from 'node:fs';
import { formulas } from '../src/core/recipe/formulas/catalogue.ts';
import { plainFromTex } from '../src/core/recipe/formulas/derivation.ts';
import type { Formula } from '../src/core/recipe/formulas/formula.ts';
import { describeFormula } from '../src/node/cli/formulas.ts';

/*
 * Writes docs/recipes.md out of the catalogue (npm run formulas). Its examples are those that the tests compute.
 */

export const page = new URL('../docs/recipes.md', import.meta.url);
const examples = new URL('../test/fixtures/recipe/compute.txt', import.meta.url);

/** The first example of each formula in the fixture. */
function examplesById(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of readFileSync(examples, 'utf8').split('\n')) {
    const [, id, rest] = /^([a-z0-9-]+) (.+) = [^=]+$/.exec(line) ?? [];
    if (id !== undefined && !found.has(id)) found.set(id, `paper-notes compute ${id} ${rest}`);
  }
  return found;
}

/** The page as it should be. */
export function recipesPage(): string {
  const example = examplesById();
  const families = [...new Set(formulas.map(formula => formula.family))];
  const parts = families.map(family => {
    const own = formulas.filter(formula => formula.family === family);
    return `## ${family[0]!.toUpperCase()}${family.slice(1)}\n\n${own.map(each => section(each, example.get(each.id))).join('\n')}`;
  });
  return `${opening}\n${parts.join('\n')}`;
}

const opening = `# Calculations of training recipes

What \`paper-notes compute\`, recipe files and **Insert Recipe Calculation** can compute. This page is written out of the catalogue by \`npm run formulas\`; \`paper-notes formulas --json\` says the same for programs.

Any formula is called by its id, one of its other names, or its title; with \`--variant\` one of its conventions, which otherwise is the one that uses most of what is given. Inputs go by their names, their symbols or what other tools call them (\`params\`, \`N\`, \`num_params\`), in the unit that is listed or any other of its kind: \`42,000\`, \`4M\`, \`6.74B\`, \`1/30\`, \`18%\`, \`3.7days\`, \`"312 TFLOP/s"\`, \`"40 GB"\`, \`'$2/h'\`. What is not given is derived where it follows: tokens from steps and batch size, the batch from sequences and context, the peak from the accelerator. GB is 10⁹ bytes and GiB 2³⁰; one multiply-add is two FLOPs.

Places in a learning-rate schedule are all in steps or all in tokens (\`warmup_tokens\`, \`decay_tokens\`, \`tokens\`, or "2B tokens"); where some are in each, the batch size turns tokens into steps, and without one nothing is computed. Values that nothing on record comes near are computed and doubted ("385 kg/kWh is more than 1.5 kg/kWh: is it in g/kWh?"), as are results that fail what stands below as *checked*. Peaks of accelerators are dense; where a version is named ("A100 40GB"), its bandwidth and power are taken.

## Expressions

\`%%= …%%\` in a note and \`formulas:\` of a recipe take expressions: numbers with units, \`+ - × / ^\`, parentheses, \`in\` for another unit, names of the quote's or the recipe's numbers, and \`sqrt cbrt exp ln log log2 log10 sin cos tan abs round floor ceil min max pow mod\`.

- \`round\`, \`floor\` and \`ceil\` round in the unit that stands there: \`floor(3.7 days)\` is 3 days, \`round(23000 GPU-hours / 256 GPUs)\` 90 h. For another write it: \`round(23000 GPU-hours / 256 GPUs in days)\`.
- A percentage that is added or taken away is one of what stands before it: \`200B + 5%\` is 210B. Percentages among themselves add up: \`30% + 5%\` is 0.35.
- 4K tokens/sequence is 4,096, as for every length of context; other K are 1,000.
`;

function section(formula: Formula, example: string | undefined): string {
  const described = describeFormula(formula);
  const direct = described.inputs.filter(input => input.direct);
  const units = direct
    .filter(input => input.unit !== '1' && input.unit !== 'text')
    .map(input => `\`${input.name}\` in ${input.unit}`);
  const rows = described.variants.map(variant => {
    const written = plainFromTex(variant.tex).replaceAll('|', '\\|');
    return `| \`${variant.id}\` | ${written} | ${variant.inputs.map(name => `\`${name}\``).join(' ')} | ${variant.source} |`;
  });
  const lines = [
    `### ${formula.id}`,
    '',
    `${formula.title}, in ${formula.result.unit === '1' ? 'a plain number' : formula.result.unit}. Also called ${described.aliases
      .slice(0, 6)
      .map(name => `\`${name}\``)
      .join(', ')}.${units.length === 0 ? '' : ` Inputs: ${units.join(', ')}.`}`,
    '',
    '| variant | formula | needs | source |',
    '| --- | --- | --- | --- |',
    ...rows,
    ...(described.checks.length === 0 ? [] : ['', `Checked: ${described.checks.join(' ')}`]),
    '',
  ];
  for (const choice of described.choices)
    lines.push(`\`${choice.name}\` chooses as well: ${Object.keys(choice.values).join(', ')}.`, '');
  if (formula.caveats.length > 0) lines.push(formula.caveats.join(' '), '');
  if (example !== undefined) lines.push('```sh', example, '```', '');
  return lines.join('\n');
}

if (process.argv[1]?.endsWith('recipe-formulas-page.ts') === true) writeFileSync(page, recipesPage());
