import type { Problem } from '../problem.ts';
import type { Range } from '../text.ts';
import { readConfiguration } from './configuration.ts';
import { parseExpression } from './expression/parser.ts';
import { findFormulas, suggestFormulas } from './formulas/catalogue.ts';
import { knownInput } from './known-input.ts';
import { meantInputs } from './meant-inputs.ts';
import type { OpenInput, Recipe, RecipeFormula, RecipeInput, RecipeResult } from './recipe.ts';
import { maxRecipeBytes, readYaml, tooLong } from './recipe-file.ts';
import { entryOf, type RecipeEntry, type RecipeTree, textOf } from './recipe-tree.ts';
import { scheduleOf, schedules } from './schedules.ts';
import { readUnit } from './units.ts';

export interface ReadRecipe {
  readonly recipe: Recipe;
  readonly problems: readonly Problem[];
}

const keys = ['title', 'name', 'model', 'source', 'inputs', 'formulas', 'results', 'aside', 'schedule', '$schema'];
const nothing: Recipe = { inputs: [], open: [], formulas: [], results: [] };

/**
 * Reads a recipe: a `*.recipe.yaml` file, what stands below `recipe:` in front matter, a fenced `recipe` block, or a
 * configuration file of GPT-NeoX, OLMo or Hugging Face. Never throws; places are offsets in `text`.
 *
 *     model: Llemma 7B
 *     inputs:
 *       steps: 42,000
 *       batch_tokens: { value: 4M, source: p. 3 }
 *       tokens_planned: 200B
 *     formulas:
 *       epochs: steps × batch_tokens / 55B tokens
 *     results: [fraction-of-plan, epochs]
 *     aside: "{fraction-of-plan} epoch over the 200B dataset."
 *
 * Inputs may also stand at the top level, beside `model`. Inputs without a value, or only listed by name
 * (`inputs: [steps, gpu_hours]`), are open: the recipe is a template for any run that states them.
 */
export function readRecipe(text: string): ReadRecipe {
  const { tree, problems } = readYaml(text);
  if (tree === undefined) return { recipe: nothing, problems };
  const read = readRecipeTree(tree, text);
  return { recipe: read.recipe, problems: [...problems, ...read.problems] };
}

/** What is read of a file that is too large for a recipe: nothing, with the problem that says so. */
export const tooLongRecipe: ReadRecipe = { recipe: nothing, problems: [tooLong({ from: 0, to: 0 })] };

/** A file that may hold a recipe. */
export interface RecipeSource {
  /** In bytes. */
  readonly size: () => Promise<number>;
  readonly text: () => Promise<string>;
}

/**
 * Reads a recipe out of a file. One that is too large to be a recipe is not read at all, and has the problem that
 * `readRecipe` tells of a text that is too long.
 *
 * @example await readRecipeFile({ size: async () => 5e9, text: neverCalled }) // tooLongRecipe
 */
export async function readRecipeFile(file: RecipeSource): Promise<ReadRecipe> {
  return (await file.size()) > maxRecipeBytes ? tooLongRecipe : readRecipe(await file.text());
}

