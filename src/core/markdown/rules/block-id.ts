import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { place } from './place.ts';

const ID = /^\^([A-Za-z0-9-]{1,100})[ \t]*$/;

/**
 * Names of blocks, `text ^abc123` at the end of a paragraph or `^abc123` on a line of its own behind a table, list or
 * quote: not shown, but a link can lead there (an empty `<span class="block-id" id="^abc123">`).
 */
export function blockIdRule(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'block_id', inlineId);
  md.block.ruler.before('table', 'block_id', lineId, { alt: ['blockquote', 'list'] });
  md.renderer.rules.block_id = (tokens, index) => {
    const token = tokens[index]!;
    const html = `<span class="block-id" id="^${md.utils.escapeHtml(String(token.meta?.id))}"></span>`;
    return token.block ? `${html}\n` : html;
  };
}

function inlineId(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '^' || state.posMax !== state.src.length) return false;
  if (from > 0 && !/\s/.test(state.src[from - 1]!)) return false;
  const id = ID.exec(state.src.slice(from))?.[1];
  if (id === undefined) return false;
  if (!silent) {
    state.pending = state.pending.trimEnd();
    place(state.push('block_id', 'span', 0), from, from + 1 + id.length, { id });
  }
  state.pos = state.posMax;
  return true;
}

function lineId(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (state.src[from] !== '^') return false;
  const id = ID.exec(state.src.slice(from, state.eMarks[startLine]!))?.[1];
  if (id === undefined) return false;
  if (silent) return true;
  const token = state.push('block_id', 'span', 0);
  token.map = [startLine, startLine + 1];
  place(token, from, from + 1 + id.length, { id });
  state.line = startLine + 1;
  return true;
}
