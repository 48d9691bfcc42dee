import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type ReadRecipe, readRecipe, readRecipeFile } from '../../core/recipe/read-recipe.ts';
import { type SolvedResult, solveRecipe } from '../../core/recipe/solve-recipe.ts';
import { LineIndex } from '../../core/text.ts';
import type { Command } from './command.ts';
import { readPrices } from './price-option.ts';

/** `paper-notes recipe`: a recipe file, or a configuration file of a training program, with what follows from it. */
export const recipeCommand: Command = {
  name: 'recipe',
  summary: 'compute a recipe file, or a configuration of GPT-NeoX, OLMo or Hugging Face',
  usage: `paper-notes recipe FILE|- [--price ACCELERATOR=DOLLARS …] [--json]

Reads a *.recipe.yaml file, a GPT-NeoX or OLMo configuration or a Hugging Face config.json, and prints what it
states, what follows, and how its aside reads. With --price A100=1.5 an hour of an A100 costs $1.5, where the recipe
states no price.
With --json: {title, model, configuration, inputs, results, aside, problems}; places are offsets in the file.
Exit code 0: all computed; 1: there are problems; 2: the file cannot be read.`,
  run: async (args, io) => {
    let parsed: ReturnType<typeof parse>;
    try {
      parsed = parse(args);
    } catch (error) {
      io.error(`paper-notes recipe: ${(error as Error).message}\n`);
      return 2;
    }
    const { values, positionals } = parsed;
    const [file, ...more] = positionals;
    const prices = readPrices(values.price ?? []);
    if (file === undefined || more.length > 0 || typeof prices === 'string') {
      io.error(`paper-notes recipe: ${typeof prices === 'string' ? prices : 'one file is wanted'}.\n`);
      return 2;
    }
    let text = '';
    let read: ReadRecipe;
    try {
      const absolute = path.resolve(io.cwd, file);
      const textOf = async () => {
        text = file === '-' ? await io.stdin() : await readFile(absolute, 'utf8');
        return text;
      };
      read =
        file === '-'
          ? readRecipe(await textOf())
          : await readRecipeFile({ size: async () => (await stat(absolute)).size, text: textOf });
    } catch (error) {
      io.error(
        `paper-notes recipe: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`,
      );
      return 2;
    }
    const { recipe, problems: found } = read;
    const solved = solveRecipe(recipe, {}, prices);
    const problems = [...found, ...solved.problems];
    if (values.json === true) {
      const { title, model, configuration, remarks } = recipe;
      const { inputs, results, aside } = solved;
      io.out(
        `${JSON.stringify({ title, model, configuration, inputs, results, remarks, aside, problems }, null, 2)}\n`,
      );
    } else {
      const wide = Math.max(0, ...[...solved.inputs, ...solved.results].map(each => each.title.length));
      const line = (title: string, value: string) => `  ${title.padEnd(wide)}  ${value}\n`;
      if (solved.inputs.length > 0) io.out('Stated\n');
      for (const input of solved.inputs) io.out(line(input.title, input.text));
      if (solved.results.length > 0) io.out('Follows\n');
      for (const result of solved.results) {
        io.out(line(result.title, result.value === undefined ? lacking(result) : result.text));
      }
      for (const remark of recipe.remarks ?? []) io.out(`${remark}\n`);
      if (solved.aside !== undefined) io.out(`${solved.aside}\n`);
      const lines = new LineIndex(text);
      for (const { range, message } of problems) {
        const { line: row, character } = lines.positionAt(range.from);
        io.error(`${file}:${row + 1}:${character + 1}: ${message}\n`);
      }
    }
    return problems.length > 0 ? 1 : 0;
  },
};

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, price: { type: 'string', multiple: true } },
  });
}

function lacking({ missing }: SolvedResult): string {
  return missing.length > 0 ? `needs ${missing.join(', ')}` : 'no value';
}