/** Reads a recipe out of YAML that is parsed already. */
export function readRecipeTree(tree: RecipeTree, text = ''): ReadRecipe {
  const problems: Problem[] = [];
  const report = (range: Range, message: string, severity: Problem['severity'] = 'error') => {
    problems.push({ code: 'recipe-invalid', range, message, severity });
  };
  if (tree.kind !== 'map') {
    report(tree.range, 'A recipe is a map of names and values, such as "steps: 42,000".');
    return { recipe: nothing, problems };
  }
  const wrapped = entryOf(tree, 'recipe')?.value;
  if (wrapped !== undefined && tree.entries.length === 1) return readRecipeTree(wrapped, text);
  const configured = readConfiguration(tree, text);
  if (configured !== undefined) return { recipe: configured, problems };

  const inputs: RecipeInput[] = [];
  const open: OpenInput[] = [];
  const read = (entry: RecipeEntry) => {
    const input = readInput(entry, report);
    if (input === undefined) return;
    if ('text' in input) inputs.push(input);
    else open.push(input);
  };
  const given = entryOf(tree, 'inputs')?.value;
  if (given?.kind === 'map') given.entries.forEach(read);
  else if (given?.kind === 'list') open.push(...readNames(given.items, report));
  else if (given !== undefined && given.text !== '')
    report(given.range, '"inputs" is a map of names and values, or a list of names.');
  for (const entry of tree.entries) {
    if (keys.includes(entry.key.toLowerCase())) continue;
    if (entry.value.kind === 'scalar' || knownInput(entry.key) !== undefined) read(entry);
    else
      report(
        entry.keyRange,
        `A recipe has no "${entry.key}"; it has ${keys.slice(0, -1).join(', ')}, and inputs by name.`,
        'warning',
      );
  }
  if (inputs.length > most || open.length > most)
    report(tree.range, `Only the first ${most} inputs are read.`, 'warning');
  const formulas = readFormulas(entryOf(tree, 'formulas'), report);
  const aside = entryOf(tree, 'aside')?.value;
  const template = aside?.kind === 'scalar' ? aside.text.replace(/\s+/g, ' ').trim() : '';
  const schedule = textOf(tree, 'schedule');
  const recipe: Recipe = {
    inputs: inputs.slice(0, most).flatMap(meantInputs),
    open: open.slice(0, most),
    formulas,
    results: readResults(entryOf(tree, 'results'), formulas, report),
    ...optional('title', textOf(tree, 'title', 'name')),
    ...optional('model', textOf(tree, 'model')),
    ...optional('source', textOf(tree, 'source')),
    ...optional('schedule', schedule === undefined ? undefined : scheduleOf(schedule)),
    ...(aside !== undefined && template !== '' && !template.includes('%%')
      ? { aside: { template, range: aside.range } }
      : {}),
  };
  if (aside !== undefined && aside.kind !== 'scalar') report(aside.range, '"aside" is a text with results in braces.');
  if (aside !== undefined && template.includes('%%'))
    report(aside.range, 'Leave out the %% of "aside": they are written around it.');
  if (schedule !== undefined && recipe.schedule === undefined) {
    report(
      entryOf(tree, 'schedule')!.value.range,
      `"${schedule}" is no schedule known here: ${schedules.map(({ name }) => name).join(', ')}.`,
      'warning',
    );
  }
  return { recipe, problems };
}

/** Inputs, formulas and results that one recipe may have, each. */
const most = 200;

type Report = (range: Range, message: string, severity?: Problem['severity']) => void;

function optional<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: string });
}

/** What may be said of an input. */
const described = ['value', 'unit', 'title', 'source', 'from', 'link'];

function readInput({ key, keyRange, value }: RecipeEntry, report: Report): RecipeInput | OpenInput | undefined {
  if (value.kind === 'scalar') {
    if (value.text === '') return { name: key, range: keyRange };
    return { name: key, text: value.text, range: value.range };
  }
  if (value.kind === 'list') {
    const items = value.items.filter(item => item.kind === 'scalar');
    return { name: key, text: items.map(item => item.text).join('; '), range: value.range };
  }
  for (const entry of value.entries) {
    if (described.some(name => entryOf({ ...value, entries: [entry] }, name) !== undefined)) continue;
    report(entry.keyRange, `An input has no "${entry.key}"; it has value, unit, title and source.`, 'warning');
  }
  const unit = entryOf(value, 'unit')?.value;
  const isUnit = unit?.kind === 'scalar' && (unit.text === '' || readUnit(unit.text) !== undefined);
  if (unit !== undefined && !isUnit)
    report(
      unit.range,
      unit.kind === 'scalar' ? `"${unit.text}" is no unit known here.` : 'A unit is a word, such as token/step.',
    );
  const own = entryOf(value, 'value')?.value;
  const words = {
    ...(isUnit ? optional('unit', textOf(value, 'unit')) : {}),
    ...optional('title', textOf(value, 'title')),
  };
  if (own === undefined || (own.kind === 'scalar' && own.text === '')) return { name: key, range: keyRange, ...words };
  if (own.kind !== 'scalar') {
    report(own.range, `The "value" of "${key}" is a number or a text.`);
    return undefined;
  }
  return {
    name: key,
    text: own.text,
    range: own.range,
    ...words,
    ...optional('source', textOf(value, 'source', 'from', 'link')),
  };
}

