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

/**
 * The class and the line of a block's element, as attributes with a leading space. Another host has put its own classes
 * and lines on the token: they are kept, since its scrolling needs them.
 */
export function blockAttributes(token: Token, env: Env | undefined, className: string): string {
  if (inNote(env)) return ` class="${className}"${lineAttribute(token, env)}`;
  const given = token.attrGet('class');
  const line = token.attrGet('data-line');
  const classes = given === null ? className : `${className} ${String(given).replace(/[^\w -]/g, '')}`;
  return ` class="${classes}"${line === null ? '' : ` data-line="${Number(line)}"`}`;
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
