import type { StateBlock } from 'markdown-it';
import { reached } from '../env.ts';
import { asideMarks, isImportersMark, isLineOfMarks, readAside } from './aside-text.ts';
import { place, pushInline } from './place.ts';

/** An aside over more lines than this is one that was not closed. */
const MOST_LINES = 300;

/** Lines that begin something of their own: an aside that is still being typed must not swallow them. */
const MARKUP = /^(?:#{1,6}\s|```|~~~|\$\$|[-*+]\s|\d{1,9}[.)]\s|>|\||<\/?[a-z!]|\[\^|(?:[-*_][ \t]*){3,}$)/i;

/**
 * An aside that is a block: a paragraph that is nothing else, one that goes on across blank lines, or lines between two
 * `%%` that stand alone, which may hold any blocks. Also takes lines that are importers' marks, and a rule that such a
 * mark is glued to (`---%% end annotations %%`).
 */
export function asideBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return false;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  const line = lineText(state, startLine);
  if (/^[-*_]{3}/.test(line)) return ruleWithMark(state, startLine, line, silent);
  if (!line.startsWith('%%')) return false;
  if (isLineOfMarks(line)) {
    if (silent) return state.parentType !== 'paragraph';
    pushMark(state, startLine, from, from + line.length);
    return true;
  }
  if (silent && line !== '%%' && hasMoreMarks(state, startLine, endLine)) return false;
  const close = findClose(state, startLine, endLine);
  if (close === undefined) return false;
  if (silent) return close.blocks && state.parentType !== 'blockquote' && state.parentType !== 'list';

  const contentFrom = from + 2;
  const content = state.src.slice(contentFrom, close.offset);
  const open = state.push('aside_block_open', 'div', 1);
  open.map = [startLine, close.line + 1];
  place(open, from, close.offset + 2, { contentFrom, contentTo: close.offset, content, mark: false, closed: true });
  if (close.blocks) {
    pushBlocks(state, startLine, close);
  } else {
    pushInline(state, contentFrom, close.offset, startLine, close.line);
  }
  state.push('aside_block_close', 'div', -1);
  state.line = close.line + 1;
  return true;
}

function lineText(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]!).trimEnd();
}

function pushMark(state: StateBlock, line: number, from: number, to: number): void {
  const token = state.push('aside_mark', '', 0);
  token.map = [line, line + 1];
  const content = state.src.slice(from + 2, to - 2);
  place(token, from, to, { contentFrom: from + 2, contentTo: to - 2, content, mark: true, closed: true });
  state.line = line + 1;
}

function ruleWithMark(state: StateBlock, line: number, text: string, silent: boolean): boolean {
  const match = /^([-*_])\1{2,}[ \t]*(?=%%)/.exec(text);
  if (match === null || !isLineOfMarks(text.slice(match[0].length))) return false;
  if (silent) return true;
  const from = state.bMarks[line]! + state.tShift[line]!;
  const hr = state.push('hr', 'hr', 0);
  hr.map = [line, line + 1];
  hr.markup = match[0].trim();
  pushMark(state, line, from + match[0].length, from + text.length);
  return true;
}

interface Close {
  readonly line: number;
  /** Of the closing mark, in `state.src`. */
  readonly offset: number;
  /** The content is more than one paragraph's text. */
  readonly blocks: boolean;
}

/** The mark that closes the aside which begins at the start of a line, when the aside is a block of its own. */
function findClose(state: StateBlock, startLine: number, endLine: number): Close | undefined {
  const lone = lineText(state, startLine) === '%%';
  const chunkEnd = endOfChunk(state, startLine, endLine);
  reached(state.env, chunkEnd);
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (!lone) {
    const max = state.eMarks[chunkEnd - 1]!;
    const read = readAside(state.src, from, max);
    if (read.kind === 'text') return undefined;
    if (read.closed) {
      if (state.src.slice(read.to, max).trim() !== '') return undefined;
      if (read.contentTo === read.contentFrom) return undefined;
      for (let line = startLine + 1; line < chunkEnd; line++) if (MARKUP.test(lineText(state, line))) return undefined;
      return { line: chunkEnd - 1, offset: read.contentTo, blocks: false };
    }
    if (asideMarks(state.src, from, max).length > 1) return undefined;
  }
  const close = lone ? closeOfLone(state, startLine, endLine) : closeAfterBlank(state, chunkEnd, endLine, startLine);
  reached(
    state.env,
    // of `%%` that stand alone, all were counted
    close === undefined || lone ? Math.min(endLine, startLine + MOST_LINES) : endOfChunk(state, close.line, endLine),
  );
  return close;
}

