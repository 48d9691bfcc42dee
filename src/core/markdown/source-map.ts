import type { Token } from 'markdown-it';
import { lineAt, lineStarts } from './line-starts.ts';

/** Finds where in a block's source the content of its tokens stands. Offsets are in the block's source. */
export interface SourceMap {
  /** The source offset of an offset in the content of an inline token. */
  inline(token: Token, offset: number): number;
  /** The source offset of an offset in a formula's TeX, for formulas that are blocks. */
  block(token: Token, offset: number): number;
  /** The source offset of an offset in the content of a block token whose lines stand as they are, such as raw HTML. */
  content(token: Token, offset: number): number;
  /** From the first visible character of the token's first line to the end of its last one that is not blank. */
  lines(token: Token): { from: number; to: number };
}

/** Makes the map of one block. `tokens` must be all tokens of the block, in order. */
export function createSourceMap(source: string, tokens: readonly Token[]): SourceMap {
  const starts = [0, ...lineStarts(source)];
  const lineText = (line: number) => source.slice(starts[line] ?? source.length, lineEnd(line));
  const lineEnd = (line: number) => (starts[line + 1] === undefined ? source.length : starts[line + 1]! - 1);
  /** Where each line of an inline token's content begins in the source. */
  const contentStarts = new Map<Token, readonly number[]>();
  /** Cells in which `\\|` stands for `|`. */
  const escaped = new Set<Token>();

  // Cells of one table row stand on one line: each is looked for behind the one before.
  let lastMap: readonly [number, number] | undefined;
  let lineSought = -1;
  let behind = 0;
  for (const token of tokens) {
    if (token.map !== null) lastMap = token.map;
    if (token.type !== 'inline' || lastMap === undefined) continue;
    const first = lastMap[0];
    const given = (token.meta as { lineStarts?: readonly number[] } | null)?.lineStarts;
    if (given !== undefined) {
      contentStarts.set(token, given);
      continue;
    }
    if (lineSought !== first || token.map !== null) behind = starts[first] ?? 0;
    lineSought = first;
    const cell = token.map === null;
    contentStarts.set(
      token,
      token.content.split('\n').map((line, index) => {
        const begin = starts[first + index] ?? source.length;
        const text = lineText(first + index);
        const wanted = line.trim();
        const lead = line.length - line.trimStart().length;
        let at = cell ? text.indexOf(wanted, behind - begin) : text.lastIndexOf(wanted);
        let length = wanted.length;
        if (at < 0 && cell) {
          const written = wanted.replace(/\|/g, '\\|');
          at = text.indexOf(written, behind - begin);
          length = written.length;
          escaped.add(token);
        }
        if (at < 0) return begin;
        if (cell) behind = begin + at + length;
        return begin + at - lead;
      }),
    );
  }

  const begun = new Map<Token, readonly number[]>();
  /** Where each line of an inline token begins in its content. */
  function lineBegins(token: Token): readonly number[] {
    let begins = begun.get(token);
    if (begins === undefined) {
      begins = [0, ...lineStarts(token.content)];
      begun.set(token, begins);
    }
    return begins;
  }

  return {
    inline(token, offset) {
      const lines = contentStarts.get(token);
      if (lines === undefined) return 0;
      const begins = lineBegins(token);
      const line = lineAt(begins, offset);
      const pipes = escaped.has(token) ? token.content.slice(0, offset).split('|').length - 1 : 0;
      const column = offset - begins[line]! + pipes;
      return Math.min((lines[line] ?? source.length) + column, source.length);
    },
    content(token, offset) {
      if (token.map === null) return 0;
      const before = token.content.slice(0, offset);
      const line = token.map[0] + before.split('\n').length - 1;
      const lineBegin = before.lastIndexOf('\n') + 1;
      const contentEnd = token.content.indexOf('\n', lineBegin);
      const length = (contentEnd < 0 ? token.content.length : contentEnd) - lineBegin;
      // What stands before the content is the indentation and the marks of lists and quotes around the block.
      return Math.max(starts[line] ?? 0, lineEnd(line) - length) + offset - lineBegin;
    },
    block(token, offset) {
      if (token.map === null) return 0;
      const before = token.content.slice(0, offset);
      const line = before.split('\n').length - 1;
      const column = offset - (before.lastIndexOf('\n') + 1);
      const wanted = token.content.split('\n')[line] ?? '';
      const { delimiter } = token.meta as { delimiter: string };
      const inSource = token.map[0] + line + (delimiter === 'fence' ? 1 : 0);
      const text = lineText(inSource);
      const opening = line === 0 && delimiter.length === 2 ? text.indexOf(delimiter) + 2 : 0;
      const at = text.indexOf(wanted, opening);
      return Math.min((starts[inSource] ?? source.length) + Math.max(opening, at) + column, source.length);
    },
    lines(token) {
      if (token.map === null) return { from: 0, to: source.trimEnd().length };
      let last = Math.max(token.map[0], token.map[1] - 1);
      while (last > token.map[0] && lineText(last).trim() === '') last -= 1;
      const text = lineText(token.map[0]);
      const delimiter = (token.meta as { delimiter?: string } | null)?.delimiter ?? '';
      const opening =
        delimiter.length === 2 ? text.indexOf(delimiter) : delimiter === 'environment' ? text.indexOf('\\begin') : -1;
      const indent = opening >= 0 ? opening : text.length - text.trimStart().length;
      return { from: starts[token.map[0]]! + indent, to: Math.max(starts[token.map[0]]! + indent, lineEnd(last)) };
    },
  };
}
