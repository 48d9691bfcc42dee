import type { StateBlock, StateInline, Token } from 'markdown-it';
import type { ProblemCode, Severity } from '../../problem.ts';

/** Where a token stands: in its inline content for inline tokens, in `state.src` of the block parser for block tokens. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** What a rule has to say about its token; the range is the token's `from` and `to`, or its first line for a fence. */
export interface TokenProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
}

/**
 * Writes a token's place, and what else stands at which place, into its `meta`.
 *
 * @example place(state.push('tag', 'span', 0), start, state.pos, { tag: 'paper/reading' })
 */
export function place(token: Token, from: number, to: number, more: Record<string, unknown> = {}): Token {
  token.meta = { ...token.meta, from, to, ...more };
  return token;
}

/** Parses a part of the inline content into tokens of its own, whose places are those in the whole content. */
export function parseWithin(state: StateInline, from: number, to: number): Token[] {
  const tokens: Token[] = [];
  const within = new state.md.inline.State(state.src, state.md, state.env, tokens);
  within.pos = from;
  within.posMax = to;
  within.linkLevel = state.linkLevel;
  state.md.inline.tokenize(within);
  for (const rule of state.md.inline.ruler2.getRules('')) rule(within);
  return tokens;
}

/**
 * Pushes the inline content between two offsets of a block state, over any number of lines, without the indentation
 * and the marks of quotes before each line. `meta.lineStarts` of the token says where each of its lines begins in `state.src`.
 */
export function pushInline(state: StateBlock, from: number, to: number, firstLine: number, lastLine: number): Token {
  const lines: string[] = [];
  const lineStarts: number[] = [];
  for (let line = firstLine; line <= lastLine; line++) {
    const start = line === firstLine ? from : state.bMarks[line]! + state.tShift[line]!;
    const end = line === lastLine ? to : state.eMarks[line]!;
    lines.push(state.src.slice(start, Math.max(start, end)));
    lineStarts.push(start);
  }
  const token = state.push('inline', '', 0);
  token.content = lines.join('\n');
  token.map = [firstLine, lastLine + 1];
  token.children = [];
  token.meta = { lineStarts };
  return token;
}
