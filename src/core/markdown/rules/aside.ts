import type { MarkdownIt, StateInline } from 'markdown-it';
import { asideBlock } from './aside-block.ts';
import { isImportersMark, readAside } from './aside-text.ts';
import { place, type TokenProblem } from './place.ts';
import { blockAttributes } from './source-line.ts';

/** What is said about an aside that is never closed. */
export const ASIDE_UNCLOSED: TokenProblem = {
  code: 'aside-unclosed',
  severity: 'warning',
  message: 'This aside has no closing %%, so it ends with its line. Add %% where it should end.',
};

/**
 * Asides, `%%…%%`: a reader's own remarks. Within a paragraph `<span class="aside" role="note" dir="auto">`, as a block of their own
 * `<div class="aside aside-block" role="note" dir="auto">`. Importers' own marks, such as `%% begin annotations %%`, show nothing.
 * `meta`: `from`, `to`, `contentFrom`, `contentTo`, `content`, `mark`, `closed`, and `problem` when it is not closed.
 */
export function asideRule(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'aside', aside);
  md.block.ruler.before('code', 'aside_block', asideBlock, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  md.renderer.rules.aside_open = (tokens, index) =>
    tokens[index]!.meta?.closed === false
      ? '<span class="aside aside-unclosed" role="note" dir="auto">'
      : '<span class="aside" role="note" dir="auto">';
  md.renderer.rules.aside_close = () => '</span>';
  md.renderer.rules.aside_block_open = (tokens, index, _options, env) =>
    `<div${blockAttributes(tokens[index]!, env, 'aside aside-block')} role="note" dir="auto">`;
  md.renderer.rules.aside_block_close = () => '</div>\n';
  md.renderer.rules.aside_mark = () => '';
  md.renderer.rules.aside_lone = () => '<span class="aside-unclosed">%%</span>';
}

function aside(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '%' || state.src[from + 1] !== '%') return false;
  const read = readAside(state.src, from, state.posMax);
  if (read.kind === 'text') {
    if (!silent) state.pending += state.src.slice(from, read.to);
    state.pos = read.to;
    return true;
  }
  if (!silent) {
    const { to, contentFrom, contentTo, closed } = read;
    const content = state.src.slice(contentFrom, contentTo);
    const mark = closed && isImportersMark(content);
    const meta = { contentFrom, contentTo, content, mark, closed, ...(closed ? {} : { problem: ASIDE_UNCLOSED }) };
    if (mark || (closed && content.trim() === '')) {
      place(state.push('aside_mark', '', 0), from, to, meta);
    } else if (content.trim() === '') {
      place(state.push('aside_lone', '', 0), from, to, meta);
    } else {
      const max = state.posMax;
      place(state.push('aside_open', 'span', 1), from, to, meta);
      state.pos = contentFrom;
      state.posMax = contentTo;
      state.md.inline.tokenize(state);
      state.push('aside_close', 'span', -1);
      state.posMax = max;
    }
  }
  state.pos = read.to;
  return true;
}
