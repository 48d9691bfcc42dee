import type { MarkdownIt } from 'markdown-it';
import { admonitionRule } from './admonition.ts';
import { asideRule } from './aside.ts';
import { blockIdRule } from './block-id.ts';
import { calloutRule } from './callout.ts';
import { embedRule } from './embed.ts';
import { fenceRule } from './fence.ts';
import { figureRule } from './figure.ts';
import { footnoteRule } from './footnote.ts';
import { highlightRule } from './highlight.ts';
import { htmlRule } from './html.ts';
import { imageRule } from './image.ts';
import { linkRule } from './link.ts';
import { linkedRecipeRule } from './linked-recipe.ts';
import { propertyRule } from './property.ts';
import { recipeRule } from './recipe.ts';
import { sourceLineRule } from './source-line.ts';
import { tableRule } from './table.ts';
import { tagRule } from './tag.ts';
import { taskRule } from './task.ts';
import { wikilinkRule } from './wikilink.ts';
import { zoteroLinkRule } from './zotero-link.ts';

/*
 * What holds for every rule:
 * - Tokens tell their place in `meta` (see place.ts): inline tokens as offsets in their inline content, block tokens as
 *   offsets in `state.src` of the block parser. Each line of an inline token's content is a piece of one source line, in
 *   order, and begins at `meta.lineStarts` where a rule cut it out of its lines.
 * - `meta.problem` is what a rule has to say about its token.
 * - An inline token may come with children from the block phase (a task's box): what is parsed goes behind them.
 */

/** All rules but those for mathematics, in the order in which they must be applied to a MarkdownIt. */
export const noteRules: readonly ((md: MarkdownIt) => void)[] = [
  sourceLineRule,
  linkRule,
  zoteroLinkRule,
  imageRule,
  wikilinkRule,
  embedRule,
  figureRule,
  linkedRecipeRule,
  calloutRule,
  taskRule,
  tagRule,
  highlightRule,
  footnoteRule,
  blockIdRule,
  tableRule,
  fenceRule,
  recipeRule,
  admonitionRule,
  propertyRule,
  htmlRule,
  asideRule,
];
