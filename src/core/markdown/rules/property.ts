import type { MarkdownIt, StateInline } from 'markdown-it';
import { place } from './place.ts';

const PROPERTY = /^\s*(?:\*\*|__)?[\p{L}\p{N}_][\p{L}\p{N}_ ()/-]{0,60}(?:\*\*|__)?::(?:\s|$)/u;

/**
 * What outliners and query tools write into notes, kept readable: each `key:: value` on a line of its own, and the
 * contents of `{{…}}` as they are written.
 */
export function propertyRule(md: MarkdownIt): void {
  md.inline.ruler.before('newline', 'property', property);
  md.inline.ruler.before('escape', 'macro', macro);
  md.renderer.rules.macro = (tokens, index) =>
    `<span class="macro">${md.utils.escapeHtml(tokens[index]!.content)}</span>`;
}

/** A line end before or behind a property is shown. */
function property(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state;
  if (src.charCodeAt(pos) !== 0x0a) return false;
  const end = src.indexOf('\n', pos + 1);
  const before = src.slice(src.lastIndexOf('\n', pos - 1) + 1, pos);
  const after = src.slice(pos + 1, end < 0 ? posMax : Math.min(end, posMax));
  const isProperty = (line: string) => line.includes('::') && PROPERTY.test(line);
  if (!isProperty(before) && !isProperty(after)) return false;
  if (!silent) {
    state.pending = state.pending.trimEnd();
    state.push('hardbreak', 'br', 0);
  }
  state.pos++;
  while (state.pos < posMax && /[ \t]/.test(src[state.pos]!)) state.pos++;
  return true;
}

function macro(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '{' || state.src[from + 1] !== '{') return false;
  const match = /^\{\{[^\n{}]{1,500}\}\}/.exec(state.src.slice(from, Math.min(state.posMax, from + 504)));
  if (match === null) return false;
  if (!silent) {
    const token = place(state.push('macro', 'span', 0), from, from + match[0].length);
    token.content = match[0];
  }
  state.pos += match[0].length;
  return true;
}
