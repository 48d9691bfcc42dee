import type { MarkdownIt, Token as MarkdownToken } from 'markdown-it';
import { readFrontMatterRecipe } from '../recipe/note-recipes.ts';
import type { ReadRecipe } from '../recipe/read-recipe.ts';
import type { FoundBlock } from './block-parser.ts';
import type { BlockEnv } from './block-record.ts';
import { type FrontMatter, readFrontMatter } from './front-matter.ts';
import { frontMatterHtml } from './front-matter-html.ts';
import { pricesIn, recipeFigure } from './rules/recipe.ts';

/** Front matter ends within so many lines, or it is none: an edit far below must not ask for it again. */
export const frontMatterReach = 500;

/** True when a text begins as front matter does; whether it is some, a line far below may decide. */
export function mayHaveFrontMatter(text: string): boolean {
  return /^\uFEFF?(?:---|\{)/.test(text);
}

/** The front matter that a token stands for. */
export function frontMatterOf(token: MarkdownToken | undefined): FrontMatter | undefined {
  return token?.type === 'front_matter' ? (token.meta?.frontMatter as FrontMatter) : undefined;
}

/**
 * The front matter of a note as its first block.
 *
 * @param text the note's first lines
 * @param isBlank tells whether a line is blank, for those behind it belong to the block
 */
export function findFrontMatter(
  md: MarkdownIt,
  text: string,
  isBlank: (line: number) => boolean,
  createEnv: () => BlockEnv,
): FoundBlock | undefined {
  const frontMatter = mayHaveFrontMatter(text) ? readFrontMatter(text) : undefined;
  if (frontMatter === undefined) return undefined;
  let lines = frontMatter.lines;
  while (isBlank(lines)) lines += 1;
  const env = createEnv();
  const { Token } = new md.core.State('', md, env);
  const token = new Token('front_matter', '', 0);
  token.map = [0, frontMatter.lines];
  const { from, to } = frontMatter.contentRange;
  token.meta = { frontMatter, recipe: readFrontMatterRecipe(text.slice(from, to)) };
  token.block = true;
  for (const { range, message, severity, code } of frontMatter.problems) {
    env.problems.push({ token, code, message, severity, within: range });
  }
  // the text as it is, for its places are those of the text
  const source = text.slice(0, frontMatter.range.to);
  return { tokens: [token], env, line: 0, lines, reach: lines + 1, source };
}

/** How front matter becomes the note's header; a recipe in it is shown below. */
export function frontMatterRule(md: MarkdownIt): void {
  md.renderer.rules.front_matter = (tokens, index, _options, env) => {
    const frontMatter = frontMatterOf(tokens[index]);
    if (frontMatter === undefined || env === undefined) return '';
    const recipe = tokens[index]!.meta?.recipe as ReadRecipe | undefined;
    const figure =
      recipe === undefined
        ? ''
        : `<div class="recipe-block">${recipeFigure(recipe, 'recipe:front', pricesIn(env))}</div>\n`;
    return frontMatterHtml(md, frontMatter, env) + figure;
  };
}
