import type { NoteElement } from '../markdown/elements.ts';
import type { Range } from '../text.ts';
import { environmentsIn } from './folding.ts';
import { mathAt } from './math-at.ts';
import { readGroup, skipBlank, type TexToken, texTokens } from './tex-tokens.ts';

/**
 * What a growing selection takes from `offset` on, each range inside the next: the word or command, the group inside
 * and with its braces, the command with its arguments, the cell, the row, the environment inside and whole, the TeX, the
 * formula with its delimiters. Empty outside formulas.
 */
export function mathSelections(text: string, elements: readonly NoteElement[], offset: number): Range[] {
  const formula = mathAt(elements, offset);
  if (formula === undefined) return [];
  const { from, to } = formula.texRange;
  const tex = text.slice(from, to);
  const tokens = texTokens(tex, from);
  const ranges: Range[] = [formula.texRange, formula.range];
  const holds = (range: Range): boolean => range.from <= offset && offset <= range.to;
  const add = (range: Range): void => {
    if (range.from < range.to && holds(range)) ranges.push(range);
  };
  for (const environment of environmentsIn(tex, from)) {
    add(environment.whole);
    add(trimmed(text, environment.inner));
    if (holds(environment.inner)) for (const range of cellsOf(text, environment.inner, tokens)) add(range);
  }
  tokens.forEach((token, index) => {
    if (token.kind === 'command' || token.kind === 'script') {
      add(commandWithArguments(tokens, index));
      add(token.range);
    } else if (token.kind === 'open') {
      const group = readGroup(tokens, index)!;
      if (!group.closed) return;
      add({ from: token.range.from, to: group.inner.to + 1 });
      add(group.inner);
    } else if (token.kind === 'text') {
      for (const word of token.text.matchAll(/[\p{L}\p{N}.]+/gu)) {
        const start = token.range.from + word.index;
        add({ from: start, to: start + word[0].length });
      }
    }
  });
  return nested(ranges);
}

/** Ranges from the smallest to the largest, without doubles and without those that cross a smaller one. */
function nested(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a.to - a.from - (b.to - b.from));
  const chain: Range[] = [];
  for (const range of sorted) {
    const last = chain.at(-1);
    if (last === undefined) chain.push(range);
    else if (range.from <= last.from && last.to <= range.to && !(range.from === last.from && range.to === last.to))
      chain.push(range);
  }
  return chain;
}

function trimmed(text: string, { from, to }: Range): Range {
  const inner = text.slice(from, to);
  const start = from + (inner.length - inner.trimStart().length);
  return { from: Math.min(start, to), to: Math.max(start, from + inner.trimEnd().length) };
}

function commandWithArguments(tokens: readonly TexToken[], index: number): Range {
  let to = tokens[index]!.range.to;
  for (let at = skipBlank(tokens, index + 1); tokens[at]?.kind === 'open'; at = skipBlank(tokens, at)) {
    const group = readGroup(tokens, at)!;
    if (!group.closed) break;
    to = group.inner.to + 1;
    at = group.next;
  }
  return { from: tokens[index]!.range.from, to };
}

/** Rows and cells at the top of an environment's inside. */
function cellsOf(text: string, inside: Range, tokens: readonly TexToken[]): Range[] {
  const found: Range[] = [];
  let depth = 0;
  let row = inside.from;
  let cell = inside.from;
  const endCell = (at: number): void => {
    found.push(trimmed(text, { from: cell, to: at }));
  };
  for (const { kind, range, text: word } of tokens) {
    if (range.from < inside.from || range.to > inside.to) continue;
    if (kind === 'open' || word === '\\begin') depth++;
    else if (kind === 'close' || word === '\\end') depth--;
    if (depth > 0) continue;
    if (kind === 'ampersand') {
      endCell(range.from);
      cell = range.to;
    } else if (word === '\\\\') {
      endCell(range.from);
      found.push(trimmed(text, { from: row, to: range.from }));
      row = range.to;
      cell = range.to;
    }
  }
  endCell(inside.to);
  found.push(trimmed(text, { from: row, to: inside.to }));
  return found;
}
