import type { Env, MarkdownIt, Token } from 'markdown-it';
import { unescapeHtml } from '../unescape-html.ts';

/** The tokens without footnote definitions, which are shown at the end of the note. */
export function withoutFootnotes(tokens: Token[]): Token[] {
  if (!tokens.some(token => token.type === 'footnote_open')) return tokens;
  const kept: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.type === 'footnote_open') depth++;
    else if (token.type === 'footnote_close') depth--;
    else if (depth === 0) kept.push(token);
  }
  return kept;
}

/** The tokens of each footnote that a block defines, by its label; of two with one label the first counts. */
export function footnotesOf(tokens: readonly Token[]): ReadonlyMap<string, FootnoteTokens> {
  const found = new Map<string, FootnoteTokens>();
  const open: { label: string; from: number }[] = [];
  tokens.forEach((token, index) => {
    if (token.type === 'footnote_open') open.push({ label: String(token.meta?.label), from: index + 1 });
    else if (token.type === 'footnote_close') {
      const { label, from } = open.pop()!;
      if (!found.has(label)) found.set(label, { kind: 'blocks', tokens: tokens.slice(from, index) });
    } else addInline(token, found);
  });
  return found;
}

interface FootnoteTokens {
  readonly kind: 'blocks' | 'inline';
  readonly tokens: Token[];
}

function addInline(token: Token, found: Map<string, FootnoteTokens>): void {
  if (token.type === 'footnote_inline') {
    const label = String(token.meta?.label);
    if (!found.has(label)) found.set(label, { kind: 'inline', tokens: token.children ?? [] });
  }
  for (const child of token.children ?? []) addInline(child, found);
}

/** The HTML of a footnote; '' when there is none. Reads the facts of `env` as rendering any block does. */
export function footnoteHtml(md: MarkdownIt, footnote: FootnoteTokens | undefined, env: Env): string {
  if (footnote === undefined) return '';
  return footnote.kind === 'blocks'
    ? md.renderer.render(footnote.tokens, md.options, env)
    : `<p>${md.renderer.renderInline(footnote.tokens, md.options, env)}</p>\n`;
}

/** The labels of the footnotes that a note's HTML calls. */
export function footnotesCalled(html: string): readonly string[] {
  const labels = Array.from(html.matchAll(/ data-footnote="([^"]*)"/g), ([, label]) => unescapeHtml(label!));
  return [...new Set(labels)];
}

/**
 * The section at the end of a note.
 *
 * @param order the labels used, in order of first use
 * @param definitions the HTML of each footnote, by its label
 * @param numberOf the number of a footnote, where these are not all of the note
 */
export function renderFootnotes(
  order: readonly string[],
  definitions: ReadonlyMap<string, string>,
  numberOf?: (label: string) => number,
): string {
  if (order.length === 0) return '';
  const items = order.map((label, index) => {
    const number = numberOf?.(label) ?? index + 1;
    const value = number === index + 1 ? '' : ` value="${number}"`;
    const back = `<a class="footnote-backref" href="#footnote-ref:${number}" data-footnote-back="${number}" role="doc-backlink" aria-label="Back to the text">↩</a>`;
    const html = (definitions.get(label) ?? '').trimEnd();
    const text = html.endsWith('</p>') ? `${html.slice(0, -'</p>'.length)} ${back}</p>` : `${html} ${back}`;
    return `<li id="footnote:${number}"${value}>${text}</li>\n`;
  });
  return `<section class="footnotes" role="doc-endnotes"><ol>\n${items.join('')}</ol></section>\n`;
}
