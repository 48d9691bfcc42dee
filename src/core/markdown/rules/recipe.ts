import type { MarkdownIt } from 'markdown-it';
import { renderFormula } from '../../math/render.ts';
import { readRecipe } from '../../recipe/read-recipe.ts';
import { recipeHtml } from '../../recipe/recipe-html.ts';
import { solveRecipe } from '../../recipe/solve-recipe.ts';
import { inNote, noteEnv } from '../env.ts';
import { lineAttribute } from './source-line.ts';

/** The catalogue's own TeX: a note's macros have no say in it. */
function formula(tex: string, display: boolean): string {
  const rendered = renderFormula(tex, { display, macros: {} });
  return rendered.kind === 'failed' ? '' : rendered.html;
}

/**
 * A fenced block of the language `recipe` shows what it computes: inputs, results with their derivations, and the
 * learning rate over the schedule. Other fences are left to the rule before this one.
 */
export function recipeRule(md: MarkdownIt): void {
  const before = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    if (!inNote(env) || !/^\s*\{?\.?recipe\b/i.test(token.info)) return before(tokens, index, options, env, self);
    const note = noteEnv(env);
    const { recipe, problems } = readRecipe(token.content);
    const solved = solveRecipe(recipe);
    const all = [...problems, ...solved.problems];
    for (const { code, message, severity, range } of all)
      note.report(token, { code, message, severity, within: range });
    const id = `recipe-${note.blockId}-${token.map?.[0] ?? index}`;
    const html = recipeHtml(solved, { id, formula, problems: all.map(problem => problem.message) });
    return `<div class="recipe-block"${lineAttribute(token, env)}>${html}</div>\n`;
  };
}
