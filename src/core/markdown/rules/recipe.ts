import type { Env, MarkdownIt } from 'markdown-it';
import { renderFormula } from '../../math/render.ts';
import type { OwnPrices } from '../../recipe/data/prices.ts';
import { isRecipeFence } from '../../recipe/note-recipes.ts';
import { type ReadRecipe, readRecipe } from '../../recipe/read-recipe.ts';
import { recipeHtml } from '../../recipe/recipe-html.ts';
import { solveRecipe } from '../../recipe/solve-recipe.ts';
import { inNote, noteEnv } from '../env.ts';
import { lineAttribute } from './source-line.ts';

/** The catalogue's own TeX: a note's macros have no say in it. */
function formula(tex: string, display: boolean): string {
  const rendered = renderFormula(tex, { display, macros: {} });
  return rendered.kind === 'failed' ? '' : rendered.html;
}

/** A recipe as it is shown in a note, with the reader's own prices; `id` must be unique in the page. */
export function recipeFigure({ recipe, problems }: ReadRecipe, id: string, prices: OwnPrices = {}): string {
  const solved = solveRecipe(recipe, {}, prices);
  // What a result lacks stands in its row.
  const lacking = new Set(solved.results.flatMap(result => (result.missing.length > 0 ? result.remarks : [])));
  const messages = [...problems, ...solved.problems]
    .map(problem => problem.message)
    .filter(message => !lacking.has(message));
  return recipeHtml(solved, { id, formula, problems: messages });
}

/** The reader's own prices, as the note knows them. */
export const pricesIn = (env: Env | undefined): OwnPrices => JSON.parse(noteEnv(env).read('prices:') ?? '{}');

/**
 * A fenced block of the language `recipe` shows what it computes: inputs, results with their derivations, and the
 * learning rate over the schedule. Other fences are left to the rule before this one. Its problems are not told here
 * but by the check of the note's recipes, which knows their places in the note.
 */
export function recipeRule(md: MarkdownIt): void {
  const before = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    if (!inNote(env) || !isRecipeFence(token.info)) return before(tokens, index, options, env, self);
    const id = `recipe:${noteEnv(env).blockId}-${token.map?.[0] ?? index}`;
    const figure = recipeFigure(readRecipe(token.content), id, pricesIn(env));
    return `<div class="recipe-block"${lineAttribute(token, env)}>${figure}</div>\n`;
  };
}
