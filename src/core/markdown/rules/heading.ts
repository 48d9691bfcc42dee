import type { MarkdownIt, Token } from 'markdown-it';
import { noteEnv } from '../env.ts';

/** The text of a heading without markup and without asides; formulas as their TeX. */
export function headingText(inline: Token): string {
  const shown = (type: string) => type === 'text' || type === 'code_inline' || type.startsWith('math');
  let asides = 0;
  let text = '';
  for (const { type, content } of inline.children ?? []) {
    if (type === 'aside_open') asides += 1;
    else if (type === 'aside_close') asides -= 1;
    else if (asides > 0) continue;
    else if (shown(type)) text += content;
    else if (type.endsWith('break')) text += ' ';
  }
  return text.trim();
}

/*
 * All other ids of a page have a colon or a caret in them (`footnote:1`, `equation:loss`, `embedded:…`, `^block`), which no
 * slug has: a heading may be called as it likes.
 */

/**
 * A heading's slug before it is made unique, as the editor's own markdown links make it.
 *
 * @example headingSlug('Model and training!') // 'model-and-training'
 */
export function headingSlug(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^\p{L}\p{N}\p{M}_-]/gu, '');
}

/**
 * A heading's slug among those before it: `part`, then `part-1`, `part-2` …, and none of them twice where a heading is
 * called `Part 1`.
 *
 * @param counts how often each slug was given; is told of this one
 */
export function uniqueSlug(slug: string, counts: Map<string, number>): string {
  let count = counts.get(slug) ?? 0;
  let unique = count === 0 ? slug : `${slug}-${count}`;
  while (count > 0 && counts.has(unique)) {
    count += 1;
    unique = `${slug}-${count}`;
  }
  counts.set(slug, count + 1);
  if (unique !== slug) counts.set(unique, 1);
  return unique;
}

/** Gives each heading an id that links of the note can lead to; equal headings get `-1`, `-2` … in reading order. */
export function headingRule(md: MarkdownIt): void {
  md.core.ruler.push('heading_slug', state => {
    const seen = new Map<string, number>();
    state.tokens.forEach((token, index) => {
      const inline = state.tokens[index + 1];
      if (token.type !== 'heading_open' || inline?.type !== 'inline') return;
      const text = headingText(inline);
      const slug = headingSlug(text);
      const nth = seen.get(slug) ?? 0;
      seen.set(slug, nth + 1);
      token.meta = { ...token.meta, slug, nth };
      const level = Number(token.tag.slice(1));
      if (slug !== '') noteEnv(state.env).define({ kind: 'heading', slug, level, text, line: token.map?.[0] ?? 0 });
    });
  });
  const original = md.renderer.rules.heading_open;
  md.renderer.rules.heading_open = (tokens, index, options, env, self) => {
    const token = tokens[index]!;
    const { slug = '', nth = 0 } = (token.meta ?? {}) as { slug?: string; nth?: number };
    const id = slug === '' ? undefined : noteEnv(env).read(`slug:${nth} ${slug}`);
    if (id !== undefined) token.attrSet('id', id);
    return original === undefined
      ? self.renderToken(tokens, index, options)
      : original(tokens, index, options, env, self);
  };
}