function readNames(items: readonly RecipeTree[], report: Report): readonly OpenInput[] {
  return items.flatMap(item => {
    if (item.kind === 'scalar' && item.text !== '') return [{ name: item.text, range: item.range }];
    report(
      item.range,
      'In a list of inputs stand names only, such as "- steps". To give values, write "steps: 42,000".',
    );
    return [];
  });
}

function readFormulas(entry: RecipeEntry | undefined, report: Report): readonly RecipeFormula[] {
  if (entry === undefined) return [];
  if (entry.value.kind !== 'map') {
    report(entry.value.range, '"formulas" is a map of names and expressions.');
    return [];
  }
  const found: RecipeFormula[] = [];
  if (entry.value.entries.length > most)
    report(entry.value.range, `Only the first ${most} formulas are read.`, 'warning');
  for (const { key, value } of entry.value.entries.slice(0, most)) {
    const expression = value.kind === 'scalar' ? value : entryOf(value, 'expression', 'formula')?.value;
    if (expression?.kind !== 'scalar' || expression.text === '') {
      report(value.range, `"${key}" needs an expression, such as steps × batch_tokens.`);
      continue;
    }
    for (const problem of parseExpression(expression.text).problems)
      report(within(expression, problem.range), problem.message);
    found.push({
      name: key,
      expression: expression.text,
      range: expression.range,
      ...optional('title', textOf(value, 'title')),
    });
  }
  return found;
}

/** A place in a scalar's text as a place in the file; the whole scalar where quotes or escapes lie between. */
export function within(scalar: { readonly text: string; readonly range: Range }, range: Range): Range {
  const { from, to } = scalar.range;
  return to - from === scalar.text.length ? { from: from + range.from, to: from + range.to } : scalar.range;
}

function readResults(
  entry: RecipeEntry | undefined,
  own: readonly RecipeFormula[],
  report: Report,
): readonly RecipeResult[] {
  if (entry === undefined) return [];
  const { value } = entry;
  const items = value.kind === 'list' ? value.items : [value];
  if (items.length > most) report(value.range, `Only the first ${most} results are computed.`, 'warning');
  return items.slice(0, most).flatMap(item => readResult(item, own, report));
}

function readResult(item: RecipeTree, own: readonly RecipeFormula[], report: Report): readonly RecipeResult[] {
  const place = item.kind === 'scalar' ? item : entryOf(item, 'formula')?.value;
  if (place?.kind !== 'scalar') {
    report(item.range, 'A result is the name of a formula, or a map with "formula".');
    return [];
  }
  const formula = place.text;
  if (!own.some(each => each.name === formula) && findFormulas(formula).length === 0) {
    const near = suggestFormulas(formula);
    report(
      place.range,
      `There is no formula "${formula}".${near.length > 0 ? ` Did you mean ${near.join(', ')}?` : ''}`,
    );
    return [];
  }
  return [
    {
      name: textOf(item, 'as', 'name') ?? formula,
      formula,
      range: place.range,
      ...optional('variant', textOf(item, 'variant')),
      ...optional('unit', textOf(item, 'unit')),
      ...optional('title', textOf(item, 'title')),
    },
  ];
}
