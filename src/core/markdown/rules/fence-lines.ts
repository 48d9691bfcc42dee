import type { StateBlock } from 'markdown-it';
import { reached } from '../env.ts';

/** A fence and where it ends. */
export interface FenceLines {
  readonly markup: string;
  /** What stands behind the opening marks, as written. */
  readonly info: string;
  /** The line behind the last line of content. */
  readonly contentEnd: number;
  /** The line behind the fence. */
  readonly end: number;
  readonly closed: boolean;
}

/** How many lines behind a doubtful mark decide about it. */
const ENOUGH_LINES = 1000;

interface Mark {
  readonly length: number;
  readonly info: string;
}

/**
 * Reads the fence that opens at `startLine`. One that is never closed, or whose closing marks are rather the next fence's,
 * ends with its first blank line, so that a fence which is being typed does not take the rest of the note.
 */
export function readFence(state: StateBlock, startLine: number, endLine: number): FenceLines | undefined {
  if (state.sCount[startLine]! - state.blkIndent >= 4) return undefined;
  const from = state.bMarks[startLine]! + state.tShift[startLine]!;
  if (state.src[from] !== '`' && state.src[from] !== '~') return undefined;
  const match = /^(`{3,}|~{3,})(.*)$/s.exec(state.src.slice(from, state.eMarks[startLine]!));
  if (match === null) return undefined;
  const markup = match[1]!;
  const info = match[2]!;
  if (markup.startsWith('`') && info.includes('`')) return undefined;
  const lines = { state, marker: markup.charAt(0), length: markup.length };

  let line = startLine + 1;
  for (; line < endLine && isWithin(state, line); line++) {
    const mark = markAt(lines, line);
    if (mark === undefined || mark.length < markup.length) continue;
    if (mark.info === '') {
      if (!opensAnother(lines, line, endLine)) return { markup, info, contentEnd: line, end: line + 1, closed: true };
    } else if (!state.isEmpty(line - 1) && (line > startLine + 1 || info.trim() !== '')) {
      continue;
    }
    // This line begins the next fence.
    reached(state.env, line);
    return unclosed(state, markup, info, startLine, line);
  }
  reached(state.env, line);
  return unclosed(state, markup, info, startLine, line);
}

function unclosed(state: StateBlock, markup: string, info: string, startLine: number, last: number): FenceLines {
  let end = startLine + 1;
  while (end < last && !state.isEmpty(end)) end++;
  return { markup, info, contentEnd: end, end, closed: false };
}

/** False for the line behind the list item that a fence stands in, which ends it at the latest. */
function isWithin(state: StateBlock, line: number): boolean {
  return state.isEmpty(line) || state.sCount[line]! >= state.blkIndent;
}

interface Lines {
  readonly state: StateBlock;
  readonly marker: string;
  readonly length: number;
}

/** The marks at the beginning of a line, when they are of the kind looked for. */
function markAt({ state, marker }: Lines, line: number): Mark | undefined {
  const from = state.bMarks[line]! + state.tShift[line]!;
  if (state.src[from] !== marker || state.sCount[line]! - state.blkIndent >= 4) return undefined;
  const text = state.src.slice(from, state.eMarks[line]!);
  let length = 0;
  while (text[length] === marker) length++;
  const info = text.slice(length).trim();
  if (length < 3 || (marker === '`' && info.includes('`'))) return undefined;
  return { length, info };
}

/**
 * True for bare marks that look as if they opened a fence (a blank line before, text behind) when the fences of the
 * note come out even only if they do.
 */
function opensAnother(lines: Lines, line: number, endLine: number): boolean {
  const { state } = lines;
  if (!state.isEmpty(line - 1) || line + 1 >= endLine || state.isEmpty(line + 1)) return false;
  let last = line + 1;
  while (last < Math.min(endLine, line + ENOUGH_LINES) && isWithin(state, last)) last++;
  reached(state.env, last);
  return !comesOutEven(lines, line + 1, last) && comesOutEven(lines, line, last);
}

/** True when every fence from `first` on is closed. */
function comesOutEven(lines: Lines, first: number, last: number): boolean {
  let line = first;
  while (line < last) {
    const mark = markAt(lines, line);
    line++;
    if (mark === undefined) continue;
    const close = closeFrom({ ...lines, length: mark.length }, line, last);
    if (close >= last) return false;
    line = close + 1;
  }
  return true;
}

function closeFrom(lines: Lines, first: number, last: number): number {
  for (let line = first; line < last; line++) {
    const mark = markAt(lines, line);
    if (mark !== undefined && mark.info === '' && mark.length >= lines.length) return line;
  }
  return last;
}