/** True when another mark follows before the next blank line: then the aside is not one that interrupts a paragraph. */
function hasMoreMarks(state: StateBlock, startLine: number, endLine: number): boolean {
  if (lineText(state, startLine).includes('%%', 2)) return true;
  for (let line = startLine + 1; line < endLine && !state.isEmpty(line); line++) {
    if (lineText(state, line).includes('%%')) return true;
  }
  return false;
}

/** The line after the last of the lines without a blank between them. */
function endOfChunk(state: StateBlock, startLine: number, endLine: number): number {
  let line = startLine + 1;
  while (line < endLine && !state.isEmpty(line) && !(state.sCount[line]! >= 0 && state.sCount[line]! < state.blkIndent))
    line++;
  return line;
}

/** `%%text … blank line … text%%`: only plain paragraphs may stand between, since the reader may still be typing. */
function closeAfterBlank(state: StateBlock, first: number, endLine: number, startLine: number): Close | undefined {
  for (let line = startLine + 1; line < first; line++) if (MARKUP.test(lineText(state, line))) return undefined;
  for (let line = first; line < Math.min(endLine, startLine + MOST_LINES); line++) {
    if (state.isEmpty(line)) continue;
    if (state.sCount[line]! < state.blkIndent) return undefined;
    const text = lineText(state, line);
    if (MARKUP.test(text)) return undefined;
    const marks = asideMarks(text, 0, text.length);
    if (marks.length === 0) continue;
    const end = endOfChunk(state, line, endLine);
    const offset = state.bMarks[line]! + state.tShift[line]! + marks[0]!;
    const opens = marks[0] === 0 && /\S/.test(text[2] ?? '');
    if (marks.length > 1 || opens || marks[0] !== text.length - 2 || end > line + 1) return undefined;
    return { line, offset, blocks: true };
  }
  return undefined;
}

/**
 * The other of two `%%` that stand alone on their lines. Anything may stand between them when such lines come out even;
 * else one of them is missing, and the lines up to the next one are taken only if no heading stands there.
 */
function closeOfLone(state: StateBlock, startLine: number, endLine: number): Close | undefined {
  let close: Close | undefined;
  let heading = false;
  let count = 1;
  for (let line = startLine + 1; line < Math.min(endLine, startLine + MOST_LINES); line++) {
    if (state.isEmpty(line)) continue;
    if (state.sCount[line]! < state.blkIndent) break;
    const text = lineText(state, line);
    if (text === '%%') {
      count++;
      close ??= { line, offset: state.bMarks[line]! + state.tShift[line]!, blocks: true };
    } else if (close === undefined) {
      if (/^#{1,6}\s/.test(text)) heading = true;
      const marks = asideMarks(text, 0, text.length);
      // Its mate stands at the end of a text instead: `%%`, then lines, then `…text%%`.
      if (marks.length === 1 && marks[0] === text.length - 2 && !isImportersMark(text)) {
        return heading
          ? undefined
          : { line, offset: state.bMarks[line]! + state.tShift[line]! + marks[0], blocks: true };
      }
    }
  }
  return heading && count % 2 === 1 ? undefined : close;
}

/** Parses what stands between the marks as blocks, by moving the first line's beginning and the last line's end. */
function pushBlocks(state: StateBlock, startLine: number, close: Close): void {
  const { bMarks, tShift, sCount, eMarks, lineMax, parentType } = state;
  const first = { bMark: bMarks[startLine]!, tShift: tShift[startLine]!, sCount: sCount[startLine]! };
  const end = eMarks[close.line]!;
  const begin = state.skipSpaces(first.bMark + first.tShift + 2);
  bMarks[startLine] = begin;
  tShift[startLine] = 0;
  sCount[startLine] = state.blkIndent;
  eMarks[close.line] = close.offset;
  state.lineMax = close.line + 1;
  state.parentType = 'aside';
  const empty = close.offset <= bMarks[close.line]! + tShift[close.line]!;
  state.md.block.tokenize(
    state,
    begin >= eMarks[startLine]! ? startLine + 1 : startLine,
    empty ? close.line : close.line + 1,
  );
  state.parentType = parentType;
  state.lineMax = lineMax;
  bMarks[startLine] = first.bMark;
  tShift[startLine] = first.tShift;
  sCount[startLine] = first.sCount;
  eMarks[close.line] = end;
}
