import type { Delimiter, MarkdownIt, StateInline } from 'markdown-it';

const EQUALS = 0x3d;

/** Highlights, `==text==`: `<mark>`, over lines and around other markup, but not `a == b`. */
export function highlightRule(md: MarkdownIt): void {
  md.inline.ruler.before('emphasis', 'highlight', delimit);
  md.inline.ruler2.before('emphasis', 'highlight', pair);
}

function delimit(state: StateInline, silent: boolean): boolean {
  if (silent || state.src.charCodeAt(state.pos) !== EQUALS) return false;
  const scanned = state.scanDelims(state.pos, true);
  if (scanned.length !== 2) {
    state.pending += '='.repeat(scanned.length);
    state.pos += scanned.length;
    return true;
  }
  state.push('text', '', 0).content = '==';
  state.delimiters.push({
    marker: EQUALS,
    length: 0,
    token: state.tokens.length - 1,
    end: -1,
    open: scanned.can_open,
    close: scanned.can_close,
  });
  state.pos += 2;
  return true;
}

function pair(state: StateInline): void {
  mark(state, state.delimiters);
  for (const meta of state.tokens_meta) if (meta?.delimiters) mark(state, meta.delimiters);
}

function mark(state: StateInline, delimiters: readonly Delimiter[]): void {
  for (const open of delimiters) {
    if (open.marker !== EQUALS || open.end === -1) continue;
    const close = delimiters[open.end]!;
    for (const [delimiter, nesting] of [
      [open, 1],
      [close, -1],
    ] as const) {
      const token = state.tokens[delimiter.token]!;
      token.type = nesting === 1 ? 'mark_open' : 'mark_close';
      token.tag = 'mark';
      token.nesting = nesting;
      token.markup = '==';
      token.content = '';
    }
  }
}
