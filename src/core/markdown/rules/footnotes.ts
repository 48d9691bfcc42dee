import type { Env, MarkdownIt, Token } from 'markdown-it';

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

/**
 * The HTML of the footnote with this label among the tokens of the block that defines it; '' when it is not there.
 * Reads the facts of `env` as rendering any block does.
 */
export function footnoteHtml(md: MarkdownIt, tokens: readonly Token[], label: string, env: Env): string {
  const open = tokens.findIndex(token => token.type === 'footnote_open' && token.meta?.label === label);
  if (open >= 0) {
    const { level } = tokens[open]!;
    const close = tokens.findIndex((token, i) => i > open && token.type === 'footnote_close' && token.level === level);
    return md.renderer.render(tokens.slice(open + 1, close < 0 ? tokens.length : close), md.options, env);
  }
  const inline = findInline(tokens, label);
  return inline === undefined ? '' : `<p>${md.renderer.renderInline(inline.children ?? [], md.options, env)}</p>\n`;
}

function findInline(tokens: readonly Token[], label: string): Token | undefined {
  for (const token of tokens) {
    if (token.type === 'footnote_inline' && token.meta?.label === label) return token;
    const within = token.children === null ? undefined : findInline(token.children, label);
    if (within !== undefined) return within;
  }
  return undefined;
}

/**
 * The section at the end of a note.
 *
 * @param order the labels used, in order of first use
 * @param definitions the HTML of each footnote, by its label
 */
export function renderFootnotes(order: readonly string[], definitions: ReadonlyMap<string, string>): string {
  if (order.length === 0) return '';
  const items = order.map((label, index) => {
    const number = index + 1;
    const back = `<a class="footnote-backref" href="#footnote-ref-${number}" data-footnote-back="${number}" role="doc-backlink" aria-label="Back to the text">↩</a>`;
    const html = (definitions.get(label) ?? '').trimEnd();
    const text = html.endsWith('</p>') ? `${html.slice(0, -'</p>'.length)} ${back}</p>` : `${html} ${back}`;
    return `<li id="footnote-${number}">${text}</li>\n`;
  });
  return `<section class="footnotes" role="doc-endnotes"><ol>\n${items.join('')}</ol></section>\n`;
}
