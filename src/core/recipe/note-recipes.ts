import type { NoteElement } from '../markdown/elements.ts';
import { readFrontMatter } from '../markdown/front-matter.ts';
import type { Problem } from '../problem.ts';
import type { OwnPrices } from './data/prices.ts';
import { knownInput } from './known-input.ts';
import { type ReadRecipe, readRecipe, readRecipeTree } from './read-recipe.ts';
import type { Recipe } from './recipe.ts';
import { maxRecipeBytes, readYaml } from './recipe-file.ts';
import { entryOf } from './recipe-tree.ts';
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

/** The recipe below `recipe:` in the YAML of a note's front matter; `undefined` when there is none. */
export function readFrontMatterRecipe(content: string): ReadRecipe | undefined {
  if (!/^recipe[ \t]*:/m.test(content)) return undefined;
  const { tree, problems } = readYaml(content);
  const value = entryOf(tree, 'recipe')?.value;
  // Cooks have recipes in their notes too: one of ours gives a quantity that the catalogue knows, or computes.
  if (value?.kind !== 'map' || !value.entries.some(({ key }) => ours.includes(key) || knownInput(key) !== undefined)) {
    return undefined;
  }
  const read = readRecipeTree(value);
  // What is wrong with the YAML as a whole is said of the front matter already.
  const limits = problems.filter(problem => problem.code === 'recipe-limit');
  return { recipe: read.recipe, problems: [...limits, ...read.problems] };
}

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
  /** Where its text begins in the note; undefined where its places are not the note's. */
  readonly from: number | undefined;
  readonly range: Problem['range'];
}

function readRecipesOfNote(text: string, elements: readonly NoteElement[]): readonly PlacedRecipe[] {
  const found: PlacedRecipe[] = [];
  const front = readFrontMatter(text);
  if (front !== undefined) {
    const { from, to } = front.contentRange;
    const read = readFrontMatterRecipe(text.slice(from, to));
    if (read !== undefined) found.push({ ...read, from, range: front.contentRange });
  }
  for (const element of elements) {
    if (element.kind !== 'code' || !element.block || !isRecipeFence(element.language)) continue;
    const { from, to } = element.contentRange;
    // Inside a list or a quote the lines of the note begin with marks that the content has not.
    const exact = text.slice(from, to).startsWith(element.content.trimEnd());
    found.push({ ...readRecipe(element.content), from: exact ? from : undefined, range: element.contentRange });
  }
  return found;
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
  return readRecipesOfNote(text, elements).map(({ recipe, problems, from, range }) => {
    const solved = solveRecipe(recipe, {}, prices);
    const placed = [...problems, ...solved.problems].map(problem => ({
      ...problem,
      range: from === undefined ? range : { from: problem.range.from + from, to: problem.range.to + from },
    }));
    return { solved, problems: placed };
  });
}
