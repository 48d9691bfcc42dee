import type { Env, MarkdownIt, RendererRule, Token } from 'markdown-it';
import { inNote } from '../env.ts';

const BLOCKS = [
  'paragraph_open',
  'heading_open',
  'list_item_open',
  'bullet_list_open',
  'ordered_list_open',
  'blockquote_open',
  'table_open',
  'tr_open',
  'hr',
];

/**
 * The line of a nested block, counted from the first line of the top-level block that holds it, as an attribute with a
 * leading space; '' for a top-level block, whose line its surroundings know, and in another host's preview.
 */
export function lineAttribute(token: Token, env: Env | undefined): string {
  return isNested(token) && inNote(env) ? ` data-line="${token.map![0]}"` : '';
}

/** Open HTML joins blocks of the top level into one: those behind the first are nested too. */
function isNested(token: Token): boolean {
  return token.map !== null && (token.level > 0 || token.map[0] > 0);
}

/** Gives nested blocks their `data-line`, so that scrolling and clicks find their line within a long list or quote. */
export function sourceLineRule(md: MarkdownIt): void {
  for (const type of BLOCKS) {
    const original = md.renderer.rules[type];
    const rule: RendererRule = (tokens, index, options, env, self) => {
      const token = tokens[index]!;
      if (isNested(token) && inNote(env)) token.attrSet('data-line', token.map![0]);
      return original ? original(tokens, index, options, env, self) : self.renderToken(tokens, index, options);
    };
    md.renderer.rules[type] = rule;
  }
}
