import type { NoteElement } from '../markdown/elements.ts';
import { readFrontMatter } from '../markdown/front-matter.ts';
import type { Problem } from '../problem.ts';
import type { Range } from '../text.ts';
import type { OwnPrices } from './data/prices.ts';
import { knownInput } from './known-input.ts';
import { type ReadRecipe, readRecipe, readRecipeTree } from './read-recipe.ts';
import type { Recipe } from './recipe.ts';
import { maxRecipeBytes, readYaml } from './recipe-file.ts';
import { entryOf, type RecipeTree } from './recipe-tree.ts';
import { type SolvedRecipe, solveRecipe } from './solve-recipe.ts';

/** A recipe that stands in a note, computed, with its problems placed in the note. */
export interface NoteRecipe {
  readonly solved: SolvedRecipe;
  readonly problems: readonly Problem[];
}

/** True for the info string of a fence that holds a recipe. */
export function isRecipeFence(info: string): boolean {
  return /^\s*\{?\.?recipe\b/i.test(info);
}

const ours = ['inputs', 'formulas', 'results'];

/**
 * The recipe below `recipe:` in the YAML of a note's front matter; `undefined` when there is none. Cooks have recipes in
 * their notes too: one of ours gives a quantity that the catalogue knows, or computes.
 */
export function readFrontMatterRecipe(content: string): ReadRecipe | undefined {
  const place = /^recipe[ \t]*:/m.exec(content);
  if (place === null) return undefined;
  const { tree, refused = [] } = readYaml(content);
  const value = entryOf(tree, 'recipe')?.value;
  const end = value?.range.to ?? content.length;
  // What is wrong with the YAML as a whole is said of the front matter already, and other keys may have aliases.
  const own = refused.filter(
    ({ code, range }) => code === 'recipe-limit' || (range.from > place.index && range.from <= end),
  );
  if (value === undefined) {
    const whole = own.filter(({ range }) => /^recipe[ \t]*:\s*$/m.test(content.slice(place.index, range.from)));
    return whole.length === 0 ? undefined : { recipe: noRecipe, problems: whole };
  }
  const isOurs = keysOf(value).some(isOurKey) || own.some(({ range }) => isOurKey(keyBefore(content, range.from)));
  if (!isOurs) return undefined;
  const read = readRecipeTree(value);
  return { recipe: read.recipe, problems: [...own, ...read.problems] };
}

const noRecipe: Recipe = { inputs: [], open: [], formulas: [], results: [] };

const isOurKey = (key: string): boolean => ours.includes(key) || knownInput(key) !== undefined;

/** The keys of a map; of a list or a text those that stand in it as in a map. */
function keysOf(value: RecipeTree): readonly string[] {
  if (value.kind === 'map') return value.entries.map(({ key }) => key);
  if (value.kind === 'list') return value.items.flatMap(item => (item.kind === 'list' ? [] : keysOf(item)));
  return value.text.split('\n', 50).flatMap(line => /^\s*([\w -]{1,40}?)\s*:(?:\s|$)/.exec(line)?.[1] ?? []);
}

/** The key whose value begins at an offset. */
const keyBefore = (content: string, offset: number): string =>
  /([\w-]+)[ \t]*:\s*$/.exec(content.slice(Math.max(0, offset - 200), offset))?.[1] ?? '';

/** True for the name of a file that may hold a recipe or a configuration. */
export function isDataFile(target: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(target.trim());
}

/** True for the name of a file that says of itself that it holds a recipe: `llemma.recipe.yaml`. */
export function isRecipeFile(target: string): boolean {
  return /\.recipe\.(?:ya?ml|json)$/i.test(target.trim());
}

/** Of a file of data no more than this is read, in bytes: what is shown of one fits into it. */
const maxDataBytes = 600_000;

/** True for a file of data that is too large to be shown in a note, or for a recipe: nothing of it needs to be read. */
export function isTooLarge(target: string, bytes: number): boolean {
  if (!isDataFile(target)) return false;
  return bytes > (isRecipeFile(target) ? maxRecipeBytes : maxDataBytes);
}

/**
 * A file of YAML or JSON as markdown, for a note that embeds it: a recipe where it is one, or a configuration that is
 * known; code otherwise.
 */
export function dataFileAsMarkdown(target: string, text: string): string {
  return recipeAsMarkdown(target, text) ?? fenced(text, /json$/i.test(target.trim()) ? 'json' : 'yaml');
}

/** A file that holds a recipe, by its name, or a configuration that is known, as markdown; `undefined` for others. */
export function recipeAsMarkdown(target: string, text: string): string | undefined {
  const holds = isRecipeFile(target) || readRecipe(text).recipe.configuration !== undefined;
  return holds ? fenced(text, 'recipe') : undefined;
}

function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [marks] of text.matchAll(/`+/g)) longest = Math.max(longest, marks.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n?$/, '\n')}${fence}\n`;
}

/** A recipe that stands in a note, read but not computed. */
interface PlacedRecipe extends ReadRecipe {
  /** A place in its text as a place in the note. */
  readonly inNote: (range: Range) => Range;
}

function readRecipesOfNote(text: string, elements: readonly NoteElement[]): readonly PlacedRecipe[] {
  const found: PlacedRecipe[] = [];
  const front = readFrontMatter(text);
  if (front !== undefined) {
    const { from, to } = front.contentRange;
    const read = readFrontMatterRecipe(text.slice(from, to));
    if (read !== undefined) found.push({ ...read, inNote: range => moved(range, from) });
  }
  for (const element of elements) {
    if (element.kind !== 'code' || !element.block || !isRecipeFence(element.language)) continue;
    found.push({ ...readRecipe(element.content), inNote: placesOf(text, element.content, element.contentRange) });
  }
  return found;
}

const moved = ({ from, to }: Range, by: number): Range => ({ from: from + by, to: to + by });

/**
 * How places in the content of a fence become places in the note. Inside a list or a quote the lines of the note begin
 * with marks and blanks that those of the content have not; what stands behind them is the same.
 */
function placesOf(text: string, content: string, { from, to }: Range): (range: Range) => Range {
  if (text.slice(from, to).startsWith(content.trimEnd())) return range => moved(range, from);
  const starts: number[] = [];
  const begins: number[] = [];
  let at = text.lastIndexOf('\n', from - 1) + 1;
  let start = 0;
  for (const line of content.split('\n')) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const written = text.slice(at, end).replace(/\r$/, '');
    starts.push(start);
    // A line whose blanks were written as tabs has no same place for each of its letters: its end is the same.
    begins.push(at + Math.max(0, written.length - line.length));
    start += line.length + 1;
    at = Math.min(end + 1, text.length);
  }
  const place = (offset: number): number => {
    const index = starts.findLastIndex(each => each <= offset);
    return Math.min(begins[index]! + offset - starts[index]!, text.length);
  };
  return range => ({ from: place(range.from), to: Math.max(place(range.from), place(range.to)) });
}

/** What the recipes of a note say, read and not computed: that of its front matter, then its fenced blocks, in order. */
export function statedRecipes(text: string, elements: readonly NoteElement[]): readonly Recipe[] {
  return readRecipesOfNote(text, elements).map(({ recipe }) => recipe);
}

/**
 * The recipes of a note: that of its front matter, then its fenced blocks, in order.
 *
 * @param prices the reader's own prices
 */
export function recipesOfNote(
  text: string,
  elements: readonly NoteElement[],
  prices: OwnPrices = {},
): readonly NoteRecipe[] {
  return readRecipesOfNote(text, elements).map(({ recipe, problems, inNote }) => {
    const solved = solveRecipe(recipe, {}, prices);
    const placed = [...problems, ...solved.problems].map(problem => ({
      ...problem,
      range: inNote(problem.range),
    }));
    return { solved, problems: placed };
  });
}
