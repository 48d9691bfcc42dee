import { type BlockReader, findByBlock } from '../markdown/by-block.ts';
import type { NoteElement } from '../markdown/elements.ts';
import { LineIndex, type Range } from '../text.ts';
import { formulasOf } from './math-at.ts';

const ends = /\\(begin|end)\s*\{([^{}]*)\}/g;

/** Each environment of a piece of TeX that begins and ends in it, whole and inside, the outer ones first. */
export function environmentsIn(
  tex: string,
  from: number,
): { readonly whole: Range; readonly inner: Range; readonly name: string }[] {
  const open: { readonly name: string; readonly from: number; readonly inner: number }[] = [];
  const found: { whole: Range; inner: Range; name: string }[] = [];
  for (const match of tex.matchAll(ends)) {
    const start = from + match.index;
    const end = start + match[0].length;
    if (match[1] === 'begin') open.push({ name: match[2]!, from: start, inner: end });
    else if (open.at(-1)?.name === match[2]) {
      const begun = open.pop()!;
      found.push({ name: begun.name, whole: { from: begun.from, to: end }, inner: { from: begun.inner, to: start } });
    }
  }
  return found.sort((a, b) => a.whole.from - b.whole.from);
}

/** What can be folded of a note's formulas: display formulas and environments that take more than one line. */
export function mathFoldings(text: string, elements: readonly NoteElement[]): Range[] {
  const foldings: Range[] = [];
  for (const formula of formulasOf(elements)) {
    const { from, to } = formula.texRange;
    const parts = [formula.range, ...environmentsIn(text.slice(from, to), from).map(environment => environment.whole)];
    for (const part of parts) if (text.slice(part.from, part.to).trimEnd().includes('\n')) foldings.push(part);
  }
  return foldings;
}

/** Lines that are folded into the first of them, counted from 0. */
export interface FoldedLines {
  readonly first: number;
  readonly last: number;
}

/** Gives what can be folded of live notes, looking after an edit only at the blocks that it touched. */
export function createFoldingReader(): BlockReader<readonly FoldedLines[]> {
  return findByBlock(
    ({ text, elements }) => {
      const foldings = mathFoldings(text, elements);
      if (foldings.length === 0) return [];
      const lines = new LineIndex(text);
      return foldings.map(({ from, to }) => {
        const end = lines.positionAt(to);
        return { first: lines.positionAt(from).line, last: end.character === 0 ? end.line - 1 : end.line };
      });
    },
    ({ first, last }, { line }) => ({ first: first + line, last: last + line }),
  );
}
