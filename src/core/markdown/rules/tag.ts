import type { MarkdownIt, StateInline } from 'markdown-it';
import { place } from './place.ts';

/**
 * Tags, `#paper/reading`: `<span class="tag" data-tag="paper/reading">`. A tag follows a space or nothing and has a letter,
 * so `#1` and headings are none; within links there are none.
 */
export function tagRule(md: MarkdownIt): void {
  md.inline.ruler.before('escape', 'tag', tag);
  md.renderer.rules.tag = (tokens, index) => {
    const name = md.utils.escapeHtml(String(tokens[index]!.meta?.tag));
    return `<span class="tag" data-tag="${name}">#${name}</span>`;
  };
}

const TAG = /^#((?:[\p{L}\p{M}\p{N}\p{Extended_Pictographic}_/-]|\u200d){1,200})/u;

function tag(state: StateInline, silent: boolean): boolean {
  const from = state.pos;
  if (state.src[from] !== '#' || state.linkLevel > 0) return false;
  const before = from === 0 ? ' ' : state.src[from - 1]!;
  if (!/[\s(,;，、。；（]/.test(before)) return false;
  const name = TAG.exec(state.src.slice(from, Math.min(state.posMax, from + 210)))?.[1]?.replace(/\/+$/, '');
  if (name === undefined || !/[^\d/_-]/.test(name)) return false;
  const to = from + 1 + name.length;
  if (!silent) {
    const token = place(state.push('tag', 'span', 0), from, to, { tag: name });
    token.content = `#${name}`;
  }
  state.pos = to;
  return true;
}
