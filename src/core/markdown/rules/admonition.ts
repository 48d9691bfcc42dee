import type { MarkdownIt, StateBlock } from 'markdown-it';
import type { CalloutHead } from './callout.ts';
import { readFence } from './fence-lines.ts';
import { place, pushInline } from './place.ts';

/**
 * Callouts in the older form of a fence, ` ```ad-note `, whose first lines may say `title: …` and `collapse: open` or
 * `closed`. What stands in it is markdown, and looks as in any callout. Apply it after `calloutRule` and `fenceRule`.
 */
export function admonitionRule(md: MarkdownIt): void {
  md.block.ruler.before('fence', 'admonition', admonition);
}

function admonition(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  const character = state.src[from];
  if (silent || (character !== '`' && character !== '~')) return false;
  const type = /^(?:`{3,}|~{3,})[ \t]*ad-([\w-]{1,80})[ \t]*$/.exec(
    state.src.slice(from, state.eMarks[startLine]!),
  )?.[1];
  if (type === undefined) return false;
  const lines = readFence(state, startLine, endLine);
  if (lines === undefined || !lines.closed) return false;

  let fold: CalloutHead['fold'] = '';
  let title: { from: number; to: number; line: number } | undefined;
  let line = startLine + 1;
  for (; line < lines.contentEnd; line++) {
    const start = state.bMarks[line]! + state.tShift[line]!;
    const match = /^(title|collapse|icon|color):[ \t]*(.*?)[ \t]*$/i.exec(state.src.slice(start, state.eMarks[line]!));
    if (match === null) break;
    const value = match[2]!;
    const key = match[1]!.toLowerCase();
    if (key === 'collapse') fold = /^(?:open|none)$/i.test(value) ? '+' : '-';
    if (key === 'title') {
      const titleFrom = start + match[0].indexOf(value, match[1]!.length + 1);
      title = { from: titleFrom, to: titleFrom + value.length, line };
    }
  }

  const quote = state.push('blockquote_open', 'blockquote', 1);
  quote.map = [startLine, lines.end];
  const head: CalloutHead = { type: type.toLowerCase(), metadata: '', fold, titleFrom: 0 };
  quote.meta = { callout: head };
  const placed = title ?? { from: state.eMarks[startLine]!, to: state.eMarks[startLine]!, line: startLine };
  const open = state.push('callout_title_open', 'div', 1);
  open.map = [placed.line, placed.line + 1];
  place(open, placed.from, placed.to);
  pushInline(state, placed.from, placed.to, placed.line, placed.line);
  state.push('callout_title_close', 'div', -1);

  const { lineMax, parentType } = state;
  state.lineMax = lines.contentEnd;
  state.parentType = 'admonition';
  state.md.block.tokenize(state, line, lines.contentEnd);
  state.lineMax = lineMax;
  state.parentType = parentType;
  state.push('blockquote_close', 'blockquote', -1);
  state.line = lines.end;
  return true;
}
