import type { MarkdownIt, Token } from 'markdown-it';

/**
 * Keeps an inline formula and what is written against it on one line: the bracket before, the comma, full stop or "-th"
 * after. A browser breaks the line on either side of a formula, whatever stands there. Both go into one
 * `<span class="math-phrase">`, which the style does not let break. The formula in it may break between its parts; the
 * last of them goes into a `<span class="math-end">`, for whether a line may end behind a box is asked of what holds the
 * box. Apply it after the rules that render formulas.
 */
export function mathPhrase(md: MarkdownIt): void {
  const { escapeHtml } = md.utils;
  const formula = md.renderer.rules.math_inline!;
  md.renderer.rules.math_inline = (tokens, index, options, env, self) => {
    const html = formula(tokens, index, options, env, self);
    const { to, text } = bounds(tokens, index - 1);
    const before = text.slice(to);
    const next = bounds(tokens, index + 1);
    const after = next.text.slice(0, next.from);
    if (before === '' && after === '') return html;
    const formulaHtml = after === '' ? html : holdLastPart(html);
    return `<span class="math-phrase">${escapeHtml(before)}${formulaHtml}${escapeHtml(after)}</span>`;
  };
  const plain = md.renderer.rules.text!;
  md.renderer.rules.text = (tokens, index, options, env, self) => {
    const { text, from, to } = bounds(tokens, index);
    if (from === 0 && to === text.length) return plain(tokens, index, options, env, self);
    return escapeHtml(text.slice(from, to));
  };
}

/** KaTeX's parts stand side by side at the end of a formula, within three elements: its own two and the note's. */
function holdLastPart(html: string): string {
  const from = html.lastIndexOf('<span class="katex-base">');
  const to = html.length - '</span></span></span>'.length;
  if (from < 0 || html.slice(to) !== '</span></span></span>') return html;
  return `${html.slice(0, from)}<span class="math-end">${html.slice(from, to)}</span>${html.slice(to)}`;
}

/** A text without what belongs to the formulas before and after it. No text for other tokens. */
function bounds(tokens: readonly Token[], index: number): { text: string; from: number; to: number } {
  const token = tokens[index];
  if (token?.type !== 'text') return { text: '', from: 0, to: 0 };
  const text = token.content;
  const from = tokens[index - 1]?.type === 'math_inline' ? markAfter(text).length : 0;
  const to = text.length - (tokens[index + 1]?.type === 'math_inline' ? bracketBefore(text.slice(from)).length : 0);
  return { text, from, to };
}

/** @example bracketBefore('as (') // '(' */
function bracketBefore(text: string): string {
  let from = text.length;
  while (from > 0 && '([{“‘«"\''.includes(text[from - 1]!)) from--;
  return text.slice(from);
}

/** @example markAfter('-th, then') // '-th,' */
function markAfter(text: string): string {
  return /^(?:-?\p{L}{1,3}(?!\p{L})|-)?[.,;:!?…)\]}”’»"'%]*/u.exec(text)![0];
}
